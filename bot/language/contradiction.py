"""Where a claim uses a source's words but turns its meaning: negation, opposites, amounts given to the wrong thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.language.quantities import Quantity, quantities
from bot.language.remembered import SENTENCES
from bot.language.sentences import Kind, Unit, cells
from bot.language.words import content_stems, plain_text, stem, stems, words

_SPLIT = re.compile(r"[;—–]|:(?!\d)|,(?!\d)|\s(?:and|but|while|whereas|although|because|if|when|unless)\s")
_NEGATIONS = frozenset(("not", "no", "never", "none", "cannot", "unable", "nobody", "nothing", "neither", "nor"))
_NEGATIONS |= {"impossible", "unavailable"}
# A sentence with one of these says no without a negation: no side of it is told by counting negations.
_REFUSING = frozenset(
    map(stem, "disallow forbid forbidden prohibit prevent block deny refuse exclude lack stop lose avoid".split())  # noqa: SIM905
)
# Beside these a "not" may agree with a source that has none: "not more than 5" and "up to 5", "not until" and "after".
_LIMITERS = frozenset(
    ("more", "than", "until", "unless", "without", "only", "except", "beyond", "longer", "exceed", "just")
)
_LIMITERS |= {"necessarily", "yet", "always", "either"}
_OPPOSITE_WORDS = (
    "enable/disable enabled/disabled on/off before/after increase/decrease allow/block allowed/forbidden "
    "include/exclude minimum/maximum public/private accept/reject start/stop add/remove upgrade/downgrade "
    "monthly/annual monthly/annually monthly/yearly first/last always/never all/none internal/external open/close "
    "free/paid required/optional lock/unlock with/without import/export higher/lower above/below earlier/later "
    "available/unavailable show/hide connect/disconnect active/inactive valid/invalid permanent/temporary "
    "automatic/manual automatically/manually most/least more/less more/fewer archive/restore activate/deactivate "
    "subscribe/unsubscribe immediately/later send/receive longer/shorter ios/android newest/oldest newer/older "
    "largest/smallest larger/smaller bigger/smaller longest/shortest fastest/slowest latest/earliest same/different "
    "check/uncheck tick/untick tick/uncheck select/deselect confidential/public possible/impossible able/unable "
    "succeed/fail success/failure upload/download deposit/withdrawal deposit/withdraw incoming/outgoing online/offline "
    "single/multiple several/single recommended/discouraged permitted/prohibited allowed/prohibited left/right "
    "top/bottom mandatory/optional necessary/optional visible/hidden shared/private sender/recipient "
    "everyone/nobody everybody/nobody all/any horizontal/vertical ascending/descending keep/delete kept/deleted"
)
OPPOSITES = tuple((stem(a), stem(b)) for a, b in (pair.split("/") for pair in _OPPOSITE_WORDS.split()))
OPPOSED = frozenset(side for pair in OPPOSITES for side in pair)
_CLOSE = 0.7  # share of a clause's words that a source clause needs before the two are taken to be about one thing
_NEAR = 0.7  # share of all words that two sentences have in common where one nearly quotes the other
_MOST_OF = 0.8  # share of what a claim says that a sentence about others has, where it is taken to be theirs
_YEARS = range(1900, 2100)
_RUNNER_UP = 0.3  # how much less a clause may share and still speak for the claim


@dataclass(frozen=True, slots=True)
class Clause:
    """Part of a sentence, as sets: its stems, those that say what it is about, its words of limit, its amounts, its
    capitalised words, those of the heading above it (`about`). `first`: what it begins with. `mixed`: whether other
    parts of its sentence are negated otherwise, or it says no without a negation, so that a negation elsewhere is not
    against it."""

    stems: frozenset[str]
    topic: frozenset[str]
    negated: bool
    limits: frozenset[str]
    amounts: tuple[Quantity, ...]
    names: frozenset[str]
    first: str = ""
    about: frozenset[str] = frozenset()
    mixed: bool = False


def contradiction(claim: str, sources: Sequence[Unit]) -> str:
    """What in `claim` goes against the sources, in a few words for a person; empty when nothing is seen to."""
    parts = [part for unit in sources for part in unit_clauses(unit)]
    wholes = [_whole(unit) for unit in sources if unit.kind is not Kind.ROW]
    split = [unit_clauses(unit) for unit, whole in zip(sources, map(_whole, sources), strict=True) if whole.mixed]
    for part in clauses(claim):
        found = _turned(part, [*parts, *wholes]) or _mispaired(part, parts) or _of_the_other_half(part, split)
        if found:
            return found
    return _swapped(claim, sources)


def of_another(claim: str, sources: Sequence[Unit]) -> str:
    """A name to which the claim gives what the source says of others by name: "Viewers take a seat" where "every Admin
    or Technician takes a seat"."""
    told = [_stems_and_names(unit) for unit in sources]
    known = frozenset().union(*(names for _, names in told))
    meaning = frozenset(content_stems(plain_text(claim)))
    names = (_inner_capitals(claim) | (_capitals(claim) & known)) & meaning
    rest = meaning - names
    if not names or len(rest) < 2 or not names <= frozenset().union(*(s for s, _ in told)):
        return ""
    if any(names & unit_stems and 2 * len(rest & unit_stems) >= len(rest) for unit_stems, _ in told):
        return ""
    for unit_stems, unit_names in told:
        rivals = unit_names - meaning
        if rivals and len(rest & unit_stems) >= _MOST_OF * len(rest):
            return f"says of “{min(names)}…” what the source says of “{min(rivals)}…”"
    return ""


