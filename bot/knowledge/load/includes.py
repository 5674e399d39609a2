"""Finds the files that an article includes, within the repository it comes from."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from bot.knowledge.load import front_matter
from bot.knowledge.load.file_names import name_of
from bot.knowledge.load.outcome import ArticleError

_FOLDERS = (
    "_includes",
    "includes",
    "_partials",
    "partials",
    "snippets",
    "_snippets",
    "docs",
    "src",
    ".gitbook/includes",
)
_LONGEST = 1_000_000


def repository_of(folder: Path) -> Path:
    """The top of the repository around a folder; the folder itself where there is none."""
    whole = folder.resolve()
    return next((place for place in (whole, *whole.parents) if (place / ".git").exists()), whole)


def include_near(path: Path, folder: Path, missing: Callable[[str], None]) -> Callable[[str, int], str | None]:
    """Reads what the article at `path` includes. Never leaves the repository; `missing` is told what is not there."""
    top = repository_of(folder)
    places = [path.parent, folder, top]
    places += [root / name for root in dict.fromkeys((folder, top)) for name in _FOLDERS]

    def include(wanted: str, depth: int) -> str | None:
        name = re.sub(r"^(?:@site|@|~|\.?/)?/*", "", wanted.split(":")[0]) if not wanted.startswith("..") else wanted
        # A site may show its source folder below a path of its own: `/docs/partials/x` is partials/x there.
        short = name.partition("/")[2] if wanted.startswith("/") else ""
        for place, spelling in [(place, name) for place in places] + [(folder, short)] * bool(short):
            for candidate in _spellings(place / spelling):
                found = candidate.resolve()
                if found.is_relative_to(top) and found.is_file() and found != path.resolve():
                    places.insert(1, found.parent)
                    text = _text(found)
                    if text is None:
                        missing(wanted)
                    return text
        missing(wanted)
        return None

    return include


def _spellings(path: Path) -> tuple[Path, ...]:
    """Rails leaves the underscore of a part and its suffixes out."""
    hidden = path.with_name(f"_{path.name}")
    found = [path, hidden]
    if not path.suffix and path.parent.is_dir():
        found += sorted(p for name in (path.name, hidden.name) for p in path.parent.glob(f"{name}.*"))
    return tuple(found)


def _text(path: Path) -> str | None:
    try:
        if path.stat().st_size > _LONGEST:
            return None
        text = path.read_text(encoding="utf-8", errors="replace")
        return front_matter.split(text, str(path))[1] if name_of(path) else text
    except (OSError, ArticleError):
        return None
