"""/earnest, the flag shortcut, App Home and thumbs: what staff get, and what others do not."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable

from bot.domain import ChannelId, MessageTs
from bot.knowledge.article_text import IndexedTexts
from bot.knowledge.sync_job import index_folder
from bot.outbox.blocks import Field
from bot.texts.commands import COMMANDS, NOTHING_TO_FLAG
from slack_sandbox import Outcome
from slack_sandbox.stage import Said, words
from tests.platform.durable.waiting import until
from tests.scenarios.conftest import Running

TRUSTED = "How do I reset my password?"
DRAFTED = "How do I change the billing email for our invoices?"
FLAG = "flag_answer"


def link(said: Said, ts: str = "") -> str:
    """A link as Slack's menu copies it."""
    return f"https://lumio.slack.com/archives/{said.channel}/p{(ts or said.ts).replace('.', '')}"


async def answered(running: Running) -> tuple[Said, dict[str, object]]:
    asked = await running.stage.say("dana", running.channel(), TRUSTED)
    return asked, await running.stage.answer(asked)


async def approved(running: Running) -> tuple[Said, dict[str, object]]:
    """An answer that may be flagged: its article is not trusted by any other scenario."""
    asked = await running.stage.say("dana", running.channel(), DRAFTED)
    await running.stage.press("sam", await running.stage.card_offers(asked, "approve"), "approve")
    answer = await running.stage.answer(asked)
    posts = running.earnest.runtime.store.posts

    async def known() -> bool:
        return await posts.at(ChannelId(asked.channel), MessageTs(answer["ts"])) is not None

    await until(known)
    return asked, answer


async def test_a_dry_run_answers_the_one_who_asked_and_posts_nothing(running: Running) -> None:
    before = len(running.sandbox.calls_of("chat.postMessage"))
    said = await running.stage.typed("tom", f"ask {TRUSTED}", "Dry run")
    assert "Forgot password?" in said
    assert len(running.sandbox.calls_of("chat.postMessage")) == before
    said = await running.stage.typed("sam", "ask What is our limit?", "our limit", channel="lumio-community")
    assert "without account data" in said


async def test_why_tells_the_reasons_of_an_answer_and_of_a_card(running: Running) -> None:
    asked, answer = await answered(running)
    said = await running.stage.typed("tom", f"why {link(asked, str(answer['ts']))}", "Made with")
    assert TRUSTED in said and "word for word in “" in said
    made = re.search(r"engine extractive, model extractive/\d+, check check/\d+, index 0\S+, policy [0-9a-f]{12}", said)
    assert made, said
    refund = await running.stage.say("dana", running.channel(), "I want a refund, we were charged twice")
    await running.stage.card(refund)
    assert "refund" in await running.stage.typed("tom", f"why {link(refund)}", "charged twice")


async def test_a_flag_by_command_is_counted_and_a_flag_on_nothing_is_told(running: Running) -> None:
    asked, answer = await approved(running)
    await running.stage.typed("priya", f"flag {link(asked, str(answer['ts']))} the menu has moved", "is flagged")
    store = running.earnest.runtime.store
    ticket = await store.tickets.of_thread(asked.channel, asked.ts)
    assert ticket is not None
    (row,) = await store.decisions.of_ticket(ticket.id)
    assert [flag.note for flag in await store.reviews.flags_of(row.id)] == ["the menu has moved"]
    assert "nothing to flag" in await running.stage.typed(
        "priya", "flag https://x.example/archives/C9/p1700000000000100", "nothing"
    )


async def test_help_and_unknown_words_list_the_commands(running: Running) -> None:
    assert "/earnest why" in await running.stage.typed("nora", "", "/earnest")
    assert "is no command" in await running.stage.typed("nora", "dance <!channel>", "dance")


async def refused(running: Running, act: Awaitable[Outcome]) -> str:
    """What Lena, who is not on the desk, alone is shown for what she did, in one message."""
    assert (await act).ok
    said = await running.stage.ephemeral_to("lena")
    assert running.stage.unheard("lena") == []
    return said


