"""Markdown to plain words, for matching."""

from __future__ import annotations

import re

from bot.language.remembered import PASSAGE, PASSAGES, remembered

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_TABLE_RULE = re.compile(r"^\s*\|?[\s:|-]*-{2,}[\s:|-]*$", re.MULTILINE)
_MARKS = re.compile(r"^\s{0,3}(?:#{1,6}\s+|>\s?|```\w*)|\*\*|__|`", re.MULTILINE)


@remembered(2 * PASSAGES, PASSAGE)  # passages come back with every question
def plain(markdown: str) -> str:
    """The words of a Markdown text: link texts without addresses, cells without rules, no marks."""
    text = _LINK.sub(r"\1", markdown)
    text = _TABLE_RULE.sub("", text).replace("|", " ")
    text = _MARKS.sub("", text)
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"[ \t]+", " ", text)).strip()


def word_count(text: str) -> int:
    """Words, as white space separates them."""
    return len(text.split())
