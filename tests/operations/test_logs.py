"""Log lines: one an event, readable by machines, with ids, and without what strangers said."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.domain import ReasonCode, TicketId, TurnId, Usage
from bot.domain.telemetry import ModelAnswered, Received
from bot.errors import PermanentError
from bot.operations import event_log
from bot.operations.logs import set_up
from bot.operations.redaction import Redaction
from bot.platform.work import Work, work_of_this_task, work_on
from bot.settings import Settings
from tests.operations.test_metrics import DECIDED

SECRET = "kestrel-4711-secret"  # noqa: S105
SAID = "my zebrafinch is ill"


class Lines:
    """What a logger of ours wrote."""

    def __init__(self, form: str) -> None:
        self._stream = io.StringIO()
        handler = logging.StreamHandler(self._stream)
        set_up(handler, form, [SECRET])
        self.handler = handler

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def written() -> Iterator[Callable[[str], Lines]]:
    root = logging.getLogger()
    made: list[Lines] = []

    def begin(form: str) -> Lines:
        made.append(Lines(form))
        root.addHandler(made[-1].handler)
        return made[-1]

    logging.getLogger("bot").setLevel(logging.INFO)
    yield begin
    logging.getLogger("bot").setLevel(logging.NOTSET)
    for lines in made:
        root.removeHandler(lines.handler)


def deep() -> None:
    raise ValueError(SAID)


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_foreign_exception_is_one_line_with_its_place_and_without_its_words(
    form: str, written: Callable[[str], Lines]
) -> None:
    seen, log = written(form), logging.getLogger("bot.somewhere")
    try:
        deep()
    except ValueError as error:
        log.exception("it failed: %s", error)
    assert SAID not in seen.text
    assert seen.text.count("\n") == 1
    assert "it failed: ValueError" in seen.text
    assert "tests/operations/test_logs.py" in seen.text and "deep" in seen.text


def test_our_own_errors_are_told_in_their_words(written: Callable[[str], Lines]) -> None:
    seen = written("json")
    logging.getLogger("bot.x").warning(
        "%s; it goes on", PermanentError("chat.postMessage: Slack refused it (is_archived)")
    )
    [line] = seen.lines
    assert line["message"] == "chat.postMessage: Slack refused it (is_archived); it goes on"
    assert (line["level"], line["logger"], line["event"]) == ("warning", "bot.x", "log")


@pytest.mark.parametrize(
    ("name", "text", "args", "kept"),
    [
        ("bot.bolt", f"Failed to process a message: {SAID}, session: s", (), "Failed to process a message"),
        ("bot.bolt", f"Unhandled request ({{'text': '{SAID}'}})", (), "Unhandled request"),
        (
            "asyncio",
            f"Task exception was never retrieved\nfuture: <Task {SAID}>",
            (),
            "Task exception was never retrieved",
        ),
        ("somelib", "row %s is odd", (SAID,), "row %s is odd"),
    ],
)
def test_of_a_librarys_line_only_what_stands_in_its_code_is_kept(
    name: str, text: str, args: tuple[str, ...], kept: str, written: Callable[[str], Lines]
) -> None:
    seen = written("json")
    logging.getLogger(name).warning(text, *args)
    assert [line["message"] for line in seen.lines] == [kept]
    assert SAID not in seen.text


async def test_whatever_is_logged_in_a_piece_of_work_has_its_ids(written: Callable[[str], Lines]) -> None:
    seen, log = written("json"), logging.getLogger("bot.x")

    async def work(number: int) -> None:
        work_on(ticket=f"T{number}", turn=f"N{number}")
        await asyncio.sleep(0)
        log.info("at work")

    await asyncio.gather(work(1), work(2))
    log.info("beside it")
    found = [(line["ticket"], line["turn"]) for line in seen.lines]
    assert found == [("T1", "N1"), ("T2", "N2"), (None, None)]


async def test_what_a_task_works_on_is_known_in_it_alone() -> None:
    def in_a_thread() -> Work:
        return work_of_this_task()

    async def work() -> tuple[Work, Work]:
        work_on(ticket="T1")
        return work_of_this_task(), await asyncio.to_thread(in_a_thread)

    assert await asyncio.create_task(work()) == (Work("T1"), Work())
    assert work_of_this_task() == Work()


def test_each_event_is_a_line_with_what_it_holds(written: Callable[[str], Lines]) -> None:
    seen = written("json")
    event_log.write(DECIDED.__class__(**{**_values(DECIDED), "reasons": (ReasonCode.FRUSTRATION,)}))
    event_log.write(ModelAnswered(TicketId("T1"), TurnId("N1"), Usage("large", "answer", 10, output_tokens=3)))
    event_log.write(Received("m:C1:1", "posted", 0.25))
    decided, asked, received = seen.lines
    assert (decided["event"], decided["ticket"], decided["turn"], decided["tier"]) == ("decided", "T1", "N1", 3)
    assert decided["reasons"] == ["frustration"]
    assert (asked["event"], asked["model"], asked["output_tokens"]) == ("model_answered", "large", 3)
    assert (received["event"], received["ticket"], received["seconds"]) == ("received", None, 0.25)


def _values(event: Any) -> dict[str, Any]:
    return {name: getattr(event, name) for name in event.__dataclass_fields__}


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        "xoxb-12-34-abc",
        "xoxe.xoxp-1-Mi0y",
        "xapp-1-A1-2-abc",
        "sk-ant-api03-abcdef",
        "postgresql://earnest:hunter22@db/earnest",
        "https://hooks.slack.com/actions/T1/2/hunter22",
        "Authorization: Bearer hunter22",
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_secrets_are_hidden_in_messages_and_fields(form: str, text: str, written: Callable[[str], Lines]) -> None:
    seen = written(form)
    logging.getLogger("bot.x").warning("refused: %s", text, extra={"fields": {"detail": text}})
    logging.getLogger("lib").warning(text)
    assert not any(part in seen.text for part in (SECRET, "hunter22", "34-abc", "Mi0y", "2-abc", "abcdef"))
    assert "***" in seen.text


def test_ordinary_words_stay() -> None:
    text = "channel C012 in #support: 3 of 4 posts wait, see https://example.com/a:b and ask-me-anything"
    assert Redaction(["", "abc"]).applied(text) == text


def test_settings_know_all_of_their_secrets() -> None:
    settings = Settings(
        _env_file=None,
        slack_bot_token="xoxb-1",  # noqa: S106
        slack_app_token="xapp-1",  # noqa: S106
        anthropic_api_key="sk-1",
        database_url="postgresql+asyncpg://me:p%40ss@db/earnest",
        qdrant_url="https://reader:drowssap@qdrant:6333",
        otel_exporter_otlp_headers="authorization=Bearer-1",
    )
    passwords = {"p%40ss", "p@ss", "drowssap"}
    assert set(settings.secrets) == {"xoxb-1", "xapp-1", "sk-1", "authorization=Bearer-1", *passwords}