async def test_who_is_not_on_the_desk_gets_no_answer_from_a_command(running: Running) -> None:
    asked, answer = await answered(running)
    place = link(asked, str(answer["ts"]))
    rest = {"ask": TRUSTED, "why": place, "flag": place, "pause": "password_reset", "autonomy": "password_reset down x"}
    paused = await running.earnest.runtime.store.pauses.active()
    for word in ("", "nonsense", *(word for word, *_ in COMMANDS)):
        said = await refused(
            running,
            running.sandbox.drive.command("lena", "team-engineering", "/earnest", f"{word} {rest.get(word, '')}"),
        )
        assert "only members of the support desk" in said and "Forgot password?" not in said, word
        assert not (await running.sandbox.drive.command("dana", asked.channel, "/earnest", word)).ok  # Slack's own word
    assert len(running.stage.posts(asked)) == 1
    assert await running.earnest.runtime.store.pauses.active() == paused
    ticket = await running.earnest.runtime.store.tickets.of_thread(asked.channel, asked.ts)
    assert ticket is not None
    (row,) = await running.earnest.runtime.store.decisions.of_ticket(ticket.id)
    assert await running.earnest.runtime.store.reviews.flags_of(row.id) == []


async def test_who_is_not_on_the_desk_gets_no_form_from_the_shortcut(running: Running) -> None:
    asked, answer = await answered(running)
    running.sandbox.world.channel(asked.channel).members.append(running.sandbox.world.user("lena").id)
    act = running.sandbox.drive.message_shortcut("lena", FLAG, asked.channel, str(answer["ts"]))
    assert "only members of the support desk" in await refused(running, act)
    assert running.sandbox.view_of("lena") is None


async def test_the_message_shortcut_flags_an_answer_with_a_correction(running: Running) -> None:
    asked, answer = await approved(running)
    outcome = await running.sandbox.drive.message_shortcut("sam", FLAG, asked.channel, str(answer["ts"]))
    assert outcome.ok
    modal = await running.stage.modal("sam")
    fields = {Field.VERDICT: "wrong", Field.CAUSE: "outdated", Field.CORRECTION: "It is under Profile now."}
    choices = {b["block_id"]: b["element"] for b in modal["blocks"] if b["type"] == "input"}
    sent = {name: _first(choices[name]) or fields[name] for name in fields if name in choices}
    outcome = await running.sandbox.drive.submit("sam", sent)
    assert outcome.ok and not outcome.errors
    store = running.earnest.runtime.store
    ticket = await store.tickets.of_thread(asked.channel, asked.ts)
    assert ticket is not None
    (row,) = await store.decisions.of_ticket(ticket.id)

    async def flagged() -> bool:
        return [flag.correction for flag in await store.reviews.flags_of(row.id)] == ["It is under Profile now."]

    await until(flagged)


async def test_the_flag_shortcut_on_a_customers_words_says_that_there_is_nothing_to_flag(running: Running) -> None:
    said = await running.stage.say("dana", running.channel(), "have a nice weekend")
    outcome = await running.sandbox.drive.message_shortcut("nora", FLAG, said.channel, said.ts)
    assert outcome.ok
    await running.stage.ephemeral_to("nora", NOTHING_TO_FLAG)
    assert running.sandbox.view_of("nora") is None


async def test_app_home_shows_the_desk_its_queues_and_others_a_plain_page(running: Running) -> None:
    await running.sandbox.drive.open_home("sam")
    page = await running.sandbox.wait_for(lambda: running.sandbox.home_of("sam"))
    assert "Drafts" in json.dumps(page) or "drafts" in json.dumps(page)
    await running.sandbox.drive.open_home("lena")
    plain = await running.sandbox.wait_for(lambda: running.sandbox.home_of("lena"))
    assert "draft" not in json.dumps(plain).lower()


