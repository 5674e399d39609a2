"""A world on a real store, as the outbox's tests have it."""

import pytest

from bot.learn.verdicts import Verdicts
from bot.review.articles import ArticleDesk
from bot.review.clicks import Clicks
from bot.review.desk import Desk
from bot.review.forms import Forms
from bot.review.gap_desk import GapDesk
from bot.review.incident_desk import IncidentDesk
from tests.fakes.embedding import WordEmbedder
from tests.fakes.writer import FolderWriter
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


def clicks_of(world: World) -> Clicks:
    """What clicks do at that world's desk."""
    runtime, desk = world.runtime, Desk(world.runtime, Verdicts(world.runtime))
    gaps = GapDesk(runtime, WordEmbedder(), FolderWriter())
    return Clicks(runtime, desk, no_summary, IncidentDesk(runtime), ArticleDesk(runtime, NoTexts()), gaps)


@pytest.fixture
def forms(world: World) -> Forms:
    """The forms of that world's desk."""
    runtime, verdicts = world.runtime, Verdicts(world.runtime)
    gaps = GapDesk(runtime, WordEmbedder(), FolderWriter())
    incidents, articles = IncidentDesk(runtime), ArticleDesk(runtime, NoTexts())
    return Forms(runtime, Desk(runtime, verdicts), clicks_of(world), verdicts, incidents, articles, gaps)
