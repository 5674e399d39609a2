"""Finds the files of a folder that are articles, and says why each other one is none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bot.knowledge.load.file_names import is_media, name_of
from bot.knowledge.load.outcome import LeftOut, Reason
from bot.knowledge.load.patterns import DEFAULT, matching, part_pattern
from bot.policy import KnowledgeSource


@dataclass(frozen=True, slots=True)
class Found:
    """The articles' files in path order, and what was left out. Pictures and hidden files are not told.
    `partial`: a part of the folder could not be listed."""

    files: tuple[Path, ...]
    left_out: tuple[LeftOut, ...]
    partial: bool = False


def walk(folder: Path, source: KnowledgeSource) -> Found:
    """Every file below `folder`, sorted. Links to folders are told, not followed: they may lead in a circle."""
    files: list[Path] = []
    left_out: list[LeftOut] = []
    unlisted: list[str] = []
    for path in _files(folder, unlisted):
        relative = PurePosixPath(path.relative_to(folder).as_posix())
        if is_media(relative):
            continue
        if path.is_dir():
            told = (Reason.ELSEWHERE, "a link to a folder") if not matching(relative, source.exclude) else None
        else:
            told = why_not(relative, source) or _no_file(path, folder.resolve())
        if told is None and not path.is_dir():
            files.append(path)
        elif told:
            left_out.append(LeftOut(_shown(path), *told))
    fix = "cannot be listed; check the folder's permissions"
    left_out += [LeftOut(place, Reason.UNREADABLE, f"{place}: {fix}") for place in unlisted]
    return Found(tuple(files), tuple(left_out), bool(unlisted))


def _files(folder: Path, unlisted: list[str]) -> Iterator[Path]:
    """Files, and links to folders; folders that cannot be listed are named in `unlisted`."""
    for place, folders, names in os.walk(folder, onerror=lambda error: unlisted.append(str(error.filename))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        linked = [name for name in folders if (Path(place) / name).is_symlink()]
        shown = sorted([*linked, *(name for name in names if not name.startswith("."))])
        yield from (Path(place) / name for name in shown)


def _no_file(path: Path, top: Path) -> tuple[Reason, str] | None:
    """Why a path whose name is an article's holds none that can be read."""
    if not _written(path):
        return Reason.UNREADABLE, f"{_shown(path)}: the file's name is not UTF-8; rename it"
    try:
        outside = not path.resolve().is_relative_to(top)
    except (OSError, RuntimeError):
        return Reason.UNREADABLE, f"{path}: a link that leads in a circle; remove it"
    return (Reason.ELSEWHERE, "a link to a file outside") if outside else None


def _written(path: Path) -> bool:
    return str(path) == _shown(path)


def _shown(path: Path) -> str:
    """A path as it can be printed: a name may hold any bytes."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def why_not(path: PurePosixPath, source: KnowledgeSource) -> tuple[Reason, str] | None:
    """Why a file, by its path below its source's folder, is no article; None when it is one."""
    if excluded := matching(path, source.exclude):
        return Reason.EXCLUDED, excluded
    wanted = matching(path, source.include)
    if source.include and not wanted:
        return Reason.EXCLUDED, "include"
    if name_of(path) is None:
        return Reason.SUFFIX, path.suffix.lower() or path.name
    # A file that the policy names is meant, whatever it is called.
    if wanted and not set("*?[") & set(PurePosixPath(wanted).name):
        return None
    if pattern := matching(path, DEFAULT):
        return Reason.PATTERN, pattern
    if pattern := part_pattern(path):
        return Reason.PART, pattern
    return None
