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
    """The articles' files in path order, and what was left out. Pictures and hidden files are not told."""

    files: tuple[Path, ...]
    left_out: tuple[LeftOut, ...]


def walk(folder: Path, source: KnowledgeSource) -> Found:
    """Every file below `folder`, sorted. Links to folders are not followed, since they may lead in a circle."""
    files: list[Path] = []
    left_out: list[LeftOut] = []
    top = folder.resolve()
    for path in _files(folder):
        relative = PurePosixPath(path.relative_to(folder).as_posix())
        if is_media(relative):
            continue
        told = why_not(relative, source)
        if told is None and not path.resolve().is_relative_to(top):
            told = (Reason.ELSEWHERE, "a link to a file outside")
        if told is None:
            files.append(path)
        else:
            left_out.append(LeftOut(str(path), *told))
    return Found(tuple(files), tuple(left_out))


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(place) / name for name in sorted(names) if not name.startswith("."))


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
