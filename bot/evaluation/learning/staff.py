"""The invented staff: they decide on cards as people do, through the desk's own acts, and are sometimes wrong."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain import MessageTs, Tier
from bot.domain.inbound import ViewSubmitted
from bot.evaluation.learning.history import Asked, Change, Topic
from bot.evaluation.learning.place import DESK, STAFF, Place, channel_of
from bot.evaluation.learning.truth import right, told
from bot.outbox.blocks import Button, Field, ModalContext, ModalId
from bot.outbox.card_place import card_of
from bot.review.desk import Actor
from bot.store.records import DecisionRow, FlagVerdict
from bot.texts.forms import DECLINED_AS_WRONG

# Minutes of a person's time.
APPROVE, AUDIT, EDIT, WRITE, HAND_OVER, COMPLAINT = 1.0, 1.0, 3.0, 6.0, 8.0, 9.0
_WAITS = timedelta(minutes=5)  # before somebody looks
_FAR = timedelta(days=45)  # since an article was reviewed: the card shows the day, and at 60 it is out of date
_OVERLOOKED = 0.05  # wrong drafts that pass as right
_PETTY = 0.01  # right drafts that are declined as wrong
_FLAGGED = 0.7  # wrong drafts whose article somebody flags, with what is right
_COMPLAINED = 0.6  # wrong answers that their customer says so of


@dataclass
class Week:
    """What a week came to. `undated`: articles of right answers that
    nobody had reviewed for long."""

    requests: int = 0
    resolved: int = 0
    posted: int = 0
    posted_right: int = 0
    minutes: float = 0.0
    undated: set[str] = field(default_factory=set)


class Staff:
    """Three people in turns. Each request is looked at when it becomes a card, and when a customer complains."""

    def __init__(self, place: Place, changes: Sequence[Change], rng: random.Random) -> None:
        self._place = place
        self._changes = changes
        self._rng = rng
        self.lessons: dict[str, Topic] = {}

    async def handle(self, asked: Asked, row: DecisionRow, week: Week) -> None:
        """All that people do about one request. Raises EarnestError."""
        decision, runtime = row.decision, self._place.runtime
        week.requests += 1
        is_right = bool(decision.answer) and right(asked, decision, self._changes)
        await self._shown()
        self._place.clock.at = asked.at + _WAITS
        if decision.not_a_request:
            week.minutes += COMPLAINT
        elif decision.tier is Tier.ANSWERED:
            await self._posted(asked, row, week, is_right)
        elif decision.tier is Tier.REVIEWED and decision.answer:
            await self._decided(asked, row, week, is_right)
        else:
            week.minutes += HAND_OVER if decision.tier is Tier.HANDOFF else WRITE
            self._learn(asked, row)
        runtime.wake.posts.clear()

    async def _shown(self) -> None:
        """Slack took every post of the decision, as it would have."""
        posts = self._place.runtime.store.posts
        for post in await posts.claim_due(50, each=50):
            place = DESK if post.channel == DESK else None
            await posts.sent(post.id, place or post.channel, MessageTs(f"{post.seq}.000100"))

    async def _posted(self, asked: Asked, row: DecisionRow, week: Week, is_right: bool) -> None:
        week.posted += 1
        week.posted_right += is_right
        week.resolved += is_right
        if await card_of(self._place.runtime, row.turn_id) is not None:  # drawn for audit
            seen_right = is_right != (self._rng.random() < (_PETTY if is_right else _OVERLOOKED))
            await self._click(Button.ACCURATE if seen_right else Button.NOT_ACCURATE, row)
            week.minutes += AUDIT
            if seen_right:
                self._dates(asked, row, week)
        if not is_right and self._rng.random() < _COMPLAINED:
            week.minutes += COMPLAINT
            self._learn(asked, row)
            await self.flag(asked, row)

    async def _decided(self, asked: Asked, row: DecisionRow, week: Week, is_right: bool) -> None:
        seen_right = is_right != (self._rng.random() < (_PETTY if is_right else _OVERLOOKED))
        if seen_right:
            week.minutes += APPROVE
            await self._click(Button.APPROVE, row)
            self._dates(asked, row, week)
            return
        if asked.topic is not None and self._rng.random() < 0.5:
            week.minutes += EDIT
            await self._form(ModalId.EDIT_DRAFT, row, {Field.TEXT: told(asked.topic, asked.week, self._changes)})
        else:
            week.minutes += WRITE
            await self._form(ModalId.DECLINE, row, {Field.CAUSE: DECLINED_AS_WRONG, Field.REASON: "not what was asked"})
        self._learn(asked, row)
        if self._rng.random() < _FLAGGED:
            await self.flag(asked, row)

    def _dates(self, asked: Asked, row: DecisionRow, week: Week) -> None:
        """Note the articles of a right answer whose day of review lies far back: they are looked at this week."""
        far = asked.at.date() - _FAR
        week.undated |= {s.id for s in row.decision.sources if s.reviewed_at is None or s.reviewed_at < far}

    def _learn(self, asked: Asked, row: DecisionRow) -> None:
        if asked.topic is not None:
            self.lessons[row.ticket_id] = asked.topic

    async def flag(self, asked: Asked, row: DecisionRow) -> None:
        """Somebody says that an answer is wrong, and what is right."""
        correction = told(asked.topic, asked.week, self._changes) if asked.topic else ""
        await self._place.verdicts.judge(
            row,
            channel_of(asked.account),
            MessageTs(f"{asked.at.timestamp():.6f}"),
            self._rng.choice(STAFF),
            verdict=FlagVerdict.INACCURATE,
            note=asked.text,
            correction=correction,
        )

    async def _click(self, button: Button, row: DecisionRow) -> None:
        actor = Actor(self._rng.choice(STAFF), None, f"click:{row.id}")
        card = await self._place.desk.find(row.id, actor)
        if card is not None and self._place.desk.offers(card, button):
            await self._place.desk.act(button, card, actor)

    async def _form(self, form: ModalId, row: DecisionRow, values: dict[str, str | None]) -> None:
        where = ModalContext(decision_id=row.id)
        sent = ViewSubmitted(form.value, self._rng.choice(STAFF), where.pack(), values, nonce=row.id)
        await self._place.forms.submitted(sent)
