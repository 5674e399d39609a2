"""Many customers ask alike at once: answers without review stop, and the desk tells all of them together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain import ChannelId, DecisionId, MessageTs, TicketId, UserId
from bot.domain.states import DraftState
from bot.outbox.blocks import Field
from bot.platform.clock import ShiftedClock
from bot.store import Store
from bot.store.records import DecisionRow, Ticket
from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Stage, words
from tests.outbox.blocks.samples import decision
from tests.scenarios.child import installed, started

pytestmark = pytest.mark.slow

REPORTS = (
    ("dana", "How do I reset my password?"),
    ("omar", "I need to reset my password, how does that work?"),
    ("rosa", "where can I reset a forgotten password"),
    ("kenji", "password reset: how do I do it?"),
)


async def known_for_weeks(folder: Path) -> None:
    """One request three weeks ago: since then it is known how few ask."""
    clock = ShiftedClock(datetime.now(UTC) - timedelta(days=21))
    store = await Store.open(f"sqlite:///{folder}/earnest.db", clock, lambda: "old")
    now, user = clock.now(), UserId("UOLD")
    async with store.begin() as tx:
        old = Ticket(TicketId("old"), ChannelId("COLD"), MessageTs("1.000100"), user, now, now)
        ticket, _ = await store.tickets.open(old, tx)
        turn = await store.turns.gather(ticket.id, user, lambda first: first, tx)
        row = DecisionRow(DecisionId("old"), turn.id, ticket.id, turn.revision, decision(), now, True)
        await store.decisions.add(row, DraftState.NONE, tx)
    await store.close()


async def test_a_burst_across_accounts_stops_answers_without_review_and_all_its_threads_are_told_once(
    seeded: Path, tmp_path: Path
) -> None:
    async with Sandbox(Options(rate_limits=False)) as sandbox:
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        orgs = {"kenji": "globex-property"}
        places = [sandbox.new_shared_channel(orgs.get(who, "acme-facilities")).id for who, _ in REPORTS]
        late = sandbox.new_shared_channel("acme-facilities").id
        names = [f"customer{number}" for number in range(len(places) + 1)]
        changes = {
            "accounts": {name: {"plan": "Business"} for name in names},
            "channels": {place: {"account": name} for place, name in zip((*places, late), names, strict=True)},
        }
        child = installed(seeded, tmp_path / "data", sandbox.api_url, changes, **tokens)
        await known_for_weeks(child.folder)
        stage = Stage(sandbox, patience_s=30.0)

        def told() -> list[dict[str, object]]:
            return [m for m in sandbox.messages(stage.desk) if "customers ask alike within" in m["text"]]

        async with started(child):
            await sandbox.connected()
            said = [await stage.say(who, place, text) for (who, text), place in zip(REPORTS, places, strict=True)]
            (post,) = await sandbox.wait_for(told, 30.0)
            await child.process.kill()
        async with started(child):  # the pause is in rows
            await sandbox.connected()
            held = await stage.say("dana", late, "How do I reset my password?")
            card = await stage.card_offers(held, "approve")
            assert "Several customers ask alike at once" in words(card)
            assert stage.posts(held, "answer") == []
            await sandbox.wait_for(lambda: [m for m in told() if m["text"].startswith("5 customers")], 30.0)
            await stage.press("sam", post, "incident_note")
            await stage.modal("sam")
            await sandbox.drive.submit("sam", {Field.TEXT: "We know of it and are working on it."})
            for one in (*said, held):
                assert "We know of it" in words(await stage.notice(one))
            await stage.press("sam", post, "incident_end")
            await sandbox.wait_for(lambda: [m for m in told() if "The incident is over" in m["text"]], 30.0)
            await stage.answer(await stage.say("omar", places[0], "How do I reset my password?"))
            assert len(told()) == 1
