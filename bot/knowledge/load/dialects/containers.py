"""Rewrites containers that are written with signs as tags: `:::note`, `!!! note "Title"`, `=== "Tab"`, `> [!NOTE]`."""

from __future__ import annotations

import re

from bot.knowledge.load.dialects.colons import colons_as_tags, opened

_INDENTED = re.compile(
    r"^(?P<indent>[ \t]*)(?P<mark>!!!|\?\?\?\+?|===[!+]?)[ \t]+"
    r"(?:(?P<name>[A-Za-z][\w -]*?)[ \t]*)?(?P<title>\".*\"|'.*')?[ \t]*$"
)
_QUOTED = re.compile(r"^(?P<indent>[ \t]*)>[ \t]*\[!(?P<name>[\w-]+)(?:\|[^\]]*)?\][+-]?[ \t]*(?P<title>.*)$")
_DFM_PLAIN = frozenset({"div", "include", "code", "video"})
_HEADED_IN_MKDOCS = "???"


def as_tags(text: str) -> str:
    """The text with its containers as `<Aside>`, `<Section>` and `<Tab>`, each tag on a line of its own."""
    return "\n".join(colons_as_tags(_indented(_quoted(text.split("\n")))))


def _indented(lines: list[str]) -> list[str]:
    out: list[str] = []
    at = 0
    while at < len(lines):
        found = _INDENTED.match(lines[at])
        if found is None or not (found["name"] or found["title"]):
            out.append(lines[at])
            at += 1
            continue
        width = len(found["indent"].expandtabs(4))
        end = at + 1
        while end < len(lines) and (not lines[end].strip() or _width(lines[end]) >= width + 2):
            end += 1
        inner = [_less(line, width + 4) for line in lines[at + 1 : end]]
        title = (found["title"] or "")[1:-1]
        name = "Tab" if found["mark"].startswith("===") else "Aside"
        if found["mark"].startswith(_HEADED_IN_MKDOCS):
            name, title = "Section", title or (found["name"] or "").strip().capitalize()
        body = [found["indent"] + line if line.strip() else "" for line in _indented(inner)]
        out.extend([opened(name, title, found["indent"]), "", *body, "", f"{found['indent']}</{name}>"])
        at = end
    return out


def _width(line: str) -> int:
    text = line.expandtabs(4)
    return len(text) - len(text.lstrip())


def _less(line: str, width: int) -> str:
    text = line.expandtabs(4) if line[:1].isspace() else line
    return text[min(width, _width(text)) :]


def _quoted(lines: list[str]) -> list[str]:
    out: list[str] = []
    at = 0
    while at < len(lines):
        found = _QUOTED.match(lines[at])
        if found is None or found["name"].casefold() == "include":
            out.append(lines[at])
            at += 1
            continue
        end = at + 1
        while end < len(lines) and lines[end].lstrip().startswith(">"):
            end += 1
        indent = found["indent"]
        inner = [indent + re.sub(r"^[ \t]*> ?", "", line) for line in lines[at + 1 : end]]
        if found["name"].casefold() not in _DFM_PLAIN:
            out.extend([opened("Aside", found["title"], indent), "", *inner, "", f"{indent}</Aside>"])
        at = end
    return out
