"""A bot that lives for months: nothing that it holds grows with every ticket, but for what knows a limit of its own."""

from __future__ import annotations

import pytest

from bot.store.incidents import Incidents
from slack_sandbox.stage import Said
from tests.scenarios.conftest import Running
from tests.scenarios.held import sizes

pytestmark = pytest.mark.slow

TICKETS = 6
QUESTIONS = (  # not all alike, or they were an incident
    "How do I reset my password?",
    "How do I export work orders to CSV?",
    "How do I change the billing email for our invoices?",
)
LET = (
    f"{Incidents.__module__}.{Incidents.__qualname__}._texts",  # questions of the last hours, of which the newest
    "aiohttp.web_",  # the stand-in, which lives in this process and is reached by a call under way
)
LOOKS = 3


async def asked(running: Running, number: int) -> Said:
    """Somebody new writes in a channel of their own."""
    person = running.sandbox.drive.new_user("acme-facilities", f"visitor-{number}")
    channel = running.channel()
    running.sandbox.world.channel(channel).members.append(person.id)
    return await running.stage.say(person.id, channel, f"{QUESTIONS[number % len(QUESTIONS)]} ({number})")


async def kept(running: Running) -> dict[str, int]:
    """The sizes of what is held whenever one looks: a message that is on its way is not."""
    looks = []
    for _ in range(LOOKS):
        await running.settled()
        looks.append(sizes(running.earnest))
    return {name: min(look.get(name, 0) for look in looks) for name in looks[0]}


async def test_new_people_channels_and_tickets_leave_nothing_behind_that_has_no_limit(running: Running) -> None:
    stage = running.stage
    for number in range(len(QUESTIONS)):
        await asked(running, number)
    before = await kept(running)
    fresh = [await asked(running, number) for number in range(TICKETS)]
    after = await kept(running)
    assert all(stage.posts(each) or stage.cards(each) for each in fresh)
    assert len(after) > 100
    grown = {name: (before.get(name, 0), size) for name, size in after.items() if size - before.get(name, 0) >= TICKETS}
    assert {name: lengths for name, lengths in grown.items() if not name.startswith(LET)} == {}