def home_kinds(running: Running, user: str) -> list[str]:
    """The types of the blocks of a person's page."""
    return [block["type"] for block in (running.sandbox.home_of(user) or {"blocks": []})["blocks"]]


async def test_app_home_tells_of_each_kind_of_question_its_trust_and_the_weeks_figures(running: Running) -> None:
    await answered(running)
    await running.sandbox.drive.open_home("nora")
    await running.sandbox.wait_for(lambda: "table" in home_kinds(running, "nora"))
    page = running.sandbox.home_of("nora")
    assert page is not None
    (table,) = (block for block in page["blocks"] if block["type"] == "table")
    rows = {row[0]["text"]: [cell["text"] for cell in row[1:]] for row in table["rows"]}
    trust, requests, *_ = rows["password_reset"]
    assert "trusted (extractive)" in trust
    assert int(requests) >= 1
    assert "Stale articles" in json.dumps(page) and "Gaps" in json.dumps(page)


async def test_where_slack_refuses_tables_app_home_comes_as_text(running: Running) -> None:
    await answered(running)
    running.sandbox.faults.refuse("views.publish", "invalid_blocks", times=1, skip=1)
    await running.sandbox.drive.open_home("priya")
    await running.sandbox.wait_for(lambda: "password_reset" in json.dumps(running.sandbox.home_of("priya")))
    assert "table" not in home_kinds(running, "priya")


async def test_a_thumb_down_asks_for_a_word_and_both_are_kept(running: Running) -> None:
    asked, answer = await answered(running)
    value = next(
        e["negative_button"]["value"]
        for block in answer["blocks"]  # type: ignore[attr-defined]
        for e in block.get("elements", [])
        if e.get("action_id") == "feedback"
    )
    outcome = await running.sandbox.drive.click("dana", asked.channel, str(answer["ts"]), "feedback", value)
    assert outcome.ok
    modal = await running.stage.modal("dana")
    field = next(b["block_id"] for b in modal["blocks"] if b["type"] == "input")
    outcome = await running.sandbox.drive.submit("dana", {field: "It is <!channel> not there"})
    assert outcome.ok and not outcome.errors
    assert "Forgot password?" in words(answer)
    assert len(running.stage.posts(asked)) == 1


def _first(element: dict[str, object]) -> object:
    options = element.get("options")
    return options[0]["value"] if isinstance(options, list) else None


async def test_autonomy_shows_what_was_audited_and_what_is_missing(running: Running) -> None:
    said = await running.stage.typed("tom", "autonomy password_reset", "Answers without review")
    assert "password_reset (extractive): 99 of 100 right" in said
    assert "95 % interval" in said
    everything = await running.stage.typed("tom", "autonomy", "Not audited yet: ")
    assert "refund_request" in everything
    await running.stage.typed("tom", "autonomy nonsense", "is no intent of the policy")


async def test_the_knowledge_base_is_looked_through_and_brought_up_to_date_from_the_desk(running: Running) -> None:
    stage = running.stage
    said = await stage.typed("tom", "kb stale", "not reviewed for 60 days")
    assert "reviewed 20" in said or "No article is stale" in said
    await stage.typed("tom", "kb gaps", "unanswered questions")
    await stage.typed("tom", "kb dance", "/earnest kb sync")
    await stage.typed("priya", "kb sync", "The sync has begun")
    done = await stage.ephemeral_to("priya", "The sync is done")
    articles = len(await IndexedTexts(index_folder(running.settings.data_dir)).review_dates())
    assert f"{articles} articles" in done and articles > 20


async def test_the_desk_lists_what_no_article_answers(running: Running) -> None:
    stage = running.stage
    for user in ("dana", "rosa"):
        asked = await stage.say(user, running.channel(), "Does Lumio sync with the Zorbex ledger?")
        await stage.card(asked)
    assert "Zorbex" in await stage.typed("priya", "gaps", "no article answers")
