"""What a call is about, as content blocks: untrusted text goes between our tags and cannot close them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from anthropic.types import ContentBlockParam, SearchResultBlockParam, TextBlockParam

from bot.domain import Brief, Passage, Utterance
from bot.language.sentences import Kind, Unit, cells, units

_TAGS = "conversation|turn|summary|account|customer_message|finding|asked_before"
_OUR_TAG = re.compile(rf"<(?=\s*/?\s*(?:{_TAGS})\b)", re.IGNORECASE)
_QUESTION_CHARS = 12_000
_TURN_CHARS = 4_000
_ROLES = {"customer": "customer", "earnest": "us", "staff": "staff"}


def safe(text: str, limit: int = _QUESTION_CHARS) -> str:
    """Text that cannot close or open one of our tags, is valid Unicode, and is at most about `limit` characters:
    of a longer one the middle is left out, since a question tends to stand at either end."""
    valid = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
    if len(valid) > limit:
        head = limit * 2 // 3
        valid = f"{valid[:head]}\n[... left out ...]\n{valid[-(limit - head) :]}"
    return _OUR_TAG.sub("‹", valid)


def text_block(text: str) -> TextBlockParam:
    """A plain text block."""
    return {"type": "text", "text": text}


def conversation(turns: Iterable[Utterance]) -> str:
    """Earlier turns between tags, oldest first; empty when there are none."""
    lines = [
        f'<turn by="{_ROLES.get(turn.role, "customer")}">\n{safe(turn.text, _TURN_CHARS)}\n</turn>'
        for turn in turns
        if turn.text.strip()
    ]
    return "\n".join(("<conversation>", *lines, "</conversation>")) if lines else ""


def customer_message(text: str) -> str:
    """The message to work on, between tags."""
    return f"<customer_message>\n{safe(text)}\n</customer_message>"


def search_result(passage: Passage) -> SearchResultBlockParam:
    """A passage with one text block a sentence, step or row, because a whole block is the least that can be cited."""
    title = " > ".join(dict.fromkeys(part for part in (passage.title, *passage.heading_path) if part.strip()))
    pieces = _pieces(safe(passage.text)) or [safe(passage.title) or "(empty)"]
    return {
        "type": "search_result",
        "source": passage.id,
        "title": safe(title) or "Article",
        "content": [text_block(piece) for piece in pieces],
        "citations": {"enabled": True},
    }


def answer_content(brief: Brief) -> list[ContentBlockParam]:
    """The blocks of an answer request: history first, then passages and question, which change with every call."""
    blocks: list[ContentBlockParam] = []
    before = [f"<summary>\n{safe(brief.summary, _TURN_CHARS)}\n</summary>"] if brief.summary.strip() else []
    before += [said] if (said := conversation(brief.history)) else []
    if before:
        blocks.append(text_block("\n".join(before)))
    blocks.extend(search_result(passage) for passage in unique(brief.passages))
    blocks.append(text_block("\n".join(_request_lines(brief))))
    return blocks


def unique(passages: Sequence[Passage]) -> list[Passage]:
    """Passages without repeated ids, in order."""
    return list({passage.id: passage for passage in reversed(passages)}.values())[::-1]


def _request_lines(brief: Brief) -> list[str]:
    lines: list[str] = []
    if brief.account is not None:
        plan = f"plan: {safe(brief.account.plan, 100)}\n" if brief.account.plan else ""
        lines.append(f"<account>\n{plan}tone: {safe(brief.account.tone, 40)}\n</account>")
    if brief.asked_before:
        lines.append("<asked_before/>")
    if brief.finding.strip():
        lines.append(f"<finding>\n{safe(brief.finding, _TURN_CHARS)}\n</finding>")
    lines.append(customer_message(brief.question))
    return lines


def _pieces(markdown: str) -> list[str]:
    """Citable pieces; a heading or table header says nothing alone and joins the piece after it."""
    pieces: list[str] = []
    waiting = ""
    for unit in units(markdown):
        if unit.kind is Kind.TABLE_HEADER:
            continue
        marker = unit.lead.rsplit("\n", 1)[-1].lstrip()
        written = _row(unit) if unit.kind is Kind.ROW else marker + unit.text
        if unit.kind is Kind.HEADING:
            waiting += unit.text.strip() + "\n"
        elif written.strip():
            pieces.append(waiting + written.strip())
            waiting = ""
    return [*pieces, waiting.strip()] if waiting.strip() else pieces


def _row(unit: Unit) -> str:
    """A table row with its column names, which are in no other piece."""
    row = cells(unit.text)
    if len(row) == 2 and len(unit.columns) == 2:
        return f"{row[0]}: {unit.columns[1]} {row[1]}"
    return unit.plain
