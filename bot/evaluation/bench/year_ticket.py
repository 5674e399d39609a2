"""One ticket of a made-up year: the rows that the bot would have left of it, in every table that grows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from bot.domain import (
    Classification,
    Decision,
    Drafted,
    Generation,
    Grounding,
    IntentScore,
    Passage,
    PassageId,
    Reason,
    ReasonCode,
    Sentence,
    Source,
    Tier,
)
from bot.domain.codec import encode
from bot.domain.labels import LabelSource
from bot.domain.states import Act, DraftState, Resolution, ThreadState, TicketStatus
from bot.evaluation.bench.install import ROOT, TRUSTED
from bot.evaluation.bench.questions import varied
from bot.evaluation.bench.year_plan import YearPlan
from bot.knowledge.load.sources import load_sources
from bot.store.audit_chain import START, next_hash, redacted_entry
from bot.store.records import FlagVerdict, InboxState, LogEntry, PostState, ReviewOutcome, Role, TurnState
from bot.store.rows import values

YEAR = timedelta(days=365)
PASSAGE_LETTERS = 1_100
FLAGGED, AUDITED, LABELLED, REOPENED = 97, 11, 13, 9  # every so-and-so-manieth ticket
Rows = dict[str, list[dict[str, Any]]]


class Year:
    """What all tickets of a year share; the same ones for a plan and seed."""

    def __init__(self, plan: YearPlan) -> None:
        self.plan = plan
        self.rng = Random(plan.seed)  # noqa: S311 - made-up tickets
        self.texts = varied(min(plan.tickets, 2_000))
        articles = load_sources([str(ROOT / "kb_seed")], str, ROOT).articles
        self.passages = [_passage(article.id, article.title, article.content) for article in articles]
        self.key = self.id()
        self._head = START

    def id(self) -> str:
        """As the bot's: it says nothing of when it was made."""
        return f"{self.rng.getrandbits(128):032x}"

    def logged(self, entry: LogEntry) -> dict[str, Any]:
        """A row of the audit log, chained to the one before."""
        self._head = next_hash(self._head, redacted_entry(entry, self.key))
        return {**values(entry), "detail": dict(entry.detail), "hash": self._head}


