"""What customers ask and the articles do not answer: unanswered questions grouped, named and ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.ports import Vectors
from bot.language.clustering import central, clusters, names

_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that got no answer from the articles: its ticket's place in Slack, whose it is, its words, and the
    articles that a draft cited which people declined."""

    ticket_id: str
    account: str
    channel: str
    thread_ts: str
    text: str
    at: datetime
    cited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Alike unanswered questions. `accounts` are distinct customers, `latest` when the last was asked; `examples` are
    the most typical ones, `tickets` those of all, the most typical first."""

    name: str
    questions: int
    accounts: int
    latest: datetime
    examples: tuple[Unanswered, ...]
    tickets: tuple[str, ...] = ()


def gaps(questions: Sequence[Unanswered], vectors: Vectors, least: int = 2) -> list[Gap]:
    """The groups of at least `least` questions. What many customers ask comes first: by accounts and questions
    together, each counted, so that one customer who asks ten times ranks below five who ask once.

    `vectors` holds one row a question, L2-normalised."""
    groups = [rows for rows in clusters(vectors) if len(rows) >= least]
    named = names([one.text for one in questions], groups)
    found = []
    for name, rows in zip(named, groups, strict=True):
        members = [questions[row] for row in rows]
        accounts = len({one.account for one in members})
        typical = tuple(questions[row] for row in central(vectors, rows))
        tickets = tuple(dict.fromkeys(one.ticket_id for one in typical))
        latest = max(one.at for one in members)
        found.append(Gap(name.replace("_", " "), len(rows), accounts, latest, typical[:_EXAMPLES], tickets))
    return sorted(found, key=lambda gap: (-gap.accounts * gap.questions, -gap.accounts, gap.name))
