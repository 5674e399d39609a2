"""Log lines for people and for machines: one each, with the ids of the work, never what a customer said or a secret."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.domain.frames import frames
from bot.errors import EarnestError
from bot.operations.redaction import Redaction
from bot.platform.work import Work, work_of_this_task

OURS, SDKS = "bot", "bot.bolt"  # what the SDK logs goes through a logger of ours, in its own words
_STATIC = re.compile(r"[^:({\[\n]*")


class TextFormat(logging.Formatter):
    """`time level logger: message`."""

    def __init__(self, redaction: Redaction) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        head = f"{self.formatTime(record)} {record.levelname} {record.name}: {message(record)}"
        return self._redaction.applied(" ".join((head + _ids(_work(record)) + _where(record)).split("\n")))


class JsonFormat(logging.Formatter):
    """An object a line: `time` (UTC), `level`, `logger`, `event`, `message`, `ticket`, `turn`, and the event's own."""

    def __init__(self, redaction: Redaction) -> None:
        super().__init__()
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        """One line; ASCII, so that no character in it ends a line for anybody."""
        work = _work(record)
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": getattr(record, "event", "log"),
            "message": message(record),
            "ticket": work.ticket,
            "turn": work.turn,
            **_fields(record),
        }
        error = _error(record)
        if error is not None:
            line["error"] = {"type": type(error).__name__, "frames": frames(error)}
        return self._redaction.applied(json.dumps(line, default=str))


def message(record: logging.LogRecord) -> str:
    """The message without what strangers said. A library's may quote anything, so only what stands in its code is kept;
    of a foreign exception in one of ours, the class."""
    if not _ours(record):
        text = str(record.msg)
        return text.partition("\n")[0] if record.args else _STATIC.match(text)[0].strip()  # type: ignore[index]
    given = record.args
    if isinstance(given, Mapping):
        return str(record.msg) % {key: _safe(value) for key, value in given.items()}
    return str(record.msg) % tuple(_safe(value) for value in given) if given else str(record.msg)


def _ours(record: logging.LogRecord) -> bool:
    return record.name.split(".")[0] == OURS and record.name != SDKS


def _safe(value: object) -> object:
    if isinstance(value, BaseException) and not isinstance(value, EarnestError):
        return type(value).__name__
    return value


def _fields(record: logging.LogRecord) -> Mapping[str, object]:
    return getattr(record, "fields", None) or {}


def _work(record: logging.LogRecord) -> Work:
    return getattr(record, "work", None) or work_of_this_task()


def _ids(work: Work) -> str:
    told = [f"{name} {value}" for name, value in (("ticket", work.ticket), ("turn", work.turn)) if value]
    return f" [{', '.join(told)}]" if told else ""


def _error(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def _where(record: logging.LogRecord) -> str:
    error = _error(record)
    return "" if error is None else f" | {type(error).__name__} at {' < '.join(frames(error)) or 'an unknown place'}"


def set_up(handler: logging.Handler, form: str, secrets: Iterable[str]) -> None:
    """Have a handler write in this form (`text`, `json`)."""
    redaction = Redaction(secrets)
    handler.setFormatter(JsonFormat(redaction) if form == "json" else TextFormat(redaction))


def writes_json() -> bool:
    """Whether this process logs as JSON, so that nothing else may write beside its lines."""
    return any(isinstance(handler.formatter, JsonFormat) for handler in logging.getLogger().handlers)
