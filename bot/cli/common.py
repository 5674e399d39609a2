"""What all commands share: errors as sentences, JSON alone on stdout, logs on stderr."""

from __future__ import annotations

import asyncio
import ctypes
import json
import logging
import os
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import typer
import uvloop

from bot.domain.telemetry import Where, nobody
from bot.errors import EarnestError
from bot.operations.logs import set_up, writes_json
from bot.operations.redaction import Redaction
from bot.platform.failures import report
from bot.policy import Policy, load_policy
from bot.settings import Settings, load_settings

T = TypeVar("T")
M_ARENA_MAX = -8  # malloc.h
log = logging.getLogger(__name__)
JsonOption = typer.Option(False, "--json", help="Machine-readable output: JSON alone on stdout.")


@contextmanager
def told() -> Iterator[None]:
    """Turn our errors into one line on stderr and exit code 1; people never see a traceback for a wrong setting."""
    try:
        yield
    except EarnestError as error:
        if writes_json():
            log.critical("%s", error, extra={"event": "ended"})
        else:
            typer.echo(f"earnest: {Redaction(()).applied(str(error))}", err=True)
        raise typer.Exit(1) from None


def configured() -> tuple[Settings, Policy]:
    """Settings and policy, with logging set up. Raises ConfigError."""
    settings = load_settings()
    log_to_stderr(settings)
    policy = load_policy(settings.policy_file)
    log_to_stderr(settings, policy)
    return settings, policy


def log_to_stderr(settings: Settings, policy: Policy | None = None) -> None:
    """Our logs at LOG_LEVEL, in LOG_FORMAT; the libraries' from warnings on, since they tell what we tell already. The
    secrets of tool servers are known once there is a policy."""
    handler = logging.StreamHandler(sys.stderr)
    servers = policy.tools.values() if policy else ()
    held = [os.environ.get(name, "") for server in servers for name in (*server.env, server.token_env or "")]
    set_up(handler, settings.log_format, (*settings.secrets, *held))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("bot").setLevel(settings.log_level)


def run_bot(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run the bot's own coroutine, on uvloop, which takes some time off each ticket (`bench pipeline`)."""
    _few_arenas()
    with told():
        try:
            return uvloop.run(work())
        except EarnestError:
            raise
        except Exception as error:  # Python would print what it quotes
            report(Where.TASK, "the bot", error, nobody)
            raise typer.Exit(1) from None


def _few_arenas() -> None:
    """Have glibc keep its memory in two places. It makes one for nearly every thread that asks for some, and ours wait
    more than they work: 26 MB that nobody uses (docs/measurements.md, After a year)."""
    with suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)


def run_async(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine to its end, with our errors told."""
    with told():
        return asyncio.run(work())


def emit(data: object) -> None:
    """JSON on stdout."""
    typer.echo(json.dumps(data, ensure_ascii=False, default=str).encode("utf-8", "replace").decode())
