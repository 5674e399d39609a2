"""Where an exception came from, in a few words: files, lines and functions, without values and without its text."""

from __future__ import annotations

import traceback
from hashlib import sha256
from pathlib import Path

import bot

ROOT = Path(bot.__file__).parent.parent
AT_MOST = 8


def failure_id(error: BaseException) -> str:
    """Eight characters that are the same for every exception of a class that was raised at the same place."""
    return sha256(" ".join((type(error).__name__, *frames(error))).encode()).hexdigest()[:8]


def frames(error: BaseException) -> list[str]:
    """`file:line function`, the innermost first; files of ours by their place in the repository, others by theirs in
    their package. Of a chain of exceptions the first, which is what went wrong."""
    seen = {id(error)}
    while (cause := error.__cause__ or (None if error.__suppress_context__ else error.__context__)) is not None:
        if id(cause) in seen:
            break
        seen.add(id(cause))
        error = cause
    found = traceback.extract_tb(error.__traceback__)
    return [f"{_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in reversed(found)][:AT_MOST]


def _place(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(ROOT) and "site-packages" not in path.parts:
        return path.relative_to(ROOT).as_posix()
    parts = path.parts
    return "/".join(parts[parts.index("site-packages") + 1 :] if "site-packages" in parts else parts[-2:])
