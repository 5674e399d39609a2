"""What can be wrong with an answer as a whole: its length, sentences said twice, its language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answer.check.evidence import normal
from bot.domain import Sentence
from bot.language.detection import Languages
from bot.language.sentences import Kind, units
from bot.language.words import plain_text

MOST_WORDS = 150  # without steps
_MOST_WORDS_EVER = 400
_WORD = re.compile(r"\w+")
_REPEATED_WORDS = 4  # a shorter sentence may stand twice ("Select **Save**.")


def too_long(sentences: Sequence[Sentence]) -> str:
    """What is wrong with the length, in words; empty when nothing is."""
    text = "".join(sentence.lead + sentence.text for sentence in sentences)
    count = len(_WORD.findall(plain_text(text)))
    steps = any(unit.kind is Kind.STEP for unit in units(text))
    most = _MOST_WORDS_EVER if steps else MOST_WORDS
    return f"the answer has {count} words; at most {most} are sent" if count > most else ""


def repeated(sentences: Sequence[Sentence]) -> frozenset[int]:
    """Which sentences say word for word what one before them said."""
    seen: set[str] = set()
    found = set()
    for place, sentence in enumerate(sentences):
        said = normal(sentence.text)
        if said in seen and len(_WORD.findall(said)) >= _REPEATED_WORDS:
            found.add(place)
        seen.add(said)
    return frozenset(found)


def customers_language(question: str, earlier: Sequence[str], languages: Languages) -> str:
    """The language of the question; where it is too short to tell, of the customer's latest message that tells."""
    return next((found for text in (question, *reversed(earlier)) if (found := languages.of(text))), "")


def other_language(sentences: Sequence[Sentence], asked_in: str, languages: Languages) -> str:
    """The answer's language where it is another than the customer's; empty where they agree or cannot be told."""
    said_in = languages.of(" ".join(sentence.text for sentence in sentences))
    return said_in if said_in and asked_in and said_in != asked_in else ""
