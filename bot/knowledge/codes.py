"""Codes and error names in texts: `PPR-9087` is one word, and not nearly `PPR-9088`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.knowledge.vector_engine import PAIRS, Rarity

_NUMBERED = re.compile(
    r"(?<![\w/.-])(?P<family>[A-Za-z]{1,12})(?P<sign>[-_ ]?)(?P<number>\d{2,8}[A-Za-z]?)(?![\w/]|[.-]\w)"
)
_HEX = re.compile(r"(?<!\w)0x[0-9A-Fa-f]{3,16}(?!\w)")
_CONSTANT = re.compile(r"(?<![\w$])[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+(?!\w)")
_ERROR_NAME = re.compile(r"(?<!\w)(?:[A-Z][a-z0-9]+){1,8}(?:Error|Exception|Fault)(?!\w)")
_LEAST_DIGITS = 3  # "S3", "MP3" and "H264" are words; with a hyphen in front two digits do
_OF_ERRORS = re.compile(r"\b(?:error|err|code|status|exception|fail\w*|warning|fault|errno)\b", re.IGNORECASE)
_OWN = re.compile(
    r"\b(?:order|ticket|case|invoice|ref(?:erence)?|request|account|customer|serial|transaction|shipment|tracking|"
    r"booking|quote|po|sku|workspace|device|job|asset)s?\b\W*(?:number|no|nr|id)?\W*$",
    re.IGNORECASE,
)
_SHORT = 6


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it is compared: lower case, without signs. Codes of one `family` differ in their number alone."""

    text: str
    family: str = ""
    is_error: bool = False
    is_own: bool = False

    @property
    def token(self) -> int:
        """Its id among the words of an index."""
        return _token(self.text)

    @property
    def family_token(self) -> int:
        """The id by which an index knows that it holds a code of this family."""
        return _token(f"{self.family}-*")


def codes(text: str) -> tuple[Code, ...]:
    """The codes of a text, each once, in order; `is_own` where a customer names theirs: an order, a case."""
    first: dict[str, Code] = {}
    for _, code in sorted(_found(text), key=lambda entry: entry[0]):
        first.setdefault(code.text, code)
    return tuple(first.values())


def _found(text: str) -> Iterator[tuple[int, Code]]:
    for match in _NUMBERED.finditer(text):
        family, sign, number = match["family"], match["sign"], match["number"]
        digits = sum(letter.isdigit() for letter in number)
        written = (
            family.isupper() and (digits >= _LEAST_DIGITS or sign == "-") and not (sign == " " and len(family) < 2)
        )
        if written or (sign == "-" and digits >= _LEAST_DIGITS):
            own = bool(_OWN.search(text[: match.start()]))
            yield match.start(), Code(f"{family}{number}".lower(), family.lower(), is_own=own)
    for pattern in (_HEX, _CONSTANT, _ERROR_NAME):
        for match in pattern.finditer(text):
            said = match[0]
            is_error = pattern is not _CONSTANT or bool(re.search(r"ERR|FAIL|EXCEPTION|DENIED|INVALID", said))
            yield match.start(), Code(said.lower(), is_error=is_error)


def asked_for(text: str) -> tuple[Code, ...]:
    """The codes that a question is about, so that a passage without them cannot answer it."""
    told = bool(_OF_ERRORS.search(text)) or len(text.split()) <= _SHORT
    return tuple(
        Code(code.text, code.family, code.is_error or told, code.is_own) for code in codes(text) if not code.is_own
    )


def unknown(asked: Sequence[Code], rarity: Rarity) -> bool:
    """Whether no passage of the index knows any of the codes that a question is about: then nothing answers it."""
    held = rarity.containing
    if not asked or any(held.get(code.token) for code in asked):
        return False
    return any(code.is_error or (code.family and held.get(code.family_token)) for code in asked)


def of_another(asked: Sequence[Code], passage: str) -> bool:
    """Whether a passage tells of other codes of the same family, and of none that was asked for."""
    own = codes(passage)
    texts, families = {code.text for code in own}, {code.family for code in own if code.family}
    wanted = {code.text for code in asked}
    return wanted.isdisjoint(texts) and not families.isdisjoint({code.family for code in asked if code.family})


def code_tokens(text: str) -> dict[int, int]:
    """The tokens of a text's codes and of their families, each once, and what they weigh beside a word."""
    return {
        token: 1 for code in codes(text) for token in (code.token, code.family_token if code.family else code.token)
    }


def _token(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"code:{text}".encode(), digest_size=4).digest()) % PAIRS
