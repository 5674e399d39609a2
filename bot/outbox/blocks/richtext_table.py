"""Tables as rich text: aligned columns where they are narrow, one line a row with its headings where they are not."""

from __future__ import annotations

from collections.abc import Sequence

from bot.outbox.blocks.elements import Block, bullets, rich_section, run
from bot.outbox.blocks.mrkdwn import size

_WIDE = 72


def table_parts(rows: Sequence[Sequence[Sequence[Block]]]) -> list[Block]:
    """Rich text parts for a table; `rows` are cells of runs, the first row the headings."""
    texts = [[_text(cell) for cell in row] for row in rows]
    if len(texts) < 2 or not texts[0]:
        return [rich_section(run(" ".join(cell for row in texts for cell in row)))]
    widths = [max(size(row[n]) for row in texts if n < len(row)) for n in range(len(texts[0]))]
    if sum(widths) + 3 * (len(widths) - 1) <= _WIDE:
        lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)) for row in texts]
        lines.insert(1, "-+-".join("-" * width for width in widths))
        return [rich_section(run("\n".join(line.rstrip() for line in lines))) | {"type": "rich_text_preformatted"}]
    return [bullets([_row(texts[0], row) for row in rows[1:]])]


def _row(headings: Sequence[str], row: Sequence[Sequence[Block]]) -> list[Block]:
    runs: list[Block] = []
    for heading, cell in zip(headings, row, strict=False):
        if not _text(cell):
            continue
        runs += [run("; ")] if runs else []
        runs += [run(f"{heading}: ", "bold")] if heading else []
        runs += cell
    return runs


def _text(cell: Sequence[Block]) -> str:
    return "".join(str(r.get("text") or r.get("url") or "") for r in cell).strip()
