"""Runs one check in limited time; whatever it raises becomes a finding."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from bot.doctor.finding import Finding, fail, warn
from bot.errors import ConfigError, EarnestError, TransientError

log = logging.getLogger(__name__)
AGAIN = "run doctor again once that is fixed"


async def bounded(
    name: str, check: Callable[[], Awaitable[Sequence[Finding]]], timeout_s: float
) -> tuple[Finding, ...]:
    """The check's findings, or one that says why there are none."""
    try:
        async with asyncio.timeout(timeout_s):
            return tuple(await check())
    except TimeoutError:
        return (
            warn(name, f"no answer within {timeout_s:g} s, so not checked", "run doctor again; look at the network"),
        )
    except TransientError as error:
        return (warn(name, f"not checked: {error}", AGAIN),)
    except ConfigError as error:
        return (fail(name, *_split(str(error))),)
    except EarnestError as error:
        return (fail(name, str(error), AGAIN),)
    except OSError as error:
        return (fail(name, f"the system refused it ({type(error).__name__})", "look at rights and free space there"),)
    except Exception as error:
        log.debug("the check %s broke", name, exc_info=True)
        return (
            fail(name, f"the check itself broke ({type(error).__name__})", "please report this with LOG_LEVEL=DEBUG"),
        )


def _split(text: str) -> tuple[str, str]:
    """What happened and the fix: our configuration errors are written as `what; fix`."""
    what, semicolon, fix = text.rpartition("; ")
    return (what, fix) if semicolon else (text, AGAIN)
