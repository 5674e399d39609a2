"""Makes links and images absolute, or the words alone where they lead to no address."""

from __future__ import annotations

import re
from collections.abc import Callable

_TARGET = (
    r"\(\s*(?:<(?P<angle>[^>\n]*)>|(?P<bare>(?:[^\s()]|\([^\s()]*\))*))"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^)]*\)))?[^)\n]*?\)"
)
_LABEL = r"(?P<label>(?:[^\[\]\n]|\n(?!\s*\n)|\[[^\[\]\n]*\])*)"
_IMAGE = re.compile(rf"!\[{_LABEL}\]{_TARGET}(?:\{{[^}}\n]*\}})?")
_LINK = re.compile(rf"(?<![!\\])\[{_LABEL}\]{_TARGET}(?:\{{[^}}\n]*\}})?")
_DEFINED = re.compile(r"^ {0,3}\[(?!//\]|\^)(?P<name>[^\]\n]+)\]:\s*<?(?P<to>[^\s>]+)>?(?:\s+[\"'(].*)?$", re.MULTILINE)
_BY_NAME = re.compile(r"(?<![!\\\]])\[(?P<label>[^\[\]\n]+)\](?:\[(?P<name>[^\[\]\n]*)\])?(?![(:\[])")
_WIKI = re.compile(r"!?\[\[(?P<page>[^\]|\n]+)(?:\|(?P<label>[^\]\n]+))?\]\]")
Resolve = Callable[[str], str | None]
"""The absolute address of a link's target as written; None where there is none to give."""


def absolute(text: str, resolve: Resolve) -> str:
    """The text with every link and image resolved."""
    named: dict[str, str] = {found["name"].casefold(): found["to"] for found in _DEFINED.finditer(text)}
    text = _DEFINED.sub("", text)
    text = _WIKI.sub(lambda found: (found["label"] or found["page"].partition("#")[0]).strip(), text)
    if named:
        text = _BY_NAME.sub(lambda found: _by_name(found, named), text)
    text = _IMAGE.sub(lambda found: _written("!", found, resolve), text)
    return _LINK.sub(lambda found: _written("", found, resolve), text)


def _by_name(found: re.Match[str], named: dict[str, str]) -> str:
    target = named.get((found["name"] or found["label"]).casefold())
    return f"[{found['label']}]({target})" if target else found[0]


def _written(kind: str, found: re.Match[str], resolve: Resolve) -> str:
    label = " ".join(found["label"].split())
    address = resolve((found["angle"] if found["angle"] is not None else found["bare"]).strip())
    if not label:
        return "" if kind or not address else address
    if address is None or (not kind and label.startswith("!") and "](" not in label):
        return label
    return f"{kind}[{label}]({address})"
