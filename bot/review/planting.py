"""Plants one error into a draft: a number, a "not", a link or the order of two steps. Pure; `rng` picks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from bot.domain import Decision, Sentence
from bot.domain.canary import Plant, Planted

_NUMBER = re.compile(r"(?<![\w.,:/#-])\d{1,4}(?![\w:/-]|[.,]\d)")
_URL = re.compile(r"https?://[^\s)>\]|]+[\w/]")
_NOT = re.compile(r"(?<![\w'])(cannot|can|will|must|is|are)(?: (not))?(?!\w)")
_MENU = re.compile(r"(?P<one>[A-Z]\w+) (?P<sign>>|→) (?P<other>[A-Z]\w+)")
_CONTRACTED = ((re.compile(r"\bcan(?:['’]t| not)\b", re.IGNORECASE), "cannot"), (re.compile(r"n['’]t\b"), " not"))


def plant(sentences: Sequence[Sentence], rng: Random) -> Planted | None:
    """An error in one of the sentences; None where nothing in them can be changed."""
    found = [one for number, each in enumerate(sentences) for one in _errors(number, each.text)]
    if not found:
        return None
    kind = rng.choice(sorted({one.kind for one in found}))  # numbers are everywhere, and would crowd out the rest
    return rng.choice([one for one in found if one.kind is kind])


def stands(planted: str, after: str, error: str) -> bool:
    """Whether the error of a draft (`planted`, with it) still stands in what somebody made of that."""
    return _often(after, error) >= _often(planted, error)


def with_error(decision: Decision, planted: Planted) -> Decision | None:
    """The decision as if its engine had written the error; None where its words are gone."""
    drafted = decision.drafted
    if drafted is None or planted.sentence >= len(drafted.generation.sentences) or not planted.text:
        return None
    sentences = list(drafted.generation.sentences)
    right = sentences[planted.sentence]
    wrong = replace(right, text=planted.text)
    sentences[planted.sentence] = wrong
    checks = tuple(
        replace(check, sentence=wrong) if check.sentence == right else check for check in drafted.grounding.checks
    )
    generation = replace(drafted.generation, sentences=tuple(sentences))
    return replace(
        decision, drafted=replace(drafted, generation=generation, grounding=replace(drafted.grounding, checks=checks))
    )


def _errors(number: int, text: str) -> Iterator[Planted]:
    if "```" in text or "`" in text:
        return
    for kind, was, error, span in (*_numbers(text), *_negations(text), *_links(text), *_steps(text)):
        changed = text[: span[0]] + error + text[span[1] :]
        yield Planted(kind, number, changed, error, was)


_Found = tuple[Plant, str, str, tuple[int, int]]


def _numbers(text: str) -> Iterator[_Found]:
    links = [match.span() for match in _URL.finditer(text)]
    for match in _NUMBER.finditer(text):
        if not any(start <= match.start() < end for start, end in links):
            value = int(match.group())
            yield Plant.NUMBER, match.group(), str(value * 2 + 1), match.span()


def _negations(text: str) -> Iterator[_Found]:
    for match in _NOT.finditer(text):
        verb, no = match.groups()
        if verb == "cannot":
            yield Plant.NEGATION, "cannot", "can", match.span()
        elif not no:  # "is" for "is not" could not be told from the right text, which has the word too
            yield Plant.NEGATION, verb, "cannot" if verb == "can" else f"{verb} not", match.span()


def _links(text: str) -> Iterator[_Found]:
    for match in _URL.finditer(text):
        yield Plant.LINK, match.group(), match.group().rstrip("/") + "-archive", match.span()


def _steps(text: str) -> Iterator[_Found]:
    for match in _MENU.finditer(text.replace("**", "  ")):
        one, sign, other = match.group("one", "sign", "other")
        if text[slice(*match.span())] == match.group() and one != other:
            yield Plant.STEPS, match.group(), f"{other} {sign} {one}", match.span()


def _often(text: str, words: str) -> int:
    return len(re.findall(rf"(?<!\w){re.escape(_plain(words))}(?!\w)", _plain(text)))


def _plain(text: str) -> str:
    for pattern, long in _CONTRACTED:
        text = pattern.sub(long, text)
    return " ".join(text.replace("*", "").casefold().split())
