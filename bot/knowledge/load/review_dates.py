"""Reads from git when an article's words last changed, as its review date."""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

# A commit over so many of the files moves, formats or renames; nobody read them all for it.
_MASS_SHARE = 0.3
_LEAST_MASS = 5
_DEADLINE_S = 120.0
_NONE = "0" * 40
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Change:
    """One commit's change of one file: its day, the blobs before and after, and the path before."""

    commit: str
    day: date
    before: str
    after: str
    was: str


@dataclass(frozen=True, slots=True)
class Dates:
    """The day of each file that has one; `note` says why there is none for any."""

    of: dict[Path, date]
    note: str = ""


def git_dates(folder: Path, files: Sequence[Path]) -> Dates:
    """The day of the last commit that changed each file's words, mass changes left out. Never raises: without a
    repository, or with one that lacks its history, there are no dates, and `note` says what to do."""
    try:
        if _git(folder, "rev-parse", "--is-shallow-repository").strip() == "true":
            return Dates({}, f"{folder}: a shallow clone has no dates of changes; run `git fetch --unshallow` there")
        top = Path(_git(folder, "rev-parse", "--show-toplevel").strip())
        history = list(_history(_git(folder, "log", *_LOG, "--", ".")))
    except (OSError, subprocess.SubprocessError):
        return Dates(
            {}, f"{folder}: not in a git repository that can be read, so no article has a review date from git"
        )
    wanted = {path.resolve().relative_to(top.resolve()).as_posix(): path for path in files if _below(path, top)}
    sizes: dict[str, int] = defaultdict(int)
    changes: dict[str, list[Change]] = defaultdict(list)
    for path, change in history:
        sizes[change.commit] += 1
        changes[path].append(change)
    most = max(_LEAST_MASS, _MASS_SHARE * len(wanted))
    texts = _Blobs(folder)
    found = {wanted[path]: day for path in wanted if (day := _changed(path, changes, sizes, most, texts))}
    return Dates(found)


_LOG = ("--format=%x01%H %as", "--raw", "--no-abbrev", "-M", "-z", "--no-merges")


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), "-c", "core.quotePath=false", *arguments]
    done = subprocess.run(command, capture_output=True, check=True, timeout=_DEADLINE_S)  # noqa: S603 - fixed words
    return done.stdout.decode("utf-8", "replace")


def _history(log: str) -> Iterator[tuple[str, Change]]:
    """Changes as (path after, change), the newest first."""
    for entry in log.split("\x01")[1:]:
        head, _, rest = entry.partition("\0")
        commit, _, day = head.strip().partition(" ")
        parts = iter(rest.lstrip("\n").split("\0"))
        for status in parts:
            if not status.strip().startswith(":"):
                continue
            _, _, before, after, kind = status.strip().split(" ")[:5]
            was = path = next(parts, "")
            if kind[0] in "RC":
                path = next(parts, "")
            yield path, Change(commit, date.fromisoformat(day[:10]), before, after, was)


def _changed(
    path: str, changes: dict[str, list[Change]], sizes: dict[str, int], most: float, texts: _Blobs
) -> date | None:
    """The newest day on which the file's words became others, followed through renames."""
    first: date | None = None
    seen: set[str] = set()
    while path not in seen:
        seen.add(path)
        renamed = ""
        for change in changes.get(path, ()):
            if change.after == _NONE:
                continue
            first = change.day
            mass = sizes[change.commit] > most and change.before != _NONE
            if not mass and texts.words(change.before) != texts.words(change.after):
                return change.day
            if change.was != path:
                renamed = change.was
                break
        if not renamed:
            break
        path = renamed
    return first


class _Blobs:
    """The words of stored files, each read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, tuple[str, ...]] = {_NONE: ()}

    def words(self, blob: str) -> tuple[str, ...]:
        """All words of a blob, in order; none when it is not there."""
        if blob not in self._known:
            try:
                text = _git(self._folder, "cat-file", "blob", blob)
            except (OSError, subprocess.SubprocessError):
                text = ""
            self._known[blob] = tuple(_WORD.findall(text.casefold()))
        return self._known[blob]


def _below(path: Path, top: Path) -> bool:
    return path.resolve().is_relative_to(top.resolve())
