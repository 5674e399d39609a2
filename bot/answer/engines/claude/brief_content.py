"""A brief as the blocks of a request: what was said before, the passages, and the question with what applies to it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import Brief, Passage
from bot.language.sentences import Kind, Unit, cells, units
from bot.platform.claude.request import Source
from bot.platform.claude.tags import TURN_CHARS, conversation, customer_message, safe


def answer_content(brief: Brief) -> tuple[str | Source, ...]:
    """History first, then the passages, then the question: what changes least stands first."""
    before = [f"<summary>\n{safe(brief.summary, TURN_CHARS)}\n</summary>"] if brief.summary.strip() else []
    before += [said] if (said := conversation(brief.history)) else []
    blocks: list[str | Source] = ["\n".join(before)] if before else []
    blocks.extend(source_of(passage) for passage in unique(brief.passages))
    blocks.append("\n".join(_request_lines(brief)))
    return tuple(blocks)


def source_of(passage: Passage) -> Source:
    """A passage with one piece a sentence, step or row, and the plans it holds for in its title."""
    title = " > ".join(dict.fromkeys(part for part in (passage.title, *passage.heading_path) if part.strip()))
    pieces = _pieces(safe(passage.text)) or [safe(passage.title) or "(empty)"]
    plans = f"[plans: {', '.join(passage.plans)}]" if passage.plans else "[all plans]"
    return Source(passage.id, f"{safe(title) or 'Article'} {safe(plans)}", tuple(pieces))


def unique(passages: Sequence[Passage]) -> list[Passage]:
    """Passages without repeated ids, in order."""
    return list({passage.id: passage for passage in reversed(passages)}.values())[::-1]


def _request_lines(brief: Brief) -> list[str]:
    lines: list[str] = []
    if brief.account is not None:
        plan = f"plan: {safe(brief.account.plan, 100)}\n" if brief.account.plan else ""
        lines.append(f"<account>\n{plan}tone: {safe(brief.account.tone, 40)}\n</account>")
    if brief.upset:
        lines.append("<upset/>")
    if brief.asked_before:
        lines.append("<asked_before/>")
    if brief.finding.strip():
        if brief.first_try.strip():
            lines.append(f"<first_try>\n{safe(brief.first_try, TURN_CHARS)}\n</first_try>")
        lines.append(f"<finding>\n{safe(brief.finding, TURN_CHARS)}\n</finding>")
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
