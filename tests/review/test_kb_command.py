"""A sync that the desk asked for: made once for all who wait, and told to each, also over a failure and a crash."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain import ArticleId, ChannelId
from bot.domain.inbound import Command
from bot.errors import TransientError
from bot.review.gap_list import GapList
from bot.review.kb_command import KbCommand, KbSync
from bot.texts import kb as words
from tests.fakes.embedding import WordEmbedder
from tests.fakes.writer import FolderWriter
from tests.listen.conftest import NoTexts
from tests.outbox.world import DESK, STAFF, World


class Texts(NoTexts):
    """An index that holds two articles, one of them looked at."""

    async def review_dates(self) -> dict[ArticleId, date | None]:
        return {ArticleId("old"): None, ArticleId("new"): date(2999, 1, 1)}

    async def named(self, articles: list[ArticleId]) -> dict[ArticleId, tuple[str, str]]:
        return {article: (f"About {article}", "") for article in articles}

    async def held(self) -> dict[str, str]:
        return {}


@pytest.fixture
def told(world: World, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What people are shown alone."""
    said: list[str] = []

    async def ephemeral(channel: str, user: str, text: str, *_: object) -> bool:
        said.append(f"{user}: {text}")
        return True

    monkeypatch.setattr(world.slack, "ephemeral", ephemeral)
    return said


async def ask(world: World, what: str, nonce: str) -> str:
    texts = Texts()
    desk = KbCommand(world.runtime, texts, GapList(world.runtime, WordEmbedder()))  # type: ignore[arg-type]
    return (await desk.show(Command("/earnest", f"kb {what}", STAFF, ChannelId(DESK), nonce=nonce), what)).text


async def test_one_sync_serves_all_who_asked_and_a_busy_one_is_waited_for(world: World, told: list[str]) -> None:
    writer = FolderWriter(away=1)
    assert [await ask(world, "sync", nonce) for nonce in ("1", "2")] == [words.SYNCING] * 2
    with pytest.raises(TransientError):
        await KbSync(world.runtime, Texts(), writer).work()  # type: ignore[arg-type]
    for _ in range(2):  # a restart finds nothing more to do
        await KbSync(world.runtime, Texts(), writer).work()  # type: ignore[arg-type]
    assert writer.syncs == 1
    assert told == [f"{STAFF}: {words.synced(2, 0)}"] * 2
    assert await world.store.meta.starting_with("kb_sync:") == {}


async def test_one_that_fails_is_told(world: World, told: list[str]) -> None:
    await ask(world, "sync", "1")
    await KbSync(world.runtime, Texts(), FolderWriter(broken=True)).work()  # type: ignore[arg-type]
    assert told == [f"{STAFF}: {words.FAILED}"]


async def test_what_nobody_has_looked_at_is_listed(world: World) -> None:
    said = await ask(world, "stale", "1")
    assert "About old: no review date" in said and "About new" not in said
    assert await ask(world, "dance", "2") == words.USAGE
