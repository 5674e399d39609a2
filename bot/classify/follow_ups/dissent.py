"""Whether a customer says that the answer they got did not help, was wrong, or was known to them."""

from __future__ import annotations

import re

from bot.classify.follow_ups.mended import mended
from bot.classify.follow_ups.patterns import any_of
from bot.classify.message_parts import has_words, tidy
from bot.language.emoji import DISLIKES, canonical

_READ = 600  # characters; what somebody thinks of an answer stands at the start
_WORDS_OF_A_BARE_NO = 6
_WORDS_THAT_SETTLE = 20
_SAYS_NOTHING = 3  # words: thanks, a name

_SIGNS = re.compile(
    r"[\N{THUMBS DOWN SIGN}\N{SLIGHTLY FROWNING FACE}\N{WHITE FROWNING FACE}\N{CONFUSED FACE}\N{DISAPPOINTED FACE}"
    r"\N{CROSS MARK}\N{ANGRY FACE}\N{POUTING FACE}\N{CRYING FACE}\N{LOUDLY CRYING FACE}\N{PENSIVE FACE}\N{WEARY FACE}"
    r"\N{UNAMUSED FACE}\N{FACE PALM}\N{FACE WITH ROLLING EYES}\N{WORRIED FACE}]|:-?\("
)
_EMOJI_CODE = re.compile(r":[a-z0-9_+'-]+:(?::skin-tone-\d:)?", re.IGNORECASE)
_BARE_NO = re.compile(
    r"(?:(?:hm+|bruh|bro|lol|sry|sorry|ok|okay|well|thanks|thx|yeah|but|and|so|uh+|um+|meh|man|dude)\W+)*"
    r"(?:no+|nope|nah|nein|non|not? really|negative|wrong|incorrect|false|unfortunately not|sadly not|leider nicht"
    r"|falsch|faux|incorrecto|sbagliato|errado|fout)\b",
    re.I,
)
_DISSENT, _CONTENT, _SETTLED = any_of("dissent.txt"), any_of("works_now.txt"), any_of("thanks_and_settled.txt")
# A question of its own about things that fail, or a condition, is no word on the answer.
_ASKS = re.compile(
    r"\W*(?:(?:and|but|so|ok|okay|also)\W+)*"
    r"(?:how (?:do|can|could|would|to|should|long|many|much|often)|what (?:happens|does|is|are|do|would)|which|who|when"
    r"|where (?:do|can|is|are)|can (?:i|we|you|somebody|someone)|could|would|is (?:there|it possible)|are there"
    r"|do (?:i|we|you)|does|will|may|why is the|if )\b",
    re.I,
)
_STILL_DISSENT = re.compile(
    r"\bsupposed to (?:help|work)\b|\b(?:any|some)thing else (?:i|we) can try\b|\bread (?:it|that|this|my \w+) again\b"
    r"|\bwho (?:actually|really)\b|\bwhat if (?:that|this|it|i do not|i don't|we do not|we don't)\b"
    r"|\bwhere (?:is|are|'s) (?:that|this|these|those)\b",
    re.I,
)
_WANTS = re.compile(
    r"\?|\b(?:please|pls|can|could|would|need|want|how|what|also)\b(?! (?:you )?(?:close|needed|wanted)\b)",
    re.IGNORECASE,
)
# Where a message turns: what comes last is what they think now.
_TURN = re.compile(
    r"(?<=[.!?…])\s+|\n+"
    r"|[,;]?\s+(?=(?:but|however|though|although|yet|then|and now|until|aber|mais|pero|ma|maar|mas)\b)",
    re.I,
)


def word_on_answer(text: str) -> bool | None:
    """What a message says of the answer before it: True where it did not help, False where nothing is wrong with it or
    something new is asked, None where no rule knows."""
    said = mended(tidy(text)[:_READ].strip())
    short = len(said.split()) <= _WORDS_OF_A_BARE_NO
    if short and _sad(text):
        return not _CONTENT.search(said)
    if not has_words(said):
        return False
    parts = _TURN.split(said)
    told = next((word for part in reversed(parts) if (word := _word_on_it(part, short)) is not None), None)
    return False if told is None and _ASKS.match(said) else told


def dissents(text: str) -> bool:
    """Whether a message that follows an answer certainly says that it did not help."""
    return word_on_answer(text) is True


def settles(text: str) -> bool:
    """Whether a message that follows an answer closes the matter and wants nothing. Each part of it must do so, or be
    the complaint that is over, or be too short to say anything else."""
    said = mended(tidy(text).strip())
    if _WANTS.search(said) or len(said.split()) > _WORDS_THAT_SETTLE:
        return False
    parts = [part for part in _TURN.split(said) if has_words(part)]
    told = [_word_on_it(part, short=False) for part in parts]
    closing = [bool(_SETTLED.search(part)) and word is not True for part, word in zip(parts, told, strict=True)]
    if not any(closing) or next((word for word in reversed(told) if word is not None), None) is True:
        return False
    fits = (
        c or word is True or len(part.split()) <= _SAYS_NOTHING
        for part, c, word in zip(parts, closing, told, strict=True)
    )
    return all(fits)


def _word_on_it(part: str, short: bool) -> bool | None:
    """What one part says of the answer; None where it says nothing of it."""
    if not has_words(part):
        return None
    if _CONTENT.search(part):
        return False
    if _ASKS.match(part) and not _STILL_DISSENT.search(part):
        return None
    return True if (short and _BARE_NO.match(part)) or _DISSENT.search(part) else None


def _sad(text: str) -> bool:
    """Whether a sign in it, drawn or by its name, says that it did not help."""
    return bool(_SIGNS.search(text)) or any(canonical(code) in DISLIKES for code in _EMOJI_CODE.findall(text))
