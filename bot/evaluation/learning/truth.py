"""Whether an answer is right, by the truth of its week and not by what an article says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain import Decision
from bot.evaluation.learning.history import Asked, Change, Topic
from bot.evaluation.tickets.play import says, wrong_answer


def right(asked: Asked, decision: Decision, changes: Sequence[Change]) -> bool:
    """Read, not only by what it cites: it states the fact that was asked for, as it is now, and nothing outdated.
    What is for people alone has no right answer."""
    now = [change for change in changes if change.week <= asked.week]
    if asked.topic is not None:
        mine = [change for change in now if asked.topic.id in change.topics]
        spelt = [_as_of(words, mine) for words in asked.topic.say]
        return any(says(decision.answer, words) for words in spelt) and not _outdated(decision, mine)
    if asked.ticket is None:
        return False
    expect = asked.ticket.expect
    mine = [change for change in now if change.article in (expect.articles or ())]
    facts = tuple(tuple(_as_of(words, mine) for words in fact) for fact in expect.must_say)
    cited = [change for change in now if change.article in {source.id for source in decision.sources}]
    return wrong_answer(replace(expect, must_say=facts), decision) == "" and not _outdated(decision, cited)


def told(topic: Topic, week: int, changes: Sequence[Change]) -> str:
    """What people write who know what holds in this week."""
    return _as_of(topic.answer, [c for c in changes if c.week <= week and topic.id in c.topics])


def _as_of(words: str, changes: Sequence[Change]) -> str:
    for change in changes:
        words = words.replace(change.old, change.new)
    return words


def _outdated(decision: Decision, changes: Sequence[Change]) -> bool:
    return any(says(decision.answer, change.old) for change in changes)
