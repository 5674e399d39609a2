"""Tables as every reader of Markdown takes them: in one piece, with a head, without columns of blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ROW = re.compile(r"^(?P<margin>[ \t]*(?:>[ \t]?)*)(?P<row>\|.*\|)[ \t]*$")
_OPENS, _CLOSES = re.compile(r"\|\s"), re.compile(r"\s\|\Z")
_CELL = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r":?-+:?")


def whole_tables(text: str) -> str:
    """The text with each table's rows together: an author's blank line parts neither its head nor its rows from it, and
    rows without a head, which Jekyll's Markdown knows, get an empty one. No cell is padded."""
    return "\n".join(_lines(text.split("\n"))) if "|" in text else text


def _lines(lines: list[str]) -> Iterator[str]:
    place = 0
    while place < len(lines):
        found = _ROW.match(lines[place])
        if not found or len(_cells(found["row"])) < 2:
            yield lines[place]
            place += 1
            continue
        rows, end = _rows(lines, place, found["margin"])
        is_table = any(map(_is_rule, rows[:2])) or all(map(_is_spaced, lines[place:end]))
        yield from (found["margin"] + row for row in _table(rows)) if is_table else lines[place:end]
        place = end


def _rows(lines: list[str], place: int, margin: str) -> tuple[list[list[str]], int]:
    """The rows of the table that begins at a line, and the place behind it."""
    rows: list[list[str]] = []
    while place < len(lines):
        at = place if lines[place].strip(" \t>") or not rows else place + 1
        found = _ROW.match(lines[at]) if at < len(lines) else None
        if not found or found["margin"] != margin or (at > place and not _goes_on(rows, lines, at)):
            break
        rows.append(_cells(found["row"]))
        place = at + 1
    return rows, place


def _goes_on(rows: list[list[str]], lines: list[str], at: int) -> bool:
    """Whether a row behind a blank line belongs to the rows before it: as wide, and not the head of its own table."""
    row = _ROW.match(lines[at])
    cells = _cells(row["row"]) if row else []
    following = _ROW.match(lines[at + 1]) if at + 1 < len(lines) else None
    if len(cells) != len(rows[-1]) or (following and _is_rule(_cells(following["row"]))):
        return False
    return _is_rule(cells) if len(rows) == 1 else any(map(_is_rule, rows[:2]))


def _table(rows: list[list[str]]) -> Iterator[str]:
    if not any(map(_is_rule, rows[:2])):
        rows = [[""] * len(rows[0]), ["---"] * len(rows[0]), *rows]
    elif _is_rule(rows[0]):
        rows = [[""] * len(rows[0]), *rows]
    for row in rows:
        space = "" if _is_rule(row) else " "
        yield "|" + "|".join(f"{space}{cell}{space}" if cell else " " for cell in row) + "|"


def _is_spaced(line: str) -> bool:
    """Whether a line may be a row of a table without a head, or is blank: |x| + |y| is none."""
    row = line.rstrip(" \t")
    opens, closes = _OPENS.search(row), _CLOSES.search(row, max(len(row) - 2, 0))
    return not row.strip(" \t>") or bool(opens and closes and opens.end() <= closes.start())


def _cells(row: str) -> list[str]:
    found = [cell.strip() for cell in _CELL.split(row.strip()[1:-1])]
    return [re.sub(r"-+", "---", cell) for cell in found] if _is_rule(found) else found


def _is_rule(cells: list[str]) -> bool:
    return bool(cells) and all(map(_RULE.fullmatch, cells))
