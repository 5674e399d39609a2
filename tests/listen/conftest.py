"""A world on a real store, as the outbox's tests have it."""

import pytest

from bot.learn.verdicts import Verdicts
from bot.review.articles import ArticleDesk
from bot.review.clicks import Clicks
from bot.review.desk import Desk
from bot.review.forms import Forms
from bot.review.incident_desk import IncidentDesk
from tests.outbox.conftest import database, empty_database, world
from tests.outbox.world import World

__all__ = ["database", "empty_database", "world"]


class NoTexts:
    """An index that holds no article."""

    async def get(self, article_id: str) -> None:
        assert article_id


async def no_summary(said: object) -> str:
    assert said
    return ""


@pytest.fixture
def forms(world: World) -> Forms:
    """The forms of that world's desk."""
    verdicts = Verdicts(world.runtime)
    desk = Desk(world.runtime, verdicts)
    incidents, articles = IncidentDesk(world.runtime), ArticleDesk(world.runtime, NoTexts())
    clicks = Clicks(world.runtime, desk, no_summary, incidents, articles)
    return Forms(world.runtime, desk, clicks, verdicts, incidents, articles)
