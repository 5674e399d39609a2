"""Finds markup that a passage should not show: tags, template signs and programs outside code."""

from __future__ import annotations

import re

_CODE = re.compile(r"(?ms)^([ \t>]*(?:`{3,}|~{3,})).*?^\1[ \t]*$|(`+)(?!`).+?(?<!`)\2(?!`)")
_MARKUP = re.compile(
    r"</?[A-Za-z][\w.-]*(?:\s+[\w:@.-]+(?:=(?:\"[^\"]*\"|'[^']*'|\{[^}]*\}|[^\s>]+)?)?)*\s*/?>|<!--|-->|<%|%>"
    r"|\{%|%\}|\{\{|\}\}|\{/\*|\*/\}"
    r"|^[ \t]*:{2,}(?:[A-Za-z]|\s*$)|(?<![\w:/]):[a-z][\w-]*\{[^}\n]*\}|(?<=\])\[\]"
    r"|^(?:!!!|\?\?\?\+?) |^=== \"|^(?:import .+ from |export (?:const|default) )"
    r"|\[![A-Z]+\]|\[\^[\w-]+\]|\{[#:.][\w -]*\}|[\ue000-\ue01f]",
    re.MULTILINE,
)


def leftover(markdown: str) -> list[str]:
    """Each piece of markup outside code, as it stands."""
    return [found[0] for found in _MARKUP.finditer(_CODE.sub("", markdown))]
