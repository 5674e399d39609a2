"""What files hold: in searches of every byte their holes are left out, and an index is mostly holes."""

from __future__ import annotations

import os
from pathlib import Path


def held(path: Path) -> bytes:
    """The bytes of a file, with a zero for each hole."""
    parts, at = [], 0
    with path.open("rb") as file:
        while (start := _next_data(file.fileno(), at)) is not None:
            at = os.lseek(file.fileno(), start, os.SEEK_HOLE)
            parts.append(os.pread(file.fileno(), at - start, start))
    return b"\0".join(parts)


def _next_data(file: int, at: int) -> int | None:
    try:
        return os.lseek(file, at, os.SEEK_DATA)
    except OSError:  # nothing but a hole is left, or nothing at all
        return None
