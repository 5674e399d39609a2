"""Takes the program out of MDX: imports, exports and expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.knowledge.load.dialects.tags import LONGEST, Braces, literal

_IMPORT = re.compile(
    r"^import\s+(?:[\"'][^\"'\n]+[\"']|(?:type\s+)?[\w*{}\s,$]+?\s+from\s+[\"'](?P<path>[^\"'\n]+)[\"']);?[ \t]*$",
    re.MULTILINE,
)
_DEFAULT = re.compile(r"^import\s+(?P<name>[A-Za-z_$][\w$]*)")
_EXPORT = re.compile(
    r"^export\s+(?:default\b|const\b|let\b|var\b|function\b|async\b|class\b|type\b|interface\b|\{|\*)", re.MULTILINE
)
_CONST = re.compile(r"^export\s+(?:const|let|var)\s+(\w+)\s*=\s*(.+?);?\s*$", re.MULTILINE)
_COMPONENT = re.compile(r"^[ \t]*</?[A-Z][\w.]*[\s/>]", re.MULTILINE)


def is_mdx(suffix: str, text: str) -> bool:
    """Whether a text is MDX: by its suffix, or since it imports or exports. Docusaurus reads `.md` as MDX too."""
    return suffix.startswith(".mdx") or bool(_IMPORT.search(text) or _EXPORT.search(text))


def imports(text: str) -> dict[str, str]:
    """The path behind each name that a default import gives."""
    found: dict[str, str] = {}
    for line in _IMPORT.finditer(text):
        name = _DEFAULT.match(line[0])
        if name and line["path"]:
            found[name["name"]] = line["path"]
    return found


def without_program(text: str) -> str:
    """The text without imports, exports and expressions; an expression that is a plain value stays as its value."""
    values = {name: value for name, said in _CONST.findall(text) if (value := literal(said)) is not None}
    text = _IMPORT.sub("", text)
    return _without_expressions(_without_exports(text), values)


def _without_exports(text: str) -> str:
    braces, out, at = Braces(text), "", 0
    while found := _EXPORT.search(text, at):
        out += text[at : found.start()]
        at = _end_of_export(text, found.start(), braces)
    return out + text[at:]


def _end_of_export(text: str, start: int, braces: Braces) -> int:
    """An export ends with its line, or with the line where its brackets are closed; where they never are, with its
    first line, for the rest of an article is no program."""
    depth, at = 0, start
    limit = min(len(text), start + LONGEST) if braces.patient else start
    while at < limit:
        if text[at] == "{":
            end = braces.after(at)
            if end is None:
                break
            at = end
            continue
        depth += (text[at] in "([") - (text[at] in ")]")
        if text[at] == "\n" and depth <= 0 and not _goes_on(text, start, at):
            return at
        at += 1
    if at >= len(text) and depth <= 0:
        return len(text)
    braces.lose(at - start)
    return text.find("\n", start) + 1 or len(text)


def _goes_on(text: str, start: int, at: int) -> bool:
    before, after = text[max(start, at - 200) : at].rstrip(), text[at + 1 : at + 200].lstrip(" \t")
    return before.endswith(("=", "=>", ",", "+", "(")) or after.startswith(("+", ".", "|", "?", ":"))


def _without_expressions(text: str, values: Mapping[str, str]) -> str:
    out: list[str] = []
    braces = Braces(text)
    at = 0
    while (start := text.find("{", at)) >= 0:
        out.append(text[at:start])
        if start and text[start - 1] == "\\":
            out[-1] = out[-1][:-1]
            out.append("{")
            at = start + 1
            continue
        end = None if _in_tag(text, start) else braces.after(start)
        if end is None:
            out.append("{")
            at = start + 1
            continue
        out.append(_value(text[start + 1 : end - 1], values))
        at = end
    return ("".join(out) + text[at:]).replace("\\}", "}")


def _in_tag(text: str, start: int) -> bool:
    """Whether the brace opens an attribute's value, which the reader of tags will take."""
    before = text.rfind("<", max(0, start - 2000), start)
    return (
        before >= 0
        and re.match(r"<[A-Za-z]", text[before : before + 2]) is not None
        and ">" not in re.sub(r"=>", "", text[before:start])
    )


def _value(said: str, values: Mapping[str, str]) -> str:
    if said.startswith(("#", "%", ":")) or "frontMatter" in said:
        return ""
    plain = literal(said)
    if plain is not None:
        return plain
    if said.strip() in values:
        return values[said.strip()]
    first, last = said.find("<"), said.rfind(">")
    return (
        said[first : last + 1]
        if 0 <= first < last and _COMPONENT.match(said[first:]) is None and "=>" not in said
        else ""
    )
