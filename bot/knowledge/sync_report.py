"""What a sync reports: what changed, what was left out or held, and what keeps the rest from answering well."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import PurePath
from typing import Any

from bot.domain import Article, ArticleId, Passage, Standing
from bot.knowledge.load.dialects.leftover import leftover
from bot.knowledge.load.file_names import name_of
from bot.knowledge.load.outcome import LeftOut, Loaded, Reason
from bot.knowledge.reconcile import Held, Plan

_MOST = 50
_NOTES = 5


@dataclass(frozen=True, slots=True)
class Findings:
    """`left_out` counts by reason and suffix; of long lists only the first are named, and `counts` has the numbers.

    `broken` are links and includes that lead nowhere; `leftover` passages with markup; `same_title` ids by title."""

    read: int = 0
    left_out: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    details: tuple[Mapping[str, str], ...] = ()
    held: tuple[Mapping[str, Any], ...] = ()
    kept: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    without_address: tuple[str, ...] = ()
    without_review_date: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()
    deprecated: tuple[str, ...] = ()
    same_title: Mapping[str, Sequence[str]] = field(default_factory=dict)
    leftover: tuple[Mapping[str, str], ...] = ()
    broken: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For --json, for the child process, and for `doctor` later."""
        return asdict(self)

    @staticmethod
    def from_json(raw: Mapping[str, Any]) -> Findings:
        """The findings behind `as_json`; keys of another version are left out."""
        known = Findings.__slots__
        fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items() if k in known}
        return Findings(**fields)

    @property
    def wrong(self) -> bool:
        """Whether a person should act before the index holds what the sources do."""
        return bool(self.held) or bool(self.counts.get("unreadable")) or bool(self.counts.get("empty"))


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did, or with `dry_run` would do. `switched`: a new build is searched from now on.

    `problems` are articles that were left out, each a line that names file, key and fix."""

    added: tuple[ArticleId, ...] = ()
    changed: tuple[ArticleId, ...] = ()
    removed: tuple[ArticleId, ...] = ()
    unchanged: int = 0
    passages: int = 0
    embedded: int = 0
    problems: tuple[str, ...] = ()
    build: str = ""
    switched: bool = False
    dry_run: bool = False
    reason: str = ""
    findings: Findings = field(default_factory=Findings)

    def as_json(self) -> dict[str, Any]:
        """For --json and for the child process."""
        return asdict(self)

    @staticmethod
    def from_json(raw: dict[str, Any]) -> SyncReport:
        """The report behind `as_json`, after JSON made lists of its tuples; keys of another version are left out."""
        known = SyncReport.__slots__
        fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items() if k in known}
        return SyncReport(**{**fields, "findings": Findings.from_json(raw.get("findings") or {})})


def findings(loaded: Loaded, plan: Plan, passages: Sequence[Passage]) -> Findings:
    """Everything that a sync found out, beside what it changed."""
    articles = plan.articles
    marked = [(passage.id, found) for passage in passages if (found := leftover(passage.text))]
    lists: dict[str, list[str]] = {
        "without_address": [a.id for a in articles if not a.url],
        "without_review_date": [a.id for a in articles if _undated(a)],
        "exempt": [a.id for a in articles if a.standing is Standing.EXEMPT],
        "deprecated": [a.id for a in articles if a.standing is Standing.DEPRECATED],
        "broken": _by_target(loaded.broken),
        "kept": list(plan.doubted),
    }
    counts = {name: len(found) for name, found in lists.items()} | {"broken": len(loaded.broken)}
    counts |= {"leftover": len(marked), "same_title": len(loaded.same_title), "passages": len(passages)}
    for reason in (Reason.UNREADABLE, Reason.EMPTY):
        counts[reason.value] = sum(one.reason is reason for one in loaded.left_out)
    return Findings(
        read=len(articles),
        left_out=_counted(loaded.left_out),
        details=tuple(asdict(one) for one in loaded.left_out if one.reason is not Reason.SUFFIX)[:_MOST],
        held=tuple(asdict(one) for one in plan.held),
        gone=plan.gone[:_MOST],
        same_title=dict(list(loaded.same_title.items())[:_MOST]),
        leftover=tuple({"passage": id_, "markup": found[0]} for id_, found in marked[:_MOST]),
        notes=loaded.notes[:_MOST],
        counts=counts,
        **{name: tuple(found[:_MOST]) for name, found in lists.items()},
    )


def _by_target(broken: Sequence[str]) -> list[str]:
    """What leads nowhere, what many lead to first: one file that is not there may be missed by a hundred."""
    places: dict[str, list[str]] = defaultdict(list)
    for line in broken:
        places[line.rpartition(": ")[2]].append(line)
    every = sorted(places.items(), key=lambda item: -len(item[1]))
    return [
        lines[0] if len(lines) == 1 else f"{what}, {len(lines)} times, first in {lines[0].rpartition(': ')[0]}"
        for what, lines in every
    ]


def _undated(article: Article) -> bool:
    return article.reviewed_at is None and article.standing is not Standing.EXEMPT


def _counted(left_out: Sequence[LeftOut]) -> dict[str, dict[str, int]]:
    by_reason: dict[str, Counter[str]] = defaultdict(Counter)
    for one in left_out:
        by_reason[one.reason.value][_kind(one)] += 1
    return {reason: dict(kinds.most_common()) for reason, kinds in sorted(by_reason.items())}


def _kind(one: LeftOut) -> str:
    """The suffix of a file, or the pattern that left it out."""
    if one.reason in (Reason.PATTERN, Reason.PART, Reason.EXCLUDED) and one.detail:
        return one.detail
    if one.where.startswith(("http://", "https://")):
        return "page"
    name = name_of(PurePath(one.where))
    return name.suffix if name else PurePath(one.where).suffix.lower() or PurePath(one.where).name


def report_lines(report: SyncReport) -> Iterator[str]:
    """The report, line by line, for a terminal."""
    yield from _outcome(report)
    yield from finding_lines(report.findings)


def _outcome(report: SyncReport) -> Iterator[str]:
    """A sync's outcome, line by line."""
    for sign, ids in (("+", report.added), ("~", report.changed), ("-", report.removed)):
        yield from (f"{sign} {id_}" for id_ in ids) if report.dry_run else ()
    counts = f"{len(report.added)} added, {len(report.changed)} changed, {len(report.removed)} removed"
    same = f"{report.unchanged} unchanged"
    if report.dry_run:
        yield f"Would change: {counts}, {same}. Nothing was written."
    elif report.switched:
        why = f" ({report.reason})" if report.reason else ""
        yield f"Index {report.build}{why}: {counts}, {same}; {report.passages} passages, {report.embedded} embedded."
    else:
        yield f"Nothing has changed: {same}, {report.passages} passages, index {report.build}."


