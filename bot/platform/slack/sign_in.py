"""Asks Slack who we are, again and again for some minutes: Slack, or a server in its place, may be starting too."""

from __future__ import annotations

import asyncio
import logging

from bot.errors import PermanentError, TransientError
from bot.platform.slack.facts import Identity
from bot.platform.slack.gateway import SlackGateway
from bot.platform.slack.refusals import Refusal, refusal
from bot.retry import SIGN_IN, Backoff

log = logging.getLogger(__name__)
TRIES = 24  # about five minutes
ORG_WIDE = (
    "SLACK_BOT_TOKEN belongs to an app that is installed for a whole Enterprise Grid organisation, which Earnest does "
    "not work with: install it to the workspace of your support staff, and use that workspace's token"
)


async def sign_in(gateway: SlackGateway, backoff: Backoff = SIGN_IN) -> Identity:
    """Who we are. Raises PermanentError when Slack refuses us, TransientError when it has not answered for so long."""
    for failures in range(1, TRIES):
        try:
            return await _asked(gateway)
        except TransientError as error:
            wait_s = backoff.delay_s(failures, error.retry_after_s)
            log.warning("%s; Earnest is not connected yet and tries again in %g s", error, wait_s)
            await asyncio.sleep(wait_s)
    return await _asked(gateway)


async def _asked(gateway: SlackGateway) -> Identity:
    try:
        identity = await gateway.identity()
    except PermanentError as error:
        fix = "Check SLACK_BOT_TOKEN (xoxb-)" if refusal(error) is Refusal.SIGN_IN else "Check SLACK_API_URL"
        raise PermanentError(f"{error}. {fix}", code=error.code) from error
    if identity.org_wide:
        raise PermanentError(ORG_WIDE, code="org_wide")
    return identity
