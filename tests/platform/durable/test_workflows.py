"""Durable work: steps are done once, what was left is taken up, and somebody hears of every failure."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain import Classification, IntentScore, Reason, ReasonCode, Tier
from bot.errors import EarnestError, ModelError, PermanentError, TransientError, UncertainError
from bot.platform.durable.workflows import Durable, Steps
from bot.settings import Settings
from tests.fakes.databases import own_database
from tests.platform.durable.waiting import until

FOUND = Classification((IntentScore("refund", 0.5),), escalate=("refund",), urgency=1.0)


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    yield from own_database()


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    url = None if request.param == "sqlite" else request.getfixturevalue("postgres")
    return Settings(_env_file=None, data_dir=tmp_path, database_url=url)


@pytest.fixture
def sqlite_settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path)


class Told:
    """Hears of failures; `refuse` makes the first so many calls fail."""

    def __init__(self, refuse: int = 0) -> None:
        self.refuse = refuse
        self.heard: list[tuple[str, str, str, EarnestError]] = []
        self.event = asyncio.Event()

    async def __call__(self, name: str, workflow_id: str, arg: str, error: EarnestError) -> None:
        if self.refuse:
            self.refuse -= 1
            raise TransientError("the database is locked")
        self.heard.append((name, workflow_id, arg, error))
        self.event.set()


async def launched(settings: Settings, told: Told | None = None, at_once: int = 4) -> Durable:
    return await Durable.launch(settings, on_failed=told or Told(), at_once=at_once, wait_s=0.001)


async def ended(durable: Durable, workflow_id: str) -> None:
    await until(lambda: durable.finished(workflow_id))


async def test_work_left_by_a_stopped_process_is_taken_up_and_finished_steps_are_not_repeated(
    settings: Settings,
) -> None:
    done: list[object] = []
    reached, never = asyncio.Event(), asyncio.Event()

    async def body(steps: Steps, arg: str) -> None:
        async def classify() -> Classification:
            done.append(arg)
            return FOUND

        async def post() -> Reason:
            if not reached.is_set():
                reached.set()
                await never.wait()
            return Reason(ReasonCode.ESCALATE_INTENT, Tier.HANDOFF, "refund")

        done.append(await steps.step("classify", classify, Classification))
        done.append(await steps.step("post", post, Reason))

    first = await launched(settings)
    first.workflow("turn", body)
    await first.start("turn", "turn:left", "question")
    await reached.wait()
    await first.close(grace_s=0)
    second = await launched(settings)
    second.workflow("turn", body)
    await ended(second, "turn:left")
    await second.close()
    assert done == ["question", FOUND, FOUND, Reason(ReasonCode.ESCALATE_INTENT, Tier.HANDOFF, "refund")]


async def test_an_id_is_worked_on_once_however_often_it_is_started(settings: Settings) -> None:
    runs: list[str] = []

    async def body(steps: Steps, arg: str) -> None:
        await asyncio.sleep(0)
        runs.append(arg)

    durable = await launched(settings)
    durable.workflow("turn", body)
    await asyncio.gather(*(durable.start("turn", "turn:once", str(number)) for number in range(5)))
    await ended(durable, "turn:once")
    await durable.start("turn", "turn:once", "again")
    await durable.close()
    assert len(runs) == 1


async def test_what_may_pass_is_tried_again_in_its_step(sqlite_settings: Settings) -> None:
    tries: list[int] = []
    results: list[str] = []

    async def flaky() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise TransientError("overloaded", retry_after_s=0.001)
        return "answered"

    async def body(steps: Steps, arg: str) -> None:
        results.append(await steps.step("generate", flaky, str))

    told = Told()
    durable = await launched(sqlite_settings, told)
    durable.workflow("turn", body)
    await durable.start("turn", "turn:flaky", "")
    await ended(durable, "turn:flaky")
    await durable.close()
    assert (results, len(tries), told.heard) == (["answered"], 3, [])


@pytest.mark.parametrize(
    ("error", "tries"),
    [
        (UncertainError("the connection broke", retry_after_s=2.0), 1),
        (TransientError("overloaded", retry_after_s=0.001), 3),
        (PermanentError("refused", code="channel_not_found"), 1),
        (ModelError("nonsense"), 1),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_an_error_that_remains_is_told_with_its_kind_and_ends_the_work(
    sqlite_settings: Settings, error: EarnestError, tries: int
) -> None:
    seen: list[int] = []

    async def post() -> str:
        seen.append(1)
        raise error

    async def body(steps: Steps, arg: str) -> None:
        await steps.step("post", post, str)

    told = Told(refuse=2)
    durable = await launched(sqlite_settings, told)
    durable.workflow("turn", body)
    await durable.start("turn", "turn:bad", "question")
    await told.event.wait()
    await ended(durable, "turn:bad")
    await durable.close()
    ((name, workflow_id, arg, heard),) = told.heard
    assert (name, workflow_id, arg, len(seen)) == ("turn", "turn:bad", "question", tries)
    assert (type(heard), str(heard), vars(heard)) == (type(error), str(error), vars(error))


async def test_a_bug_is_told_without_the_customers_words(sqlite_settings: Settings) -> None:
    async def buggy() -> str:
        raise KeyError("my secret question")

    async def body(steps: Steps, arg: str) -> None:
        await steps.step("classify", buggy, str)

    told = Told()
    durable = await launched(sqlite_settings, told)
    durable.workflow("turn", body)
    await durable.start("turn", "turn:bug", "")
    await told.event.wait()
    await durable.close()
    error = told.heard[0][3]
    assert isinstance(error, PermanentError)
    assert "KeyError" in str(error)
    assert "secret" not in str(error)


async def test_no_more_run_at_once_than_allowed(sqlite_settings: Settings) -> None:
    running, most = 0, 0
    all_started = asyncio.Event()

    async def body(steps: Steps, arg: str) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await all_started.wait()
        running -= 1

    durable = await launched(sqlite_settings, at_once=2)
    durable.workflow("turn", body)
    for number in range(5):
        await durable.start("turn", f"turn:{number}", "")
    assert durable.active == 5
    all_started.set()
    for number in range(5):
        await ended(durable, f"turn:{number}")
    await durable.close()
    assert most == 2


async def test_closing_lets_running_work_finish(sqlite_settings: Settings) -> None:
    go, finished = asyncio.Event(), asyncio.Event()

    async def body(steps: Steps, arg: str) -> None:
        await go.wait()
        finished.set()

    durable = await launched(sqlite_settings)
    durable.workflow("turn", body)
    await durable.start("turn", "turn:slow", "")
    closing = asyncio.create_task(durable.close(grace_s=5))
    await asyncio.sleep(0)
    with pytest.raises(TransientError, match="closing"):
        await durable.start("turn", "turn:late", "")
    go.set()
    await closing
    assert finished.is_set()
    assert await asyncio.to_thread(lambda: "the loop's own threads work again")


async def test_work_started_by_work_outlives_it(sqlite_settings: Settings) -> None:
    durable = await launched(sqlite_settings)
    ran: list[str] = []

    async def child(steps: Steps, arg: str) -> None:
        ran.append(arg)

    async def parent(steps: Steps, arg: str) -> None:
        await steps.step("start", lambda: durable.start("child", "child:1", arg), type(None))

    durable.workflow("child", child)
    durable.workflow("parent", parent)
    await durable.start("parent", "parent:1", "passed on")
    await ended(durable, "parent:1")
    await ended(durable, "child:1")
    await durable.close()
    assert ran == ["passed on"]


async def test_only_work_that_ended_long_ago_is_forgotten(sqlite_settings: Settings) -> None:
    never = asyncio.Event()

    async def body(steps: Steps, arg: str) -> None:
        if arg == "stuck":
            await never.wait()

    durable = await launched(sqlite_settings)
    durable.workflow("turn", body)
    await durable.start("turn", "turn:stuck", "stuck")
    await durable.start("turn", "turn:ended", "")
    await ended(durable, "turn:ended")
    assert await durable.forget(timedelta(days=1)) == 0
    assert await durable.finished("turn:ended")
    assert await durable.forget(timedelta(days=-1)) == 1
    assert not await durable.finished("turn:ended")
    assert durable.active == 1
    await durable.close(grace_s=0)


async def test_a_second_one_in_a_process_is_refused(sqlite_settings: Settings) -> None:
    durable = await launched(sqlite_settings)
    with pytest.raises(PermanentError, match="open in this process already"):
        await launched(sqlite_settings)
    with pytest.raises(PermanentError, match="no workflow is called"):
        await durable.start("unknown", "id", "")
    assert not await durable.finished("id")
    await durable.close()


async def test_a_database_that_is_down_is_explained(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, database_url="postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(TransientError, match="cannot be opened"):
        await launched(settings)
    (tmp_path / "durable.db").mkdir()
    with pytest.raises(TransientError, match="cannot be opened"):
        await launched(Settings(_env_file=None, data_dir=tmp_path))