def finding_lines(found: Findings) -> Iterator[str]:
    """What was found out, line by line."""
    yield f"Read {found.read} articles, {found.counts.get('passages', 0)} passages."
    for reason, kinds in found.left_out.items():
        yield f"Left out, {reason}: " + ", ".join(f"{number} {kind}" for kind, number in kinds.items())
    for held in found.held:
        yield f"HELD {held['source']}: {held['why']}. Its {held['was']} articles stay as they were."
    yield from _lines(found)
    if any(line.startswith("include ") or ": include " in line for line in found.broken):
        yield "  includes are looked for in the repository around their source, which must hold their folder"
    for title, ids in list(found.same_title.items())[:5]:
        yield f"  one title, {len(ids)} articles: {title} ({', '.join(list(ids)[:3])}{', …' if len(ids) > 3 else ''})"
    yield from (f"  {note}" for note in found.notes[:_NOTES])
    if len(found.notes) > _NOTES:
        yield f"  … and {len(found.notes) - _NOTES} more such notes: --json"


_SAID = (
    ("kept", "cannot be read now: their last version stays, and a person reads every answer from it", "kept"),
    ("without_address", "have no address to link to; set base_url for their source", "without_address"),
    ("without_review_date", "have no review date, so no answer from them goes out alone; set reviewed_at", ""),
    ("exempt", "are exempt from review dates by the policy", ""),
    ("deprecated", "say that they no longer hold: they rank behind others", "deprecated"),
    ("leftover", "passages still hold markup", "leftover"),
    ("broken", "links or includes lead nowhere", "broken"),
)


def _lines(found: Findings) -> Iterator[str]:
    for key, what, shown in _SAID:
        number = found.counts.get(key, 0)
        if not number:
            continue
        first = [str(each) if isinstance(each, str) else each["passage"] for each in getattr(found, key)[:3]]
        names = f" ({', '.join(first)}{', …' if number > len(first) else ''})" if shown or number <= len(first) else ""
        yield f"{number} {what}{names}"


__all__ = ["Findings", "Held", "SyncReport", "finding_lines", "findings", "report_lines"]
