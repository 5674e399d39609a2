"""Watch mode: the desk sees what Earnest would do, the customer sees nothing whatever happens."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.domain import ChannelId, MessageTs
from bot.outbox.post_intents import PostKind
from bot.store.records import PostState
from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Stage, buttons, words
from tests.platform.durable.waiting import until
from tests.scenarios.child import installed, started
from tests.scenarios.moved import house


async def test_customers_see_nothing_and_the_desk_sees_every_request(seeded: Path, tmp_path: Path) -> None:
    async with Sandbox(Options(rate_limits=False)) as sandbox:
        tokens = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_APP_TOKEN": sandbox.app_token}
        changes = {"mode": "watch", "thresholds": {"undecided_notice_s": 0.2}}
        child = installed(seeded, tmp_path / "data", sandbox.api_url, changes, **tokens)
        stage = Stage(sandbox, patience_s=30.0)
        async with started(child):
            await sandbox.connected()
            channel = sandbox.new_shared_channel("acme-facilities").id
            trusted = await stage.say("dana", channel, "How do I reset my password?")
            refund = await stage.say("omar", channel, "I want a refund for last month, we were charged twice")
            unknown = await stage.say("rosa", channel, "Does Lumio support underwater drone docking on Mars?")
            cards = await asyncio.gather(*(stage.card(said) for said in (trusted, refund, unknown)))
            assert "Forgot password?" in words(cards[0])
            follow_up = await stage.say("dana", channel, "And how do I export work orders to CSV?", thread=trusted)
            await stage.card(follow_up, number=2)
        for said in (trusted, refund, unknown, follow_up):
            assert stage.posts(said) == []
            assert stage.reactions(said) == []
        assert sandbox.ephemerals("dana") == []


async def test_a_watched_kind_of_question_shows_nothing_and_a_watched_app_not_even_what_was_to_come(
    seeded: Path, tmp_path: Path
) -> None:
    changes: dict[str, Any] = {
        "intents": {"password_reset": {"mode": "watch"}},
        "thresholds": {"ask_after_silence": "24h", "undecided_notice_s": timedelta(days=30).total_seconds()},
    }
    async with Sandbox(Options(rate_limits=False)) as sandbox:
        stage, channel = Stage(sandbox, patience_s=30.0), sandbox.new_shared_channel("acme-facilities").id
        at = house(seeded, tmp_path / "data", sandbox, changes)
        async with at.opened():
            watched = await stage.say("dana", channel, "How do I reset my password?")
            assert "approve" not in buttons(await stage.card(watched))
            await stage.say("nora", channel, "I do that for you.", thread=watched)
            drafted = await stage.say("rosa", channel, "How do I change the billing email for our invoices?")
            await stage.card_offers(drafted, "approve")
            refund = await stage.say("omar", channel, "I want a refund, we were charged twice")
            await stage.notice(refund)
            await stage.say("nora", channel, "Refunded, you will see it on Friday.", thread=refund)
            await stage.card_offers(refund, "give_back")
        async with at.opened(timedelta(days=2)):
            await sandbox.wait_for(lambda: stage.posts(refund, "notice")[1:], 30)  # whether that helped
            assert stage.posts(watched) == []
            assert [c for c in sandbox.calls_of("reactions.add") if c.args.get("timestamp") == watched.ts] == []
        at.rules({**changes, "mode": "watch"})
        async with at.opened(timedelta(days=32)) as earnest:
            posts = earnest.runtime.store.posts
            ticket = await earnest.runtime.store.tickets.of_thread(ChannelId(channel), MessageTs(drafted.ts))
            assert ticket is not None

            async def withheld() -> bool:
                made = await posts.of_ticket(ticket.id)
                return [p.state for p in made if p.kind == PostKind.NOTICE] == [PostState.CANCELLED]

            await until(withheld)
        assert stage.posts(drafted) == []
