"""A year of tickets, written straight into an installation's tables: what a bench finds there as after a year of work.

Every table that grows with tickets gets its rows, as the bot leaves them: nothing waits, nothing is to be posted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bot.evaluation.bench.year_plan import YearPlan
from bot.evaluation.bench.year_ticket import OneTicket, Rows, Year
from bot.store.audit_log import KEY
from bot.store.bulk import insert_rows

BATCH = 500


def fill(url: str, plan: YearPlan) -> int:
    """Write the rows of a year into a migrated database without tickets; how many."""
    return insert_rows(url, _batches(Year(plan)))


def _batches(year: Year) -> Iterator[Rows]:
    """Rows by table, some hundred tickets at a time, oldest first."""
    for start in range(0, year.plan.tickets, BATCH):
        rows: Rows = defaultdict(list)
        for number in range(start, min(start + BATCH, year.plan.tickets)):
            OneTicket(year, number, rows).write()
        yield rows
    yield {"meta": [{"key": KEY, "value": year.key}]}
