"""What the invented staff do for the knowledge base: flagged articles, dates that ran out, gaps."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from bot.domain.knowledge import ArticleText
from bot.evaluation.learning.history import Change, Topic
from bot.evaluation.learning.place import DESK, STAFF, Place
from bot.evaluation.learning.staff import Staff, Week
from bot.evaluation.learning.truth import told
from bot.language.gaps import Gap, gaps
from bot.review.settle_article import settle_article
from bot.store.records import ArticleReview, ReviewOutcome

LOOK, REWRITE, NEW_ARTICLE = 2.0, 6.0, 15.0  # minutes
_LOOK_BACK = timedelta(days=28)
_LEAST = 3  # questions that make a gap worth an article
_A_WEEK = 3  # gaps that people find the time for
_BLIND = 0.05  # outdated articles that somebody calls right
_SECTIONS = 3  # that one topic gets at most: more would be for the engine and not for readers


class Upkeep:
    """Works on the folder that the index is built from, as its keepers would."""

    def __init__(self, place: Place, staff: Staff, changes: Sequence[Change], rng: random.Random) -> None:
        self._place = place
        self._staff = staff
        self._changes = changes
        self._rng = rng
        self._written: Counter[str] = Counter()

    async def look(self, number: int, week: Week) -> None:
        """Decide on the cards of flagged articles. Raises EarnestError."""
        for review in await self._place.runtime.store.articles.waiting():
            text = await self._place.texts.get(review.article_id)
            if text is not None:
                await self._decide(review, text, number, week)

    async def end(self, number: int, week: Week) -> None:
        """The week's end: dates, gaps, and the new state of the folder in the index. Raises EarnestError."""
        for article in sorted(week.undated):
            if path := self._path(article):
                day = self._place.clock.now().date().isoformat()
                path.write_text(re.sub(r"(?m)^reviewed_at: .*$", f"reviewed_at: {day}", _read(path), count=1), "utf-8")
                week.minutes += LOOK
        await self._fill_gaps(number, week)
        await self._place.sync()

    async def _decide(self, review: ArticleReview, text: ArticleText, number: int, week: Week) -> None:
        """Put right what is outdated; where an answer was not what was asked, say it in the one that should have."""
        after = text.text
        for change in self._changes:
            if change.week <= number and change.article == review.article_id and self._rng.random() >= _BLIND:
                after = after.replace(change.old, change.new)
        for question, topic in await self._corrected(review):
            if self._written[topic.id] < _SECTIONS:
                self._written[topic.id] += 1
                week.minutes += REWRITE
                if review.article_id in topic.articles:
                    after = _with_section(after, question, told(topic, number, self._changes))
                else:
                    self._write(topic, question, number)
        edited = after != text.text
        outcome = ReviewOutcome.EDITED if edited else ReviewOutcome.STILL_RIGHT
        store, by = self._place.runtime.store, self._rng.choice(STAFF)
        now, new = self._place.clock.now(), after if edited else ""
        if await settle_article(store, now, DESK, review, outcome, by, text, new) and edited:
            _store(Path(text.origin), after)
        week.minutes += LOOK

    async def _corrected(self, review: ArticleReview) -> list[tuple[str, Topic]]:
        """What was asked and corrected on an article, each topic once."""
        store, found = self._place.runtime.store, dict[str, tuple[str, Topic]]()
        for flag in await store.articles.flags_in(review):
            row = await store.decisions.get(flag.decision_id) if flag.correction and flag.decision_id else None
            topic = self._staff.lessons.get(row.ticket_id) if row else None
            if row and topic:
                found.setdefault(topic.id, (row.decision.question, topic))
        return list(found.values())

    async def _fill_gaps(self, number: int, week: Week) -> None:
        """What people had to answer again and again gets an article, or a section in the one that did not say so."""
        place = self._place
        found = await place.runtime.store.unanswered.since(place.clock.now() - _LOOK_BACK)
        ranked = gaps(found, await place.pipeline.embedder.embed([one.text for one in found]), _LEAST)
        done = 0
        for gap in ranked:
            topic = self._topic_of(gap)
            if topic is None or self._written[topic.id] or done == _A_WEEK:
                continue
            self._written[topic.id] += 1
            self._write(topic, gap.examples[0].text, number)
            week.minutes += NEW_ARTICLE
            done += 1

    def _topic_of(self, gap: Gap) -> Topic | None:
        """What staff answered to the gap's questions; None where they answered different things."""
        heard = Counter(t.id for one in gap.examples if (t := self._staff.lessons.get(one.ticket_id)) is not None)
        if not heard or heard.most_common(1)[0][1] < 2:
            return None
        name = heard.most_common(1)[0][0]
        return next(t for t in self._staff.lessons.values() if t.id == name)

    def _write(self, topic: Topic, asked: str, number: int) -> None:
        said = told(topic, number, self._changes)
        if path := self._path(topic.articles[0] if topic.articles else _name(topic)):
            path.write_text(_with_section(_read(path), asked, said), "utf-8")
            return
        day = self._place.clock.now().date().isoformat()
        path = self._place.articles / "answered" / f"{_name(topic)}.md"
        path.parent.mkdir(exist_ok=True)
        head = f'id: {_name(topic)}\ntitle: "{_tidy(asked)}"\nproduct_area: answered\nreviewed_at: {day}'
        path.write_text(f"---\n{head}\naudience: public\n---\n\n{said}\n", "utf-8")

    def _path(self, article: str) -> Path | None:
        return next(self._place.articles.rglob(f"{article}.md"), None)


def _name(topic: Topic) -> str:
    return topic.id.removeprefix("gap_").replace("_", "-")


def _with_section(text: str, question: str, said: str) -> str:
    """With a question and its answer at the end, unless it has just that."""
    if f"## {_tidy(question)}\n" in text:
        return text
    return f"{text.rstrip()}\n\n## {_tidy(question)}\n{said}\n"


def _tidy(question: str) -> str:
    """A customer's question as a heading: without greeting and thanks."""
    text = re.sub(r"(?i)^(?:hi there|hi|hello|hey team|quick question|good morning|morning)[,:]\s+", "", question)
    text = re.sub(r"(?i)\s+(?:many thanks|thanks|thx|cheers)!?$", "", text).replace('"', "'")
    return text[:1].upper() + text[1:]


def _store(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
