"""Makes links and images absolute, or the words alone where they lead to no address."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.knowledge.load.dialects.code import SPAN

_TARGET = (
    r"\(\s*(?:<(?P<angle>[^>\n]*)>|(?P<bare>(?:[^\s()]|\([^\s()]*\))*))"
    r"(?:\s+(?:\"[^\"]{0,500}\"|'[^']{0,500}'|\([^)]{0,500}\)))?[^)\n]{0,100}?\)"
)
_LABEL = r"(?P<label>(?:[^\[\]\n]|\n(?!\s*\n)|\[[^\[\]\n]*\])*)"
_IMAGE = re.compile(rf"!\[{_LABEL}\]{_TARGET}(?:\{{[^}}\n]*\}})?")
_LINK = re.compile(rf"(?<![!\\])\[{_LABEL}\]{_TARGET}(?:\{{[^}}\n]*\}})?")
_DEFINED = re.compile(r"^ {0,3}\[(?!//\]|\^)(?P<name>[^\]\n]+)\]:\s*<?(?P<to>[^\s>]+)>?(?:\s+[\"'(].*)?$", re.MULTILINE)
_BY_NAME = re.compile(r"(?<![!\\\]])\[(?P<label>[^\[\]\n]+)\](?:\[(?P<name>[^\[\]\n]*)\](?!\()|(?![(\[]))")
_IMAGE_BY_NAME = re.compile(r"!\[(?P<label>[^\[\]\n]*)\]\[(?P<name>[^\[\]\n]*)\]")
_PICTURED = re.compile(r"\[\s*!\[(?P<alt>[^\[\]\n]*)\]\([^()\s]*(?:\s[^()\n]*)?\)\s*\](?=\()")
_BADGE = re.compile(
    r"\[?!\[[^\[\]\n]*\]\([^()\s]*(?:shields\.io|badgen\.net|badge\.fury\.io|badge\.svg|/badges?/)[^()\s]*(?:\s[^()\n]*)?\)"
    r"(?:\s*\]\([^()\n]*\))?[ \t]*"
)
_WIKI = re.compile(r"!?\[\[(?P<page>[^\]|\n]+)(?:\|(?P<label>[^\]\n]+))?\]\]")
_SPACE = re.compile(r"[ \t\n]")
Resolve = Callable[[str], str | None]
"""The absolute address of a link's target as written; None where there is none to give."""


def absolute(text: str, resolve: Resolve, code: Sequence[str] = ()) -> str:
    """The text with every link and image resolved. A reference may go by a piece of `code`, which stands aside."""
    named: dict[str, str] = {_spelled(found["name"], code): found["to"] for found in _DEFINED.finditer(text)}
    text = _DEFINED.sub("", text)
    text = _WIKI.sub(lambda found: (found["label"] or found["page"].partition("#")[0]).strip(), text)
    text = _IMAGE_BY_NAME.sub(lambda found: _image_by_name(found, named, code), text)
    text = _BY_NAME.sub(lambda found: _by_name(found, named, code), text)
    text = _PICTURED.sub(lambda found: f"[{found['alt']}]" if found["alt"].strip() else "[]", _BADGE.sub("", text))
    text = _IMAGE.sub(lambda found: _written("!", found, resolve), text)
    return _LINK.sub(lambda found: _written("", found, resolve), text)


def _by_name(found: re.Match[str], named: dict[str, str], code: Sequence[str]) -> str:
    label = found["label"]
    target = named.get(_spelled(found["name"] or label, code))
    if target:
        return f"[{label}]({target})"
    # A name that only the site's generator knows: an address in its reference, say. `a[i][j]` is none.
    before = found.string[found.start() - 1 : found.start()]
    unknown = found["name"] is not None and not before.isalnum() and re.search(r"[^\W\d_]{2}", _spelled(label, code))
    return label.strip() if unknown else found[0]


def _image_by_name(found: re.Match[str], named: dict[str, str], code: Sequence[str]) -> str:
    target = named.get(_spelled(found["name"] or found["label"], code))
    return f"![{found['label']}]({target})" if target else found["label"]


def _spelled(name: str, code: Sequence[str]) -> str:
    """Names of references are one, whatever their case and white space."""
    name = SPAN.sub(lambda found: code[int(found[1])] if int(found[1]) < len(code) else "", name)
    return " ".join(name.split()).casefold()


def _written(kind: str, found: re.Match[str], resolve: Resolve) -> str:
    label = " ".join(found["label"].split())
    address = resolve((found["angle"] if found["angle"] is not None else found["bare"]).strip())
    if not label:
        return "" if kind or not address else address
    if address is None or (not kind and label.startswith("!") and "](" not in label):
        return label
    # Ends of an address that Markdown would take for its own.
    return f"{kind}[{label}]({_SPACE.sub('%20', address)})"
