"""Puts the text of included files where they are included, in the way of each dialect."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable

from bot.knowledge.load.dialects import mdx
from bot.knowledge.load.dialects.lines import between

Include = Callable[[str, int], str | None]
"""The text of an included file, by its path as written and how deep it is included; None when it cannot be read."""

_TAGGED = (
    re.compile(r"<!--\s*@include:\s*(?P<path>[^\s>{]+)[^>]*-->", re.IGNORECASE),
    re.compile(r"(?<!\{)\{%-?\s*(?:include|include_relative|include-markdown|include_markdown|render|partial)\s+(?:file\s*=\s*)?[\"']?(?P<path>[^\s\"'%]+\.\w+)[\"']?[^%]*?/?-?%\}"),
    re.compile(r"(?<!\{)\{%-?\s*partial\s+[^%]*?file\s*=\s*[\"'](?P<path>[^\"']+)[\"'][^%]*?%\}"),
    re.compile(r"<Snippet\s+[^>]*?file=[\"'](?P<path>[^\"']+)[\"'][^>]*?/>"),
    re.compile(r"<%=\s*partial\s*\(?\s*[\"'](?P<path>[^\"'\n]{1,300})[\"'].{0,300}?%>"),
    re.compile(r"\{\{[<%]\s*(?:include|readfile|snippet)\s+(?:file\s*=\s*)?[\"']?(?P<path>[^\s\"'>%]{1,300})[\"']?[^>%]{0,300}[>%]\}\}"),
    re.compile(r"\[!INCLUDE\s*\[[^\]]*\]\((?P<path>[^)\s]+)\)\s*\]", re.IGNORECASE),
    re.compile(r"^[ \t]*-{1,}8<-{1,}[ \t]+[\"'](?P<path>[^\"']+)[\"'][ \t]*$", re.MULTILINE),
    re.compile(r"^[ \t]*\{!\s*(?P<path>[^\s!]+)\s*!\}[ \t]*$", re.MULTILINE),
    re.compile(r"^[ \t]*:{1,2}(?:partial|include|snippet)\{:?(?:content|file|path|src|name)=[\"'](?P<path>[^\"'\n]+)"
               r"[\"'][^}\n]*\}[ \t]*$", re.MULTILINE),
    re.compile(r"^[ \t]*<!--\s*include:?\s+(?P<path>\S+\.\w+)\s*-->[ \t]*$", re.MULTILINE | re.IGNORECASE),
)  # fmt: skip
_FENCE = (
    re.compile(r"^(?P<name>[ \t]*(?:`{3,}|~{3,}))", re.MULTILINE),
    re.compile(r"^(?P<name>[ \t]*(?:`{3,}|~{3,}))[ \t]*$", re.MULTILINE),
)
_IN_CODE = re.compile(r"^(?P<indent>[ \t]*)-{1,}8<-{1,}[ \t]+[\"'](?P<path>[^\"']+)[\"'][ \t]*$", re.MULTILINE)
# Where a named part of a file begins and ends.
_MARKER = re.compile(r"^.*-{1,}8<-{1,}[ \t]*\[[ \t]*(?:start|end)[ \t]*:[^\]\n]*\].*\n?", re.MULTILINE)
_DEEPEST = 5


def included(text: str, include: Include, depth: int = 0) -> str:
    """The text with its includes resolved, five deep at most. One that cannot be read is left out; `include` knows."""
    if depth >= _DEEPEST:
        return text
    for name, path in mdx.imports(text).items():
        if re.search(r"\.(?:mdx?|markdown)$", path):
            tag = re.compile(rf"<{re.escape(name)}\b[^>]*?(?:/>|>\s*</{re.escape(name)}>)")
            if tag.search(text):
                found = _read(path, include, depth)
                text = tag.sub(lambda at, said=found: f"\n\n{_below(at, said)}\n\n", text)  # type: ignore[misc]
    kept: list[str] = []

    def put_aside(found: re.Match[str], inner: str) -> str:
        code = f"{found[0]}{inner}{found[0]}"
        kept.append(
            _IN_CODE.sub(lambda part: textwrap.indent(_read(part["path"], include, _DEEPEST), part["indent"]), code)
        )
        return f"\ue01f{len(kept) - 1}\ue01f"

    text = between(text, *_FENCE, put_aside)
    for pattern in _TAGGED:
        text = pattern.sub(lambda found: _read(found["path"], include, depth), text)
    return re.sub("\ue01f(\\d+)\ue01f", lambda found: kept[int(found[1])], text)


def _below(found: re.Match[str], text: str) -> str:
    """What stands in for a tag that is a line of its own is indented as far: it belongs to the same entry or tab."""
    line = found.string[found.string.rfind("\n", 0, found.start()) + 1 : found.start()]
    return textwrap.indent(text, line) if line.isspace() else text


def _read(path: str, include: Include, depth: int) -> str:
    found = include(path, depth)
    if found is None:
        return ""
    # What a part imports for itself is no part of the page's text.
    return included(_MARKER.sub("", _part(found, path.partition(":")[2])), include, depth + 1)


def _part(text: str, name: str) -> str:
    """What stands between the marks of that name; all of it where there are none."""
    mark = r"^.*-{1,}8<-{1,}[ \t]*\[[ \t]*%s[ \t]*:[ \t]*%s[ \t]*\].*$"
    if not name:
        return text
    start = re.search(mark % ("start", re.escape(name)), text, re.MULTILINE)
    end = re.search(mark % ("end", re.escape(name)), text, re.MULTILINE)
    return text[start.end() : end.start()].strip("\n") + "\n" if start and end else text
