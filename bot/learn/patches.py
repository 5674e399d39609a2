"""Edits of articles as a patch for whoever keeps the source files. Pure rules."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import PurePath

NO_NEWLINE = "\\ No newline at end of file\n"


def patch_of(origin: str, before: str, after: str, base: str = "") -> str:
    """One edit as a unified diff that `git apply` and `patch -p1` take; empty when nothing differs. `origin` is the
    file's path; it is told relative to the folder `base` where it lies in it."""
    name = _name(origin, base)
    lines = difflib.unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n{NO_NEWLINE}" for line in lines)


def patches_of(edits: Iterable[tuple[str, str, str]], base: str = "") -> str:
    """Several edits, each as (origin, before, after), in order."""
    return "".join(patch_of(*edit, base) for edit in edits)


def _lines(text: str) -> list[str]:
    """Lines as patches count them: `splitlines` would also cut at form feeds and Unicode separators."""
    *whole, last = text.split("\n")
    return [*(f"{line}\n" for line in whole), *([last] if last else [])]


def _name(origin: str, base: str) -> str:
    path = PurePath(origin)
    if base and path.is_relative_to(base):
        path = path.relative_to(base)
    return path.as_posix().lstrip("/")
