"""Durable work on DBOS: a workflow's finished steps are on disk, and a killed process takes it up where it was.

The only module that knows DBOS, which is one to a process: built per app, and gone when the app closes."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

from dbos import DBOS, SetWorkflowID
from sqlalchemy.exc import SQLAlchemyError

from bot.domain.telemetry import Tell, Where, nobody
from bot.errors import EarnestError, PermanentError, TransientError, UncertainError, UnforeseenError
from bot.platform.durable.engine import config_for, quiet
from bot.platform.durable.outcome import failure, success, unpack
from bot.platform.durable.private import is_open, tasks
from bot.platform.failures import report
from bot.retry import Backoff
from bot.settings import Settings

log = logging.getLogger(__name__)
T = TypeVar("T")

EXECUTOR = "bot"
AT_ONCE = 4  # more of them only wait for each other on SQLite
STEP_TRIES = 3
STEP_WAIT_S = 0.2
LONGEST_STEP_WAIT_S = 2.0
TELLING_WAIT_S = 5.0
FINISHED = frozenset({"SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"})


class Workflow(Protocol):
    """The body of a workflow. After a crash it runs again from the top, and its finished steps give what they gave."""

    async def __call__(self, steps: Steps, arg: str, /) -> None: ...


class OnFailed(Protocol):
    """Told of a workflow that gave up, before it counts as finished; told again if the process dies meanwhile."""

    async def __call__(self, name: str, workflow_id: str, arg: str, error: EarnestError, /) -> None: ...


class Steps:
    """Runs the steps of one workflow, one after the other; fulfils the pipeline's Steps. `timings_ms` holds the time of
    each step that really ran, checkpoints not counted."""

    def __init__(self, workflow_id: str, wait_s: float, tell: Tell = nobody) -> None:
        self.workflow_id = workflow_id
        self._told = tell
        self.timings_ms: dict[str, float] = {}
        self._backoff = Backoff((2 * wait_s, 4 * wait_s), at_most_s=LONGEST_STEP_WAIT_S)

    async def step(self, name: str, work: Callable[[], Awaitable[T]], result: type[T]) -> T:
        """Do `work` once and keep what it gives (a `result`, which must be JSON-able by its type); after a crash, what
        was kept. TransientError is tried again at once a few times; an error that remains is kept, and raised again."""

        made: list[T] = []

        async def kept() -> str:
            start = time.perf_counter()
            try:
                value = await self._tried(name, work)
                text = success(value, result)
                made.append(value)
                return text
            except EarnestError as error:
                return failure(error)
            except Exception as error:
                return failure(unforeseen(Where.STEP, f"step {name} of {self.workflow_id}", error, self._told))
            finally:
                self.timings_ms[name] = round((time.perf_counter() - start) * 1000, 3)

        text = await DBOS.run_step_async({"name": name}, kept)
        return made[0] if made else unpack(text, result)  # what was just made need not be read back

    async def _tried(self, name: str, work: Callable[[], Awaitable[T]]) -> T:
        for attempt in range(1, STEP_TRIES):
            try:
                return await work()
            except UncertainError:  # it may have happened: whoever raised it knows where to look
                raise
            except TransientError as error:
                wait = self._backoff.delay_s(attempt, error.retry_after_s)
                log.info("step %s of %s is tried again in %.1f s: %s", name, self.workflow_id, wait, error)
                await asyncio.sleep(wait)
        return await work()


class Durable:
    """Starts workflows, runs a few at once, and takes up at launch what an earlier process left."""

    def __init__(
        self, on_failed: OnFailed, at_once: int = AT_ONCE, wait_s: float = STEP_WAIT_S, tell: Tell = nobody
    ) -> None:
        self._on_failed = on_failed
        self._told = tell
        self._slots = asyncio.Semaphore(at_once)
        self._wait_s = wait_s
        self._workflows: dict[str, Workflow] = {}
        self._known: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._closing = False
        self._entry: Any = None
        self._release: Callable[[], None] = lambda: None

    @classmethod
    async def launch(
        cls,
        settings: Settings,
        *,
        on_failed: OnFailed,
        name: str = "earnest",
        version: str = "1",
        executor: str = EXECUTOR,
        fence: str | None = None,
        at_once: int = AT_ONCE,
        wait_s: float = STEP_WAIT_S,
        tell: Tell = nobody,
    ) -> Durable:
        """Open the durable tables (a second SQLite file in DATA_DIR, or DATABASE_URL's PostgreSQL) and take up what
        was left by the same `executor` and `version`. `version` stays the same over deploys, so that a new one takes
        up yesterday's work; change it only to abandon that. Each of several processes needs an `executor` of its own,
        and a `fence`: a query that finds nothing once another process has taken over.

        Raises TransientError (database unreachable or locked) and PermanentError (one is open in this process)."""
        durable = cls(on_failed, at_once, wait_s, tell)
        quiet()
        if is_open():
            raise PermanentError("durable work is open in this process already; close it first")
        config, durable._release = config_for(settings, name, version, executor, fence)
        try:
            DBOS(config=config)
            durable._entry = durable._registered()
            DBOS.launch()
        except (SQLAlchemyError, OSError) as error:
            await durable.close(0)
            raise TransientError(
                f"the durable tables cannot be opened ({type(error).__name__}); is DATA_DIR writable "
                "and the database up?"
            ) from error
        except BaseException:
            await durable.close(0)
            raise
        return durable

    def workflow(self, name: str, fn: Workflow) -> None:
        """Name a workflow body. One that is taken up from an earlier process waits until its name is known."""
        self._workflows[name] = fn
        self._known[name].set()

    async def start(self, name: str, workflow_id: str, arg: str) -> None:
        """Start a workflow; when this returns it survives a crash. An id that was ever started is not started again,
        finished or not. Raises TransientError while closing or when the database fails."""
        if self._closing:
            raise TransientError("durable work is closing; what was asked for is taken up at the next start")
        if name not in self._workflows:
            raise PermanentError(f"no workflow is called {name!r}")

        async def begin() -> None:
            with SetWorkflowID(workflow_id):
                await DBOS.start_workflow_async(self._entry, name, arg)

        # In an empty context, for DBOS would take a call from within a workflow for a child of that workflow.
        try:
            await asyncio.create_task(begin(), context=Context())
        except SQLAlchemyError as error:
            raise TransientError(f"the durable tables did not answer ({type(error).__name__})") from error

    async def finished(self, workflow_id: str) -> bool:
        """Whether a workflow has ended, well or not. False for one that never started."""
        status = await DBOS.get_workflow_status_async(workflow_id)
        return status is not None and status.status in FINISHED

    async def forget(self, kept_for: timedelta, at_most: int = 1000) -> int:
        """Delete workflows that ended longer than `kept_for` ago by the machine's clock, with what their steps gave;
        how many. Their ids could be started anew after that: our own tables must know that the work is done."""
        before = (datetime.now(UTC) - kept_for).isoformat()
        ended = sorted(FINISHED)
        old = await DBOS.list_workflows_async(
            status=ended, completed_before=before, limit=at_most, load_input=False, load_output=False
        )
        if old:
            await DBOS.delete_workflows_async([workflow.workflow_id for workflow in old])
        return len(old)

    async def resume_left(self, living: Collection[str], at_most: int = 1000) -> int:
        """Have the workflows go on that run for none of the `living` executors, here or wherever a place is free; how
        many. One process at a time may ask: two would start a workflow twice."""
        pending = await DBOS.list_workflows_async(status="PENDING", limit=at_most, load_input=False, load_output=False)
        left = [workflow.workflow_id for workflow in pending if workflow.executor_id not in living]
        if left:
            await DBOS.resume_workflows_async(left)
        return len(left)

    @property
    def active(self) -> int:
        """How many workflows this process runs or has waiting for a slot."""
        return len(tasks())

    async def close(self, grace_s: float = 8.0) -> None:
        """Let workflows finish for `grace_s`, then stop them where they are: the next launch takes them up."""
        self._closing = True
        if grace_s > 0 and (running := tasks()):
            await asyncio.wait(running, timeout=grace_s)
        left = tasks()
        for task in left:  # DBOS records no outcome for a cancelled task, so it stays to be taken up
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)
        # DBOS made its own pool, now shut down, the default of this loop.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(thread_name_prefix="asyncio"))
        self._release()

    def _registered(self) -> Any:
        @DBOS.workflow(name="run", max_recovery_attempts=1000)
        async def run(name: str, arg: str) -> str:  # DBOS hangs things on it, which a method does not allow
            return await self._run(name, arg)

        return run

    async def _run(self, name: str, arg: str) -> str:
        """What DBOS knows as the one workflow. It ends well also where the work failed and somebody was told."""
        workflow_id = str(DBOS.workflow_id)
        await self._known[name].wait()
        try:
            async with self._slots:
                await self._workflows[name](Steps(workflow_id, self._wait_s, self._told), arg)
        except EarnestError as error:
            return await self._tell(name, workflow_id, arg, error)
        except Exception as error:
            unforeseen_error = unforeseen(Where.WORKFLOW, f"workflow {name} ({workflow_id})", error, self._told)
            return await self._tell(name, workflow_id, arg, unforeseen_error)
        return "done"

    async def _tell(self, name: str, workflow_id: str, arg: str, error: EarnestError) -> str:
        wait = self._wait_s
        while True:
            try:
                await self._on_failed(name, workflow_id, arg, error)
                return "failed"
            except TransientError as again:
                log.warning("the failure of %s (%s) is told again in %.1f s: %s", name, workflow_id, wait, again)
                await asyncio.sleep(wait)
                wait = min(wait * 2, TELLING_WAIT_S)
            except Exception as bug:
                report(Where.WORKFLOW, f"telling that {name} ({workflow_id}) failed", bug, self._told)
                return "failed, untold"


def unforeseen(where: Where, what: str, error: Exception, tell: Tell) -> UnforeseenError:
    """A bug, reported, in words that hold nothing of what a customer wrote."""
    found = report(where, what, error, tell, on_card=True)
    return UnforeseenError(f"the work failed in a way nobody foresaw ({type(error).__name__})", code=found)
