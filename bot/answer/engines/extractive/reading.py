"""What the reader says of a quotation: whether its sentences answer the question where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer.engines.extractive.answerability import Candidate
from bot.answer.engines.extractive.question import Question
from bot.answer.engines.extractive.select import Pick
from bot.domain.reading import Reader, ReadingWindow
from bot.language.sentences import Unit
from bot.language.words import plain_text

_WORDS = 70  # of a window, about 100 tokens: what the reader was trained on
_UNIT_WORDS = 42  # of a unit that count: more of it is not read


async def part_of_answer(
    question: Question, candidates: Sequence[Candidate], picks: Sequence[Pick], reader: Reader
) -> float:
    """The logit that the likeliest of the units around the best pick that are quoted is a part of the answer. One
    window is read. Raises PermanentError."""
    best = max(picks, key=lambda pick: pick.score)
    candidate = candidates[best.rank]
    start, end = _around(best.position, [_size(unit) for unit in candidate.units])
    own = tuple((unit.heading, plain_text(unit.plain)) for unit in candidate.units[start:end])
    (reading,) = await reader.read([ReadingWindow(_asked(question), candidate.passage.title, own)])
    quoted = {pick.position for pick in picks if pick.rank == best.rank}
    read = zip(range(start, end), reading.sentences, strict=False)
    return max((part for position, part in read if position in quoted), default=reading.answers)


def _asked(question: Question) -> str:
    """The question, after the last turn where it names nothing by itself."""
    return question.variants[0 if question.subject else min(1, len(question.variants) - 1)]


def _size(unit: Unit) -> int:
    return 1 + min(_UNIT_WORDS, len(plain_text(unit.plain).split()))


def _around(position: int, sizes: Sequence[int]) -> tuple[int, int]:
    """Where the stretch of units around one that there is room for begins, and after which it ends; it grows by turns
    after and before it."""
    start, end, room = position, position + 1, _WORDS - sizes[position]
    after, stuck = True, 0
    while stuck < 2:
        place = end if after else start - 1
        if 0 <= place < len(sizes) and sizes[place] <= room:
            room -= sizes[place]
            start, end = min(start, place), max(end, place + 1)
            stuck = 0
        else:
            stuck += 1
        after = not after
    return start, end
