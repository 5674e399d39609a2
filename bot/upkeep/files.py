"""Takes rows out of exports that we wrote: those about erased tickets, and those that name an erased person."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.store.erasure.empty import replaced_in
from bot.store.erasure.subject import Scope
from bot.store.written_files import WrittenFile

IDS = ("id", "ticket_id", "decision_id")


@dataclass(frozen=True, slots=True)
class Cleared:
    """`rows` that were taken out; `gone` where the file is not there any more; `whole` where no row tells whose it is,
    so that the file was deleted."""

    rows: int = 0
    gone: bool = False
    whole: bool = False


def clear_file(file: WrittenFile, scope: Scope) -> Cleared:
    """Rewrite a file without what is erased. Raises OSError."""
    path = Path(file.path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Cleared(gone=True)
    except UnicodeDecodeError:
        return Cleared(gone=True)  # something else stands there now
    rows = list(_rows(text, csv_=path.suffix.lower() == ".csv" or not text.lstrip().startswith("{")))
    if any(ids is None for _, ids in rows):
        path.unlink()
        return Cleared(rows=len(rows), whole=True)
    kept = [line for line, ids in rows if not _mine(line, ids or set(), scope)]
    if len(kept) < len(rows):
        part = path.with_name(f"{path.name}.part")
        part.write_text("".join(kept), encoding="utf-8", newline="")
        part.replace(path)
    return Cleared(rows=len(rows) - len(kept))


def _mine(line: str, ids: set[str], scope: Scope) -> bool:
    named = {**scope.everywhere, **scope.gone}
    stands = any(stand in line for stand in named.values())
    return stands or not ids.isdisjoint(scope.ids) or replaced_in(line, named, scope.names) != line


def _rows(text: str, *, csv_: bool) -> Iterator[tuple[str, set[str] | None]]:
    """Each line with the ids it is about; None where a line has none, as in conversations for fine-tuning."""
    if not csv_:
        for line in text.splitlines(keepends=True):
            row = json.loads(line)
            known = [str(row[name]).rpartition(":")[2] for name in IDS if row.get(name)]
            yield line, set(known) or None
        return
    table = list(csv.reader(io.StringIO(text, newline="")))
    names = table[0] if table else []
    for number, cells in enumerate(table):
        written = io.StringIO(newline="")
        csv.writer(written, lineterminator="\r\n").writerow(cells)
        row = dict(zip(names, cells, strict=False)) if number else {}
        yield written.getvalue(), {row[name].rpartition(":")[2] for name in IDS if row.get(name)}
