"""Writes an HTML table as a Markdown table, where a cell that spans rows or columns stands in each of them."""

from __future__ import annotations

import re
from collections.abc import Callable

from bs4 import Tag

_MOST_SPAN = 200


def table_markdown(table: Tag, cell_text: Callable[[Tag], str]) -> str:
    """The table's rows, the head first; empty for one without cells. A table of one column is a list of lines."""
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    grid = _grid(rows, cell_text)
    width = max((len(row) for row in grid), default=0)
    if not width:
        return ""
    grid = [row + [""] * (width - len(row)) for row in grid if any(row)]
    caption = table.find("caption")
    title = f"**{' '.join(caption.get_text(' ').split())}**\n\n" if caption else ""
    if not grid:  # a template fills it elsewhere: every cell is empty here
        return title.strip()
    if width == 1:
        return title + "\n\n".join(row[0] for row in grid)
    if not _has_head(rows):
        grid = _with_head(grid)
    head, *body = grid
    lines = [_line(head), "|" + " --- |" * width, *map(_line, body)]
    return title + "\n".join(lines)


def _grid(rows: list[Tag], cell_text: Callable[[Tag], str]) -> list[list[str]]:
    taken: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell in row.find_all(["td", "th"], recursive=False) or row.find_all(["td", "th"]):
            while (y, x) in taken:
                x += 1
            text = re.sub(r"\s+", " ", cell_text(cell)).replace("|", "\\|").strip()
            deep, wide = _span(cell, "rowspan"), _span(cell, "colspan")
            deep = min(deep or len(rows), len(rows) - y)  # 0 spans to the end
            for below in range(deep):
                for beside in range(wide or 1):
                    # A cell over the whole width is a title for what follows; repeated, it would only be noise.
                    taken[y + below, x + beside] = text if below == 0 or text else ""
            x += max(wide, 1)
    if not taken:
        return []
    width = max(x for _, x in taken) + 1
    return [[taken.get((y, x), "") for x in range(width)] for y in range(len(rows))]


def _span(cell: Tag, key: str) -> int:
    value = str(cell.get(key) or "1").strip()
    return min(int(value), _MOST_SPAN) if value.isdigit() else 1


def _has_head(rows: list[Tag]) -> bool:
    cells = rows[0].find_all(["td", "th"])
    return rows[0].find_parent("thead") is not None or all(cell.name == "th" for cell in cells)


def _with_head(grid: list[list[str]]) -> list[list[str]]:
    """Markdown has no table without a head: an empty one tells that no row of this table names the others."""
    return [[""] * len(grid[0]), *grid]


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
