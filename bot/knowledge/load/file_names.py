"""Reads a file's name: whether its text is an article, how it is written, and its name without suffixes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

_MARKDOWN = frozenset(
    {
        ".md",
        ".mdx",
        ".markdown",
        ".mdown",
        ".mkd",
        ".mdwn",
        ".mdoc",
        ".markdoc",
        ".markerb",
        ".qmd",
        ".rmd",
        ".txt",
        ".text",
    }
)
_HTML = frozenset({".html", ".htm", ".xhtml"})
_TEMPLATE = frozenset({".erb", ".liquid", ".njk", ".tmpl"})
INDEX = frozenset({"index", "readme", "_index"})
_MEDIA = ".png .jpg .jpeg .gif .svg .webp .ico .avif .mp4 .webm .mov .mp3 .pdf .zip .gz .woff .woff2 .ttf .otf .eot"
_BINARY = frozenset(_MEDIA.split())


@dataclass(frozen=True, slots=True)
class Name:
    """`stem` has no suffix of ours; `suffix` is all of them, as `.html.markerb`."""

    stem: str
    suffix: str

    @property
    def is_html(self) -> bool:
        """Whether the text is HTML rather than Markdown."""
        parts = self.suffix.split(".")
        return any(f".{part}" in _HTML for part in parts) and not any(f".{part}" in _MARKDOWN for part in parts)


def name_of(path: PurePath) -> Name | None:
    """The name of a file that holds text for readers; None for any other."""
    stem, suffix = path.name, ""
    while True:
        last = PurePath(stem).suffix.lower()
        if last not in _MARKDOWN | _HTML | _TEMPLATE:
            break
        stem, suffix = stem[: -len(last)], last + suffix
    return Name(stem, suffix) if any(f".{part}" in _MARKDOWN | _HTML for part in suffix.split(".")) and stem else None


def is_media(path: PurePath) -> bool:
    """Pictures and the like, which nobody takes for an article."""
    return path.suffix.lower() in _BINARY


def is_index(stem: str) -> bool:
    """Whether a file speaks for its folder."""
    return stem.lower() in INDEX
