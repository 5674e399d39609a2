"""Removes comments of every dialect; code has been set aside before."""

from __future__ import annotations

import re

from bot.knowledge.load.dialects.lines import between, replaced

# Each with the sign that ends it.
_COMMENTS = (
    (re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL), ""),
    (re.compile(r"\{[ \t\n]{0,9}/\*.*?\*/\s*\}", re.DOTALL), "*/"),
    (re.compile(r"\{/_ [^\n]*? _/\}"), "_/}"),  # as an editor for Markdown leaves the one above
    (re.compile(r"\{%-?\s*(?:#|//).*?-?%\}", re.DOTALL), "%}"),
    (re.compile(r"\{\{<?\s*/\*.*?\*/\s*>?\}\}", re.DOTALL), "*/"),
    (re.compile(r"\{#(?![\w-]+\}).*?#\}", re.DOTALL), "#}"),
    (re.compile(r"<%#.*?%>", re.DOTALL), "%>"),
    (re.compile(r"^[ \t]*\[(?://|comment|_)\]:\s*(?:#|<>).*$", re.MULTILINE | re.IGNORECASE), ""),
)
_LIQUID = re.compile(r"\{%-?\s*comment\s*-?%\}"), re.compile(r"\{%-?\s*endcomment\s*-?%\}")
# VitePress writes an include as a comment.
_INCLUDE = re.compile(r"<!--\s*@include:\s*([^\s>]+?)\s*-->", re.IGNORECASE)


def without_comments(text: str) -> str:
    """The text without comments; an include that is written as one stays, as a tag."""
    text = _INCLUDE.sub(r'<Include file="\1" />', text)
    text = between(text, *_LIQUID, lambda *_: "")
    for comment, close in _COMMENTS:
        text = replaced(comment, "", text, close)
    return text