@lru_cache(maxsize=SENTENCES)  # the sentences of an article come back with every sentence that cites it
def unit_clauses(unit: Unit) -> tuple[Clause, ...]:
    """The clauses of a source unit; of a table row one a cell, with the names of its row and column."""
    if unit.kind is not Kind.ROW:
        about, either = frozenset(content_stems(plain_text(unit.heading))), _whole(unit).negated
        parts = clauses(unit.text)
        return tuple(replace(p, about=about, mixed=p.mixed or p.negated != either) for p in parts)
    name, *values = cells(unit.text)
    columns = unit.columns[1:] or ("",) * len(values)
    return tuple(_clause(f"{name} {column} {value}") for column, value in zip(columns, values, strict=False))


@lru_cache(maxsize=SENTENCES)
def _whole(unit: Unit) -> Clause:
    """A source unit as one clause."""
    found = _clause(unit.plain)
    return replace(found, mixed=found.mixed or not all(part.negated == found.negated for part in clauses(unit.text)))


def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a sentence in order."""
    return tuple(_clause(part) for part in _SPLIT.split(plain_text(text)) if part.strip())


def _clause(text: str) -> Clause:
    said = words(plain_text(text))
    negated = any(word in _NEGATIONS or word.endswith("n't") for word in said)
    meaning = content_stems(plain_text(text))
    topic = frozenset(s for s in meaning if s not in OPPOSED and s not in _NEGATIONS and not s[0].isdigit())
    own = frozenset(map(stem, said))
    first, mixed = meaning[0] if meaning else "", bool(own & _REFUSING)
    limits, amounts = _LIMITERS & set(said), tuple(quantities(text))
    return Clause(own, topic, negated, limits, amounts, _capitals(text), first, mixed=mixed)


def _turned(claim: Clause, sources: Sequence[Clause]) -> str:
    """A negation on one side only, or an opposite word, where no source clause says it the claim's way round."""
    if len(claim.topic) < 2:
        return ""
    near = [(len(claim.topic & s.topic) / len(claim.topic), s) for s in sources if _alike(claim, s)]
    best = max((part for part, _ in near), default=0.0)
    if best < _CLOSE:
        return ""
    closest = [s for part, s in near if part == best]
    rest = [s for part, s in near if best - _RUNNER_UP <= part < best]
    against = not claim.mixed and all(
        s.negated != claim.negated and s.limits == claim.limits and not s.mixed for s in closest
    )
    if against and not any(s.negated == claim.negated for s in rest):
        return _no_for_yes(claim)
    for a, b in OPPOSITES:
        for said, other in ((a, b), (b, a)):
            used = said in claim.stems and other not in claim.stems
            against = all(other in s.stems and said not in s.stems for s in closest)
            if used and against and not any(said in s.stems for s in rest):
                return f"says “{said}…” where the source says “{other}…”"
    return ""


