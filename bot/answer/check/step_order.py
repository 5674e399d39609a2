"""Steps told in another order than the source has: in a sentence, down a list, along a menu's path."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, pairwise

from bot.answer.check.evidence import Evidence
from bot.domain import PassageId, Sentence
from bot.language.order import done_in_order, leads_on, menu_paths, told_in_turn, without_lead
from bot.language.remembered import PASSAGES, remembered
from bot.language.sentences import Kind, Unit
from bot.language.synonyms import meanings
from bot.language.words import STOP_WORDS, plain_text, words

_SAME = 0.6  # share of an event's words that a source's event needs to be the same one
_AHEAD = 0.25  # by how much it has to be nearer than any other event there
_OF_SOURCE = 0.1  # share of that event's own words which it has
_NUMBER = re.compile(r"(\d{1,3})[.)]\s*$")
_SHOWN = 60  # characters of an event in a finding

Meant = tuple[frozenset[str], ...]


def reordered(text: str, cited: Sequence[Evidence]) -> str:
    """What a sentence tells in another order than the sources, in words; empty where the order is theirs or cannot be
    told."""
    events = told_in_turn(text)
    return _menu_turned(text, cited) or _finding(events, _turned(events, cited))


def reordered_steps(said: Sequence[Sentence], sources: Mapping[PassageId, Evidence]) -> dict[int, str]:
    """Which sentences of an answer stand behind one that the source has after them, by their place, with what is wrong
    in words: steps of a numbered list, and sentences that "then" joins."""
    found: dict[int, str] = {}
    for run in _runs(said):
        events = [without_lead(said[place].text) for place in run]
        cites = dict.fromkeys(cite for place in run for cite in said[place].cites)
        turned = _turned(events, [sources[cite] for cite in cites if cite in sources])
        if turned:
            found[run[turned[1]]] = _finding(events, turned)
    return found


def _runs(said: Sequence[Sentence]) -> Iterator[list[int]]:
    """The places of sentences that are told as done one after the other; what stands between two steps is left out."""
    numbered: list[int] = []
    last = 0
    for place, sentence in enumerate(said):
        number = _NUMBER.search(sentence.lead)
        if number and int(number[1]) != last + 1:
            yield numbered
            numbered = []
        if number:
            numbered.append(place)
            last = int(number[1])
        elif place and leads_on(sentence.text):
            yield [place - 1, place]
    yield numbered


def _turned(events: Sequence[str], cited: Sequence[Evidence]) -> tuple[int, int] | None:
    """The first two of the events that a source has the other way round, and none as they are told."""
    if len(events) < 2:
        return None
    meant = [_meant(event) for event in events]
    turned, kept = set(), set()
    for source in cited:
        for told in procedures(source.units):
            near = [_nearness(event, told) for event in meant]
            places = [_place(event, told, scores) for event, scores in zip(meant, near, strict=True)]
            for one, other in combinations(range(len(events)), 2):
                at, then = places[one], places[other]
                if _may_follow(near[one], near[other]):
                    kept.add((one, other))
                elif at is not None and then is not None and at > then:
                    turned.add((one, other))
    return min(turned - kept, default=None)


def _finding(events: Sequence[str], turned: tuple[int, int] | None) -> str:
    if turned is None:
        return ""
    earlier, later = (_shown(events[n]) for n in turned)
    return f"puts “{earlier}” before “{later}”, and the source has it after"


def _menu_turned(text: str, cited: Sequence[Evidence]) -> str:
    said = [pair for path in menu_paths(text) for pair in pairwise(path)]
    if not said:
        return ""
    told = {pair for item in cited for unit in item.units for path in menu_paths(unit.text) for pair in pairwise(path)}
    for outer, inner in said:
        if (inner, outer) in told and (outer, inner) not in told:
            return f"has “{inner}” inside “{outer}”, and the source has it the other way round"
    return ""


@lru_cache(maxsize=PASSAGES)  # passages come back with every question
def procedures(units: tuple[Unit, ...]) -> tuple[tuple[Meant, ...], ...]:
    """The orders that a source tells: of its numbered lists, its single sentences, and those that "then" joins."""
    found: list[list[str]] = []
    open_list: list[str] = []
    last, heading, block, joined = 0, "", -1, list[str]()
    for unit in units:
        own = list(done_in_order(unit.plain))
        if unit.kind is Kind.STEP:
            number = _NUMBER.search(unit.lead)
            counted = int(number[1]) if number else 0
            same = heading == unit.heading and (counted > last or block == unit.block)
            if not same and open_list:
                found.append(open_list)
                open_list = []
            open_list = [*open_list, *(own or [unit.plain])]
            last, heading, block = counted, unit.heading, unit.block
        elif own:
            found.append(own)
        if leads_on(unit.text):
            joined += own or [without_lead(unit.text)]
        else:
            found.append(joined)
            joined = own or [unit.plain]
    found += [open_list, joined]
    return tuple(tuple(_meant(event) for event in events) for events in found if len(events) > 1)


@remembered()
def _meant(event: str) -> Meant:
    """What each word of an event that carries meaning may stand for."""
    said = dict.fromkeys(word for word in words(plain_text(event)) if word not in STOP_WORDS)
    return tuple(meanings(word) for word in said)


def _nearness(event: Meant, told: Sequence[Meant]) -> list[float]:
    """The share of the event's words, by their rarity, that each of the events told has."""
    held, weight = [frozenset().union(*each) for each in told], _weights(told)
    total = sum(map(weight, event)) or 1.0
    return [sum(weight(word) for word in event if word & each) / total for each in held]


def _weights(told: Sequence[Meant]) -> Callable[[frozenset[str]], float]:
    count = Counter(meaning for each in told for meaning in frozenset().union(*each))

    def weight(word: frozenset[str]) -> float:
        return math.log(1 + (len(told) + 1) / (min((count[m] for m in word if count[m]), default=0) + 0.5))

    return weight


def _place(event: Meant, told: Sequence[Meant], scores: Sequence[float]) -> int | None:
    """Which of the events told this one is; None where none is near, or several are."""
    best, *others = sorted(scores, reverse=True)
    if best < _SAME or (others and best - others[0] < _AHEAD):
        return None
    at, said, weight = scores.index(best), frozenset().union(*event), _weights(told)
    shared = sum(weight(word) for word in told[at] if word & said)
    return at if shared >= _OF_SOURCE * sum(map(weight, told[at])) else None


def _may_follow(earlier: Sequence[float], later: Sequence[float]) -> bool:
    """Whether the source can be read as telling two events in this order, or as one."""
    firsts = [at for at, score in enumerate(earlier) if score >= _SAME]
    return bool(firsts) and any(score >= _SAME for score in later[firsts[0] :])


def _shown(event: str) -> str:
    plain = plain_text(event).strip()
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN].rsplit(' ', 1)[0]}…"
