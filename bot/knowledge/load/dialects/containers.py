"""Rewrites containers that are written with signs as tags: `:::note`, `!!! note "Title"`, `=== "Tab"`, `> [!NOTE]`."""

from __future__ import annotations

import html
import re

_COLONS = re.compile(
    r"^(?P<indent>[ \t]*)(?P<mark>:{3,})[ \t]*(?P<name>[A-Za-z][\w-]*)(?:\[(?P<label>[^\]]*)\])?(?P<rest>.*)$"
)
_COLONS_END = re.compile(r"^[ \t]*(?P<mark>:{3,})[ \t]*$")
_INDENTED = re.compile(
    r"^(?P<indent>[ \t]*)(?P<mark>!!!|\?\?\?\+?|===[!+]?)[ \t]+"
    r"(?:(?P<name>[A-Za-z][\w -]*?)[ \t]*)?(?P<title>\".*\"|'.*')?[ \t]*$"
)
_QUOTED = re.compile(r"^(?P<indent>[ \t]*)>[ \t]*\[!(?P<name>[\w-]+)(?:\|[^\]]*)?\][+-]?[ \t]*(?P<title>.*)$")
_DFM_PLAIN = frozenset({"div", "include", "code", "video"})
_TAB = re.compile(r"^[ \t]*(?:==|@tab(?::active)?)[ \t]+(?:tab[ \t]+)?(?P<title>[^\n=]+?)[ \t]*$")
_FOLDED = frozenset({"details", "collapse", "spoiler", "expand", "accordion"})
_TABS = frozenset({"tabs", "tab-set", "code-group", "code-tabs"})
_HEADED_IN_MKDOCS = "???"


def as_tags(text: str) -> str:
    """The text with its containers as `<Aside>`, `<Section>` and `<Tab>`, each tag on a line of its own."""
    return "\n".join(_colons(_indented(_quoted(text.split("\n")))))


def opened(name: str, title: str = "", indent: str = "") -> str:
    """An opening tag on a line of its own."""
    said = f' title="{html.escape(title, quote=True)}"' if title else ""
    return f"{indent}<{name}{said}>"


def _colons(lines: list[str]) -> list[str]:
    out: list[str] = []
    open_: list[tuple[str, str, str]] = []  # colons, name of the tag, indentation

    def leave_tab() -> None:
        if open_ and open_[-1][1] == "Tab":
            _, name, indent = open_.pop()
            out.append(f"{indent}</{name}>")

    for line in lines:
        opening, closing = _COLONS.match(line), _COLONS_END.match(line)
        tab = _TAB.match(line) if any(name in ("Tabs", "Tab") for _, name, _ in open_) else None
        if opening:
            mark = opening["mark"]
            name, title = _colon_name(opening)
            out.append(opened(name, title, opening["indent"]))
            open_.append((mark, name, opening["indent"]))
        elif closing and open_:
            leave_tab()
            if open_:
                at = next((n for n in reversed(range(len(open_))) if open_[n][0] == closing["mark"]), len(open_) - 1)
                out.extend(f"{indent}</{name}>" for _, name, indent in reversed(open_[at:]))
                del open_[at:]
        elif closing:
            continue
        elif tab:
            leave_tab()
            indent = open_[-1][2]
            out.append(opened("Tab", tab["title"], indent))
            open_.append(("", "Tab", indent))
        else:
            out.append(line)
    out.extend(f"{indent}</{name}>" for _, name, indent in reversed(open_))
    return out


def _colon_name(opening: re.Match[str]) -> tuple[str, str]:
    name = opening["name"].casefold()
    title = opening["label"] or re.sub(r"\{[^}]*\}", "", opening["rest"]).strip().strip("\"'")
    if name in _TABS:
        return "Tabs", ""
    if name in _DFM_PLAIN:
        return "div", ""
    if name == "tab" or name == "tab-item":
        return "Tab", title
    return ("Section" if name in _FOLDED else "Aside"), title


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
