"""Some weeks of a made-up desk's rows: requests of every fate, drawn by a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain import Audit, Classification, DecisionId, IntentScore, TicketId, Tier, TurnId
from bot.domain.states import Act, DraftState, Resolution, ThreadState, TicketStatus
from bot.store import Store
from bot.store.records import DecisionRow, LogEntry, PostState, Role, TurnState
from bot.store.tables import (
    article_flags,
    drafts,
    feedback,
    flags,
    messages,
    model_calls,
    posts,
    ticket_states,
    tickets,
    turns,
)
from bot.store.tx import Tx
from tests.store.rows import answer

INTENTS = ("exports", "passwords", "billing")
TEAMS = ("support", "billing")
STAFF = ("W0ANNA0001", "W0BERT0001", "W0CLEO0001")
LINE = "open the reports page then press export and wait for the mail that brings a file"
WORDS = LINE.split()


@dataclass
class History:
    """Draws `count` requests over the `days` before `end`."""

    store: Store
    end: datetime
    seed: int = 1
    days: int = 14

    async def fill(self, count: int) -> None:
        """Write them."""
        self.random = random.Random(self.seed)  # noqa: S311
        for number in range(count):
            async with self.store.begin() as tx:
                await self._ticket(number, tx)
        async with self.store.begin() as tx:
            await self._beside(tx)

    def _later(self, at: datetime, most_s: int) -> datetime:
        return at + timedelta(seconds=self.random.randint(1, most_s))

    async def _ticket(self, number: int, tx: Tx) -> None:
        draw, ticket = self.random, f"T{number}"
        opened = (self.end - timedelta(seconds=draw.randint(60, self.days * 86_400))).replace(microsecond=0)
        row = {
            "id": ticket,
            "channel": f"C{number % 5}",
            "thread_ts": f"{number}.1",
            "opened_by": f"U{number % 9}",
            "account": draw.choice(("acme", "globex", "initech", None)),
            "team": draw.choice(TEAMS),
            "owner": draw.choice((None, *STAFF)),
            "state": ThreadState.CLOSED if draw.random() < 0.05 else ThreadState.OPEN,
            "taken_by": draw.choice((None, None, STAFF[0])),
            "opened_at": opened,
            "updated_at": opened,
            "forced": "",
            "last_author_ts": "",
        }
        await tx.execute(tickets.insert(), [row])
        at, nothing = opened, draw.random() < 0.1
        also = draw.choice((("state", "customer"), ("customer", "customer", "staff", "staff", "state", "move", "back")))
        for step in range(draw.randint(1, 7)):
            at = opened if step == 0 else self._later(at, draw.choice((240, 3_600, 90_000)))
            if at >= self.end:
                return
            what = "customer" if step == 0 else draw.choice(("earnest", *also))
            if what == "state":
                await self._state(ticket, f"{ticket}:{step}", at, tx)
            elif what == "move":
                detail = {"team": draw.choice(TEAMS), "owner": draw.choice(("", *STAFF))}
                entry = LogEntry(f"{ticket}:{step}", STAFF[0], Act.REASSIGN.value, at, TicketId(ticket), detail=detail)
                await self.store.reviews.log(entry, tx)
            elif what == "back":
                entry = LogEntry(f"{ticket}:{step}", "U1", Act.WITHDRAWN.value, at, TicketId(ticket))
                await self.store.reviews.log(entry, tx)
            else:
                await self._message(ticket, step, at, what, tx, nothing=nothing)

    async def _state(self, ticket: str, key: str, at: datetime, tx: Tx) -> None:
        status = self.random.choice((*TicketStatus, TicketStatus.RESOLVED))
        how = self.random.choice(list(Resolution)) if status is TicketStatus.RESOLVED else None
        row = {"id": key, "ticket_id": ticket, "at": at, "status": status, "by": "", "how": how}
        await tx.execute(ticket_states.insert(), [row])

    async def _message(self, ticket: str, step: int, at: datetime, role: str, tx: Tx, *, nothing: bool) -> None:
        draw, turn = self.random, f"{ticket}:{step}" if role == "customer" else None
        thanks = turn is not None and step > 0 and draw.random() < 0.2
        turn = None if thanks else turn
        if turn is not None:
            await tx.execute(turns.insert(), [self._turn(turn, ticket, step, at)])
        author = {"customer": f"U{step}", "staff": draw.choice(STAFF), "earnest": "UEARNEST"}[role]
        row = {
            "channel": "C1",
            "ts": f"{ticket[1:]}.{step}",
            "ticket_id": ticket,
            "turn_id": turn,
            "author": author,
            "role": Role(role),
            "text": " ".join(draw.sample(WORDS, 5)),
            "files": 0,
            "deleted": draw.random() < 0.05,
            "said_at": at,
            "chatter": thanks or (role == "staff" and int(ticket[1:]) % 3 == 0),  # of a colleague: who only holds
        }
        await tx.execute(messages.insert(), [row])
        if turn is not None and draw.random() < 0.9:
            await self._decided(ticket, turn, at, tx, nothing=nothing or draw.random() < 0.1)

    def _turn(self, key: str, ticket: str, seq: int, at: datetime) -> dict[str, Any]:
        return {
            "id": key,
            "ticket_id": ticket,
            "seq": seq,
            "revision": 1,
            "state": TurnState.DECIDED,
            "author": "U1",
            "first_at": at,
            "due_at": at,
            "attempts": 0,
            "urgent": self.random.random() < 0.2,
        }

    async def _decided(self, ticket: str, turn: str, at: datetime, tx: Tx, *, nothing: bool) -> None:
        draw, key, intent = self.random, DecisionId(f"D{turn}"), self.random.choice(INTENTS)
        tier = draw.choice(list(Tier))
        words = " ".join(draw.sample(WORDS, draw.randint(4, 12)))
        said = answer(words if draw.random() < 0.9 else " ")
        said = replace(said, tier=tier, team=draw.choice(TEAMS), not_a_request=nothing, question=words)
        said = replace(said, classification=Classification((IntentScore(intent, 0.9),)))
        made = DecisionRow(key, TurnId(turn), TicketId(ticket), 1, said, at, True)
        drafted = tier <= Tier.REVIEWED and not nothing
        await self.store.decisions.add(made, DraftState.PENDING if drafted else DraftState.NONE, tx)
        for call in range(draw.randint(0, 2)):
            await tx.execute(model_calls.insert(), [self._call(f"{turn}:{call}", ticket, at)])
        if drafted:
            await self._draft(ticket, key, words, self._later(at, 1_200), tx)
        if draw.random() < 0.4:
            judged = self._later(at, 90_000)
            verdict = Audit(
                f"A{turn}", intent, "extractive", draw.random() < 0.8, judged, "approve", key, "acme", words
            )
            if judged < self.end:
                await self.store.audits.add([replace(verdict, counted=draw.random() < 0.8)], tx)

    async def _draft(self, ticket: str, key: DecisionId, words: str, at: datetime, tx: Tx) -> None:
        draw = self.random
        state = draw.choice([state for state in DraftState if state is not DraftState.NONE])
        if at >= self.end or state is DraftState.PENDING:
            return
        final = words if state in (DraftState.APPROVED, DraftState.POSTED) else None
        if state is DraftState.EDITED:
            final = f"Please {words.replace('e', draw.choice('aeiou'))}"
        by = None if state is DraftState.POSTED else draw.choice(STAFF)
        changed = {"state": state, "decided_by": by, "decided_at": at, "final_text": final}
        await tx.execute(drafts.update().where(drafts.c.decision_id == key).values(**changed))
        if final is None:
            return
        parts = ("answer", "answer_part") if draw.random() < 0.2 else ("answer",)
        for kind in parts:
            post = self._post(f"{kind}:{key}", kind, ticket, key, at)
            await tx.execute(posts.insert(), [post])
            for user in range(draw.choice((0, 0, 1, 2))):
                cast = {"post_id": post["id"], "user": f"U{user}", "word": "", "at": self._later(at, 600)}
                await tx.execute(feedback.insert(), [cast | {"vote": draw.choice(("up", "up", "down", ""))}])

    def _post(self, key: str, kind: str, ticket: str, decision: str, at: datetime) -> dict[str, Any]:
        return {
            "id": key,
            "dedupe_key": key,
            "kind": kind,
            "lane": key,
            "channel": "C1",
            "ticket_id": ticket,
            "decision_id": decision,
            "body": {},
            "state": PostState.FAILED if self.random.random() < 0.1 else PostState.SENT,
            "attempts": 1,
            "error": "",
            "created_at": at,
            "sent_at": at,
        }

    def _call(self, key: str, ticket: str | None, at: datetime) -> dict[str, Any]:
        tokens = ("input_tokens", "cache_write_tokens", "cache_read_tokens", "output_tokens")
        return {
            **dict.fromkeys(tokens, 10),
            "id": key,
            "ticket_id": ticket,
            "model": "claude-haiku-5-5",
            "purpose": "answer",
            "cost_usd": self.random.randint(1, 900) / 1e4,
            "ms": 5.0,
            "outcome": "ok",
            "at": at,
        }

    async def _beside(self, tx: Tx) -> None:
        """Dry runs, a labelled history, and flags on articles."""
        draw = self.random
        ago = [self.end - timedelta(seconds=draw.randint(60, self.days * 86_400)) for _ in range(12)]
        await tx.execute(model_calls.insert(), [self._call(f"dry:{n}", None, at) for n, at in enumerate(ago)])
        loaded = [Audit(f"L{n}", "exports", "claude", n % 3 > 0, at, "history") for n, at in enumerate(ago)]
        await self.store.audits.add(loaded, tx)
        for number, at in enumerate(ago):
            flag = {"id": f"F{number}", "channel": "C1", "ts": f"9.{number}", "by": STAFF[0], "verdict": "inaccurate"}
            texts = {"decision_id": None, "correction": "", "cause": "", "note": "", "at": at}
            await tx.execute(flags.insert(), [flag | texts])
            looked = self._later(at, 500_000) if draw.random() < 0.6 else None
            cleared = {"cleared_at": looked if looked and looked < self.end else None, "cleared_by": None}
            await tx.execute(
                article_flags.insert(),
                [{"article_id": f"a{number % 5}", "flag_id": f"F{number}", "at": at} | cleared],
            )