def _of_the_other_half(claim: Clause, sentences: Sequence[Sequence[Clause]]) -> str:
    """What a sentence says of two things, yes of one and no of the other, given to the wrong one: "storage is reset
    every month" where "bandwidth resets every month, while storage does not"."""
    for parts in sentences:
        told = frozenset().union(*(part.topic for part in parts))
        if len(claim.topic) < 2 or len(claim.topic & told) < _MOST_OF * len(claim.topic):
            continue
        own = [part for part in parts if part.first and part.first == claim.first]
        if len(own) != 1 or own[0].negated == claim.negated or own[0].limits != claim.limits:
            continue
        others = [part for part in parts if part not in own and part.negated == claim.negated]
        if not (own[0].topic - {claim.first}) & claim.topic and any(other.topic & claim.topic for other in others):
            return _no_for_yes(claim)
    return ""


def _no_for_yes(claim: Clause) -> str:
    return "says no where the source says yes" if claim.negated else "says yes where the source says no"


def _swapped(claim: str, sources: Sequence[Unit]) -> str:
    """A name in an otherwise near quotation where the source has another one: a plan, a role, a menu."""
    told = [_stems_and_names(unit) for unit in sources]
    known = frozenset().union(*(names for _, names in told))
    said = frozenset(stems(plain_text(claim)))
    names = _inner_capitals(claim) | (said & known & _capitals(claim))
    for unit_stems, unit_names in told:
        if len(said & unit_stems) < _NEAR * len(said | unit_stems):
            continue
        new, gone = names - unit_stems, (unit_names | (unit_stems & known)) - said
        elsewhere = (other for other, _ in told if new <= other)
        if new and gone and not any(len((said - new) & other) >= _CLOSE * len(said - new) for other in elsewhere):
            return f"says “{min(new)}…” where the source says “{min(gone)}…”"
    return ""


@lru_cache(maxsize=SENTENCES)
def _stems_and_names(unit: Unit) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(stems(plain_text(unit.plain))), _inner_capitals(unit.plain)


def _capitals(text: str) -> frozenset[str]:
    """The stems of all capitalised words."""
    return frozenset(stem(word.lower()) for word in re.findall(r"\b[A-Z]\w*", plain_text(text)))


def _inner_capitals(text: str) -> frozenset[str]:
    """The same without the word that opens a sentence, whose capital says nothing."""
    return frozenset(stem(w.lower()) for w in re.findall(r"(?<=[\w,)>:;-] )([A-Z]\w*)", plain_text(text)))


def _alike(claim: Clause, source: Clause) -> bool:
    """Whether a source clause is not about much else than the claim."""
    return 2 * len(claim.topic & source.topic) >= len(source.topic)


def _mispaired(claim: Clause, sources: Sequence[Clause]) -> str:
    """An amount that the source states of something else, while it states another amount of what the claim names."""
    for amount in claim.amounts:
        same = [s for s in sources if any(_equal(amount, other) for other in s.amounts)]
        if not same:
            continue
        held = max(same, key=lambda s: len((s.topic | s.about) & claim.stems))
        for rival in sources:
            others = [o for o in rival.amounts if o.dimension == amount.dimension and _year(o) == _year(amount)]
            if not others or any(_equal(amount, o) for o in rival.amounts):
                continue
            asked = claim.topic | ((rival.about | held.about) & claim.stems)
            gained = ((rival.topic | rival.about) - held.topic - held.about) & asked
            lost = ((held.topic | held.about) - rival.topic - rival.about) & asked
            named = gained & rival.names and not lost & held.names
            if named or (gained and not lost and len((rival.topic | rival.about) & asked) >= 2):
                return f"says {amount.shown} where the source says {others[0].shown}"
    return ""


def _year(amount: Quantity) -> bool:
    return not amount.dimension and amount.shown.isdecimal() and amount.value in _YEARS


def _equal(a: Quantity, b: Quantity) -> bool:
    return a.value == b.value and a.dimension == b.dimension
