"""Each part that does not do its work is a reason, and none of them can keep the look waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import make_url

from bot.errors import EarnestError, IndexUnavailableError, TransientError
from bot.operations import readiness
from bot.operations.metric_figures import Figures
from bot.operations.metrics import Metrics
from bot.operations.readiness import CHECKS, Watched, look
from bot.operations.server import served
from bot.operations.watch import Watch
from bot.platform.claude.breaker import Breaker
from bot.settings import Settings
from bot.store.database import Database
from bot.store.store import Store
from tests.fakes.clock import ManualClock
from tests.fakes.databases import own_database
from tests.fakes.frozen_line import frozen_line
from tests.operations.scrape import Scrape
from tests.store.rows import entry, post


class Bot:
    """A bot whose parts a test breaks one by one."""

    def __init__(self, store: Store, clock: ManualClock) -> None:
        self.store, self.clock = store, clock
        self.connected = True
        self.figured = 0
        self.index_error: EarnestError | None = None
        self.breaker = Breaker(lambda: clock.now().timestamp(), failures=1, probe_after_s=30)

    async def is_connected(self) -> bool:
        return self.connected

    async def index(self) -> None:
        if self.index_error:
            raise self.index_error

    async def figures(self) -> Figures:
        self.figured += 1
        return Figures(1.5, 10.0, ())

    @property
    def watched(self) -> Watched:
        breakers = {"claude-large": self.breaker}
        return Watched(
            self.store.database, self.clock, self.is_connected, self.index, breakers, lambda: True, self.figures
        )

    async def reasons(self) -> dict[str, str]:
        return dict((await look(self.watched)).reasons)


@pytest.fixture
async def bot(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Bot]:
    numbers = iter(range(100))
    store = await Store.open(f"sqlite:///{tmp_path / 'earnest.db'}", clock, lambda: str(next(numbers)))
    yield Bot(store, clock)
    await store.close()


@pytest.fixture
async def server(clock: ManualClock) -> AsyncIterator[str]:
    for address in own_database():
        store = await Store.open(address, clock, lambda: "")
        await store.close()
        yield address


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


async def test_a_bot_of_which_every_part_works_is_ready(bot: Bot) -> None:
    found = await look(bot.watched)
    assert (found.ready, dict(found.reasons), found.breakers) == (True, {}, {"claude-large": False})


async def test_a_lost_socket_is_a_reason(bot: Bot) -> None:
    bot.connected = False
    assert await bot.reasons() == {"socket": "there is no connection to Slack"}


async def test_a_missing_index_is_a_reason_that_says_how_to_build_one(bot: Bot) -> None:
    bot.index_error = IndexUnavailableError("there is no index: run `python -m bot kb sync`")
    assert await bot.reasons() == {"index": "there is no index: run `python -m bot kb sync`"}


async def test_a_payload_that_nobody_works_on_is_a_reason_with_its_age(bot: Bot) -> None:
    await bot.store.inbox.put([entry("C1:1")])
    bot.clock.advance(readiness.INBOX_WAITS_S)
    assert await bot.reasons() == {}
    bot.clock.advance(1)
    assert await bot.reasons() == {"inbox": "the oldest of 1 is not worked on for 61 s (at most 60 s)"}


async def test_a_post_that_does_not_go_out_is_a_reason_with_its_age(bot: Bot) -> None:
    await bot.store.posts.add([post("one")])
    bot.clock.advance(readiness.POSTS_WAIT_S + 1)
    assert await bot.reasons() == {"posts": "the oldest of 1 is not sent for 121 s (at most 120 s)"}


async def test_a_model_that_is_left_alone_is_a_reason_until_it_may_be_tried_again(bot: Bot) -> None:
    with pytest.raises(TransientError):
        async with bot.breaker.call():
            raise TransientError("overloaded")
    assert await bot.reasons() == {"breaker": "left alone after failures in a row: claude-large"}
    bot.clock.advance(30)
    found = await look(bot.watched)
    assert (found.ready, found.breakers) == (True, {"claude-large": True})
    async with bot.breaker.call():
        pass
    assert (await look(bot.watched)).breakers == {"claude-large": False}


async def test_a_database_that_cannot_be_reached_is_a_reason(bot: Bot, unused_tcp_port: int) -> None:
    away = Database(f"postgresql+asyncpg://nobody@127.0.0.1:{unused_tcp_port}/none")
    found = await look(replace(bot.watched, database=away))
    await away.close()
    assert list(found.reasons) == ["database"]
    assert found.queues == {}


async def test_a_database_that_says_nothing_keeps_nobody_waiting(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "ANSWERS_WITHIN_S", 0.05)
    hangs = asyncio.Event()

    async def mute(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await hangs.wait()
        writer.close()

    server = await asyncio.start_server(mute, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    away = Database(f"postgresql+asyncpg://nobody@127.0.0.1:{port}/none?ssl=disable")
    async with asyncio.timeout(5):
        found = await look(replace(bot.watched, database=away))
    hangs.set()
    await away.close()
    server.close()
    assert list(found.reasons) == ["database"]


async def test_parts_that_hang_are_reasons_too(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "ANSWERS_WITHIN_S", 1.0)

    async def never() -> bool:
        await asyncio.Event().wait()
        return True

    async def nothing_comes() -> None:
        await asyncio.Event().wait()

    found = await look(replace(bot.watched, connected=never, index=nothing_comes))
    assert list(found.reasons) == ["socket", "index"]


async def test_a_part_that_will_not_be_given_up_keeps_nobody_waiting(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "ANSWERS_WITHIN_S", 0.05)
    looked, let_go = asyncio.Event(), asyncio.Event()

    async def stubborn() -> bool:
        try:
            await asyncio.Event().wait()
        finally:
            await looked.wait()
            let_go.set()
            raise OSError("the line is dead")  # what it says in the end is told to nobody
        return True

    async with asyncio.timeout(30):
        found = await look(replace(bot.watched, connected=stubborn))
        looked.set()
        await let_go.wait()
    assert list(found.reasons) == ["socket"]


async def test_a_postgresql_that_freezes_is_a_reason_until_it_goes_on(bot: Bot, server: str) -> None:
    at = make_url(server)
    async with frozen_line(at.host or "", at.port or 0) as line:
        through = at.set(port=line.port, drivername="postgresql+asyncpg")
        database = Database(through.render_as_string(hide_password=False))
        watched = replace(bot.watched, database=database)
        assert (await look(watched)).ready
        line.freeze()
        assert [list((await look(watched)).reasons) for _ in range(2)] == [["database"], ["database"]]
        line.thaw()
        assert (await look(watched)).ready
        await database.close()


async def test_before_its_time_and_after_it_the_bot_is_not_ready(bot: Bot) -> None:
    watch = Watch()
    assert dict((await watch.look()).reasons) == {"starting": "Earnest is starting"}
    watch.begin(bot.watched)
    assert (await watch.look()).ready
    watch.end()
    assert dict((await watch.look()).reasons) == {"stopping": "Earnest is stopping"}


async def test_many_who_ask_at_once_cost_the_database_one_look_a_second(bot: Bot) -> None:
    watch = Watch(lambda: bot.clock.now().timestamp())
    looks: list[int] = []

    async def counted() -> bool:
        looks.append(1)
        return True

    watch.begin(replace(bot.watched, connected=counted))
    await asyncio.gather(*(watch.look() for _ in range(50)))
    assert len(looks) == 1
    bot.clock.advance(1)
    await watch.look()
    assert len(looks) == 2


async def test_each_part_that_fails_is_a_503_with_its_reason_and_a_series_at_0(bot: Bot, unused_tcp_port: int) -> None:
    settings = Settings.model_construct(http_port=0, http_host="127.0.0.1")
    away = Database(f"postgresql+asyncpg://nobody@127.0.0.1:{unused_tcp_port}/none")
    watch, now = Watch(lambda: bot.clock.now().timestamp()), bot.watched
    async with served(settings, watch, Metrics()) as address, aiohttp.ClientSession(address) as http:

        async def told() -> tuple[int, list[str], list[str]]:
            async with http.get("/health/ready") as ready, http.get("/metrics") as scraped:
                seen = Scrape(await scraped.text())
                failing = [check for check in CHECKS if seen.of("ready", check=check) == 0]
                return ready.status, list((await ready.json())["reasons"]), failing

        watch.begin(now)
        assert await told() == (200, [], [])
        bot.connected = False
        bot.index_error = IndexUnavailableError("there is no index")
        with pytest.raises(TransientError):
            async with bot.breaker.call():
                raise TransientError("overloaded")
        bot.clock.advance(1)
        assert await told() == (503, ["socket", "index", "breaker"], ["socket", "index", "breaker"])
        bot.connected, bot.index_error = True, None
        await bot.store.inbox.put([entry("C1:1")])
        await bot.store.posts.add([post("one")])
        bot.clock.advance(readiness.POSTS_WAIT_S + 1)
        assert await told() == (503, ["inbox", "posts"], ["inbox", "posts"])
        watch.begin(replace(now, database=away))
        assert await told() == (503, ["database"], ["database"])
    await away.close()


@pytest.mark.parametrize(("alive", "told"), [(lambda: True, True), (lambda: False, False)])
def test_a_loop_that_ended_by_itself_makes_a_dead_bot(alive: Callable[[], bool], told: bool, bot: Bot) -> None:
    watch = Watch()
    assert watch.alive
    watch.begin(replace(bot.watched, alive=alive))
    assert watch.alive is told