class OneTicket:
    """A question, its card or answer, what people did, and how it ended."""

    def __init__(self, year: Year, number: int, rows: Rows) -> None:
        plan, rng = year.plan, year.rng
        self._year, self._number, self._rows = year, number, rows
        self._place = plan.places[rng.randrange(len(plan.places))]
        spacing = (YEAR - timedelta(hours=2)) / max(1, plan.tickets)
        self._at = plan.until - YEAR + spacing * number + timedelta(seconds=number % 997 / 1_000)
        self._ticket, self._turn, self._decision = year.id(), year.id(), year.id()
        self._text = f"{year.texts[number % len(year.texts)]} ({number})"
        self._intent = TRUSTED[rng.randrange(len(TRUSTED))]
        self._tier = Tier(rng.choices((0, 1, 2, 3), (45, 25, 15, 15))[0])
        self._staff = plan.staff[number % len(plan.staff)]
        self._drafted = self._tier in (Tier.ANSWERED, Tier.REVIEWED)

    def write(self) -> None:
        """All its rows."""
        self._asked()
        self._decided()
        self._posted()
        self._acted()
        self._counted()

    def _add(self, table: str, *parts: dict[str, Any]) -> None:
        self._rows[table].append({name: value for part in parts for name, value in part.items()})

    def _after(self, **how_long: float) -> datetime:
        return self._at + timedelta(**how_long)

    def _asked(self) -> None:
        ts, place = _ts(self._at), self._place
        with_people = self._number % 900 == 0
        self._add(
            "tickets",
            {"id": self._ticket, "channel": place.channel, "thread_ts": ts, "opened_by": place.user},
            {"opened_by_team": None, "account": place.account, "team": "support", "owner": None, "forced": ""},
            {"state": ThreadState.WITH_PEOPLE if with_people else ThreadState.OPEN, "last_author_ts": ts},
            {"taken_by": self._staff if with_people else None, "opened_at": self._at, "updated_at": self._at},
        )
        self._add(
            "turns",
            {"id": self._turn, "ticket_id": self._ticket, "seq": 1, "revision": 1, "state": TurnState.DECIDED},
            {"author": place.user, "first_at": self._at, "due_at": self._after(seconds=3), "attempts": 1},
            {"decided_at": self._after(seconds=4), "urgent": self._tier is Tier.HANDOFF},
        )
        self._said(self._at, place.user, Role.CUSTOMER, self._text, turn=self._turn)
        if self._number % 3 == 0:
            self._said(self._after(minutes=50), place.user, Role.CUSTOMER, "Thanks, that did it!", chatter=True)
        if self._tier is not Tier.ANSWERED:
            self._said(self._after(minutes=40), self._staff, Role.STAFF, "I looked it up for you: it is done.")

    def _said(self, at: datetime, author: str, role: Role, text: str, turn: str | None = None, **more: Any) -> None:
        root = None if turn else _ts(self._at)
        place = {"channel": self._place.channel, "ts": _ts(at), "thread_ts": root}
        self._add(
            "messages",
            place,
            {"ticket_id": self._ticket, "turn_id": turn, "author": author, "role": role, "text": text, "files": 0},
            {"deleted": False, "edited_ts": None, "said_at": at, "chatter": more.get("chatter", False)},
        )
        if role is not Role.EARNEST:
            self._add(
                "inbox",
                {"id": f"posted:{self._place.channel}:{_ts(at)}", "kind": "posted", "author": author},
                place,
                {"payload": f'{{"kind":"posted","text":"{self._number}"}}', "received_at": at, "attempts": 0},
                {"state": InboxState.DONE, "note": "a message"},
            )

    def _decided(self) -> None:
        at, decision = self._after(seconds=4), self._decision_record()
        self._add(
            "decisions",
            {"id": self._decision, "turn_id": self._turn, "ticket_id": self._ticket, "revision": 1},
            {"tier": int(self._tier), "team": "support", "intent": self._intent, "confidence": 0.9},
            {"not_a_request": False, "payload": encode(decision, Decision), "decided_at": at, "current": True},
        )
        if not self._drafted:
            return
        for passage in decision.passages[:1]:
            cited = {"decision_id": self._decision, "passage_id": passage.id, "article_id": passage.article_id}
            self._add("citations", cited, {"at": at})
        ways = (DraftState.APPROVED, DraftState.EDITED, DraftState.DECLINED, DraftState.SUPERSEDED)
        reviewed = self._tier is Tier.REVIEWED
        state = self._year.rng.choices(ways, (6, 2, 1, 1))[0] if reviewed else DraftState.POSTED
        final = None if state in (DraftState.DECLINED, DraftState.SUPERSEDED) else decision.answer
        self._add(
            "drafts",
            {"decision_id": self._decision, "text": decision.answer, "state": state, "made_at": at},
            {"decided_by": self._staff if reviewed else None, "decided_at": self._after(minutes=20)},
            {"final_text": final},
        )

    def _decision_record(self) -> Decision:
        rng, known = self._year.rng, self._year.passages
        found = tuple(known[rng.randrange(len(known))] for _ in range(3)) if self._tier is not Tier.HANDOFF else ()
        said = None
        if self._drafted:
            sentence = Sentence(found[0].text[:300], (found[0].id,))
            said = Drafted(Generation("extractive", (sentence,)), Grounding())
        return Decision(
            tier=self._tier,
            reasons=(Reason(ReasonCode.LOW_CONFIDENCE, self._tier, "0.61"),),
            classification=Classification((IntentScore(self._intent, 0.9),), layers=("local",)),
            team="support",
            question=self._text,
            passages=found,
            drafted=said,
            sources=tuple(Source(passage.article_id, passage.title) for passage in found[:1]),
            timings_ms={"classify": 11.0, "retrieve": 9.0, "generate": 14.0},
        )

    def _posted(self) -> None:
        channel, desk = self._place.channel, self._year.plan.desk
        if self._drafted:
            self._post(f"answer:{self._decision}", "answer", channel, self._after(seconds=6))
            self._said(self._after(seconds=6), "U0EARNEST", Role.EARNEST, self._text)
        else:
            self._post(f"notice:{self._decision}", "notice", channel, self._after(seconds=6))
            self._said(self._after(seconds=6), "U0EARNEST", Role.EARNEST, "A colleague will answer here.")
        if self._tier is not Tier.ANSWERED:
            self._post(f"card:{self._turn}", "card", desk, self._after(seconds=7))
            for number in range(2):
                at = self._after(minutes=20 + number)
                self._post(f"update:{self._decision}:{number}", "card_update", desk, at)

    def _post(self, key: str, kind: str, channel: str, at: datetime) -> None:
        to_desk = kind != "answer" and channel == self._year.plan.desk
        self._add(
            "posts",
            {"id": self._year.id(), "dedupe_key": key, "kind": kind, "channel": channel, "body": {}, "error": ""},
            {"lane": f"{kind}:{self._ticket}" if to_desk else f"{channel}:{self._ticket}", "guard": None},
            {"thread_ts": None if to_desk else _ts(self._at), "ticket_id": self._ticket, "attempts": 1},
            {"decision_id": self._decision, "state": PostState.SENT, "slack_channel": channel, "slack_ts": _ts(at)},
            {"created_at": at, "sent_at": at},
        )

    def _acted(self) -> None:
        acts = [(Act.TAKE, 15), (Act.REPLY, 40)] if self._tier > Tier.REVIEWED else [(Act.APPROVE, 20)]
        if self._tier is Tier.ANSWERED:
            acts = []
        if self._number % 5 == 0:
            acts.insert(0, (Act.REASSIGN, 10))
        for act, minutes in [*acts, (Act.RESOLVE, 60)]:
            at, detail = self._after(minutes=minutes), {"team": "support"} if act is Act.REASSIGN else {}
            entry = LogEntry(f"{act}:{self._ticket}", self._staff, act.value, at, self._ticket, self._decision, detail)  # type: ignore[arg-type]
            self._rows["actions"].append(self._year.logged(entry))
        self._stands(60, TicketStatus.RESOLVED, Resolution.CONFIRMED)
        if self._number % REOPENED == 0:
            self._stands(70, TicketStatus.OPEN, None)
            self._stands(90, TicketStatus.RESOLVED, Resolution.ASSUMED)

    def _stands(self, minutes: int, status: TicketStatus, how: Resolution | None) -> None:
        self._add(
            "ticket_states",
            {"id": self._year.id(), "ticket_id": self._ticket, "at": self._after(minutes=minutes)},
            {"status": status, "by": self._staff, "how": how},
        )

    def _counted(self) -> None:
        """What is counted of it, or learned from it."""
        usage = {"input_tokens": 400, "cache_write_tokens": 0, "cache_read_tokens": 1_600, "output_tokens": 120}
        for purpose in ("classify", "answer", "summary")[: 1 + self._number % 3]:
            call = {"id": self._year.id(), "ticket_id": self._ticket, "model": "a-model", "purpose": purpose}
            self._add(
                "model_calls",
                call,
                usage,
                {"cost_usd": 0.0015, "ms": 900.0, "outcome": "ok", "at": self._after(seconds=4)},
            )
        kept = {"ticket_id": self._ticket, "covered": 2, "digest": self._turn, "text": self._text, "at": self._at}
        self._add("summaries", kept)
        self._judged()
        if self._number % FLAGGED == 0:
            self._flagged()

    def _judged(self) -> None:
        at, number = self._after(minutes=30), self._number
        if self._drafted and number % AUDITED == 0:
            self._add(
                "audits",
                {"id": f"audit:{self._decision}", "intent": self._intent, "engine": "extractive", "at": at},
                {"accurate": number % 50 != 0, "source": "review", "decision_id": self._decision, "counted": True},
                {"account": self._place.account, "question": self._text},
            )
        if number % LABELLED == 0:
            self._add(
                "intent_labels",
                {"id": self._year.id(), "ticket_id": self._ticket, "decision_id": self._decision, "at": at},
                {"source": LabelSource.CORRECTED, "intent": self._intent, "was": "general_question"},
                {"by": self._staff, "asked_at": self._at, "place": self._place.account, "text": self._text},
            )

    def _flagged(self) -> None:
        at, flag, article = self._after(minutes=45), self._year.id(), self._year.passages[0].article_id
        self._add(
            "flags",
            {"id": flag, "channel": self._place.channel, "ts": _ts(self._after(seconds=6)), "by": self._staff},
            {"decision_id": self._decision, "verdict": FlagVerdict.INACCURATE, "correction": "", "cause": ""},
            {"note": "", "at": at},
        )
        cleared = {"cleared_at": at, "cleared_by": self._staff}
        self._add("article_flags", {"article_id": article, "flag_id": flag, "at": at}, cleared)
        vote = {"post_id": flag, "user": self._place.user, "vote": "down", "word": "", "at": at}
        self._add("feedback", vote)
        review = {"id": self._year.id(), "article_id": article, "opened_at": at, "decided_by": self._staff}
        texts = {"origin": "", "text_before": "", "text_after": "", "content": "", "decided_at": at, "returned_at": at}
        self._add("article_reviews", review, texts, {"outcome": ReviewOutcome.STILL_RIGHT})
        self._add("closed_questions", {"ticket_id": self._ticket, "at": at})


def _passage(article: Any, title: str, content: str) -> Passage:
    return Passage(PassageId(f"{article}#0"), article, title, content[:PASSAGE_LETTERS], score=0.7)


def _ts(at: datetime) -> str:
    """Slack's name of a moment."""
    return f"{at.astimezone(UTC).timestamp():.6f}"
