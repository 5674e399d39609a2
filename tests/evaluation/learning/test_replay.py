"""A short history through the product: what staff decide is audited, and read only where the loop is closed."""

from __future__ import annotations

import random
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain import ArticleId
from bot.evaluation.learning.history import History, invent
from bot.evaluation.learning.place import Place, opened_place, prepare, renew
from bot.evaluation.learning.replay import LOOPS, START, WITH, asked_now
from bot.evaluation.learning.staff import Staff, Week
from bot.evaluation.learning.upkeep import Upkeep
from bot.pipeline import NoAudits, NoFlags
from bot.policy import Review
from tests.evaluation.learning.test_history import known

pytestmark = pytest.mark.slow

ARTICLES = Path("kb_seed/accounts-and-access")
RESET = ArticleId("reset-your-password")


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("learning") / "seed"


@pytest.fixture
async def fresh(seed: Path, trained: Path) -> Path:
    if not seed.exists():  # noqa: ASYNC240
        await prepare(seed, ARTICLES)
    renew(seed)
    for model in (trained / "models").glob("intents-*.npz"):
        shutil.copy(model, seed / "data" / "models")
    return seed


@pytest.fixture
async def place(fresh: Path) -> AsyncIterator[Place]:
    async with opened_place(fresh, START, WITH) as found:
        yield found


@pytest.fixture
def history() -> History:
    return invent(1, 12, 150, START)


async def test_what_staff_approve_and_decline_is_audited_as_it_is_at_the_desk(place: Place, history: History) -> None:
    staff, week = Staff(place, history.changes, random.Random(3)), Week()  # noqa: S311
    for topic in ("locked_out", "forgot_password", "gap_old_password_reuse"):
        one = known(history, topic, 1)
        row = await asked_now(place, one)
        assert row is not None
        await staff.handle(one, row, week)
    assert (week.requests, week.posted, week.resolved) == (3, 0, 0)
    assert week.minutes > 0
    events = await place.runtime.store.audits.events("password_reset", "extractive")
    assert len(events) >= 2


async def test_an_outdated_article_that_is_flagged_is_edited_and_answers_as_it_is_now(
    place: Place, history: History
) -> None:
    staff, week = Staff(place, history.changes, random.Random(3)), Week()  # noqa: S311
    upkeep = Upkeep(place, staff, history.changes, random.Random(3))  # noqa: S311
    one = known(history, "reset_link_dead", 5)
    row = await asked_now(place, one)
    assert row is not None
    assert "30 minutes" in row.decision.answer
    await staff.flag(one, row)
    assert await place.runtime.store.articles.flagged([RESET]) == {RESET}
    await upkeep.look(5, week)
    await upkeep.end(5, week)
    assert await place.runtime.store.articles.flagged([RESET]) == frozenset()
    text = await place.texts.get(RESET)
    assert text is not None
    assert "30 minutes" not in text.text
    assert "60 minutes" in text.text


async def test_without_the_loop_nothing_that_staff_decided_is_read(fresh: Path) -> None:
    async with opened_place(fresh, START, LOOPS["without"]) as without:
        assert isinstance(without.pipeline.parts.audits, NoAudits)
        assert isinstance(without.pipeline.parts.sources, NoFlags)


async def test_trust_is_earned_and_lost_by_the_products_own_rule_and_not_by_the_demos(place: Place) -> None:
    assert place.policy.review == Review()
    assert all(intent.trust == "earned" for intent in place.policy.intents.values())
