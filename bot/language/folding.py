"""Folds letters that look alike into one: case, accents, invisible characters, other scripts, digits for letters."""

from __future__ import annotations

import unicodedata

# Letters that look like Latin ones, after folding case (Unicode's confusables, UTS #39, the commonest of them).
_ALIKE = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u043a\u043c\u0442\u0432\u043d\u0261\u04cf"
    "\u03b1\u03bf\u03c1\u03bd\u03b9\u03ba\u03c4\u03c5\u03c7\u03b5\u0251\u0131\u0585\u057d\u0578\u0570",
    "aeopcyxijsdhkmtbhgl" + "aopviktuxeai" + "ounh",
)
# Greek capitals whose small letters look otherwise: Beta, Zeta, Eta, Mu, Nu, Upsilon.
_CAPITALS = str.maketrans("\u0392\u0396\u0397\u039c\u039d\u03a5", "BZHMNY")
_BLANK = frozenset("\u115f\u1160\u2800")  # letters and signs that show nothing: Hangul's fillers, Braille's blank
_LEET = str.maketrans("0134578@$", "oleastbas")
_ONE_STROKE = str.maketrans("i|", "ll")


def folded(text: str) -> str:
    """Lower case, without accents, invisible characters and letters of other scripts that look like Latin ones."""
    if text.isascii():  # most texts, and nothing below can change them
        return text.casefold()
    parted = unicodedata.normalize("NFKD", text)
    seen = "".join(sign for sign in parted if unicodedata.category(sign) not in ("Mn", "Cf") and sign not in _BLANK)
    return seen.translate(_CAPITALS).casefold().translate(_ALIKE)


def digits_as_letters(reading: str) -> str:
    """A folded text with its digits and signs read as the letters that they stand for: `d4n4` is `dana`."""
    return reading.translate(_LEET)


def skeleton(text: str) -> str:
    """What a whole name looks like, to be compared with another's and not to be read: letters alone, with I, l and 1
    as one, `rn` as m and `vv` as w. Empty where a text has no letters."""
    strokes = digits_as_letters(folded(text)).translate(_ONE_STROKE)
    return "".join(sign for sign in strokes if sign.isalnum()).replace("rn", "m").replace("vv", "w")
