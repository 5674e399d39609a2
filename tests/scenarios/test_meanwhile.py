"""What happens to a question while the model writes, and while its card is on the way."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from slack_sandbox.stage import Said, buttons, words
from tests.fakes.model_server import Turn
from tests.scenarios.conftest import Running
from tests.scenarios.test_claude_end_to_end import Thinking, open_thinking

TRUSTED = "How do I reset my password?"
OTHER = "How do I export work orders to CSV?"
DRAFTED = "How do I change the billing email for our invoices?"
POST = "chat.postMessage"


@pytest_asyncio.fixture(scope="module")
async def thinking(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Thinking]:
    async with open_thinking(seeded, tmp_path_factory.mktemp("meanwhile") / "data") as made:
        yield made


async def asked_and_under_way(thinking: Thinking, text: str = TRUSTED) -> Said:
    """A question for which the model has been asked for an answer that will not come."""
    thinking.model.reset()
    thinking.model.script(Turn(stall=True), kind="answer")
    asked = await thinking.stage.say("dana", thinking.channel(), text)
    await thinking.sandbox.wait_for(lambda: writing(thinking), 30)
    return asked


def writing(thinking: Thinking) -> bool:
    return any("search_result" in json.dumps(body) for body in thinking.model.bodies)


async def later(thinking: Thinking) -> None:
    """Wait until a later question is answered, by when the model has been given up for earlier ones."""
    said = await thinking.stage.say("omar", thinking.channel(), TRUSTED)
    await thinking.sandbox.wait_for(lambda: thinking.stage.posts(said) or thinking.stage.cards(said), 30)


async def test_deleted_while_the_model_writes_it_is_answered_nowhere(thinking: Thinking) -> None:
    asked = await asked_and_under_way(thinking)
    await thinking.sandbox.drive.delete("dana", asked.channel, asked.ts)
    await later(thinking)
    assert thinking.sandbox.messages(asked.channel) == []


async def test_edited_while_the_model_writes_it_is_answered_as_it_now_stands(thinking: Thinking) -> None:
    asked = await asked_and_under_way(thinking)
    await thinking.sandbox.drive.edit("dana", asked.channel, asked.ts, OTHER)
    assert "CSV" in words(await thinking.stage.answer(asked))
    await later(thinking)
    assert len(thinking.stage.posts(asked)) == 1


async def test_a_colleague_who_answers_while_the_model_writes_has_the_last_word(thinking: Thinking) -> None:
    asked = await asked_and_under_way(thinking)
    await thinking.sandbox.drive.post(
        "nora", asked.channel, "Press Forgot password on the sign-in page.", thread_ts=asked.ts
    )
    await later(thinking)
    assert thinking.stage.posts(asked) == []


async def test_taken_back_while_the_model_writes_it_is_answered_no_more(thinking: Thinking) -> None:
    asked = await asked_and_under_way(thinking)
    await thinking.stage.say("dana", asked.channel, "never mind, found it", thread=asked)
    await later(thinking)
    assert thinking.stage.posts(asked) == []


@pytest.mark.parametrize(
    ("what", "shown"), [("deleted", "Cancelled"), ("edited", "Replaced"), ("answered", "Taken by a person")]
)
async def test_what_happens_while_the_card_travels_is_on_it_in_the_end(running: Running, what: str, shown: str) -> None:
    stage, sandbox, drive = running.stage, running.sandbox, running.sandbox.drive
    sandbox.faults.hold(POST, kind="card")
    asked = await stage.say("dana", running.channel(), DRAFTED)
    await sandbox.wait_for(lambda: POST in sandbox.faults.held)
    if what == "deleted":
        await drive.delete("dana", asked.channel, asked.ts)
    elif what == "edited":
        await drive.edit("dana", asked.channel, asked.ts, "We want our money back for the last invoice, now")
    else:
        await drive.post("nora", asked.channel, "Under Billing contacts.", thread_ts=asked.ts)
    sandbox.faults.let_go()
    assert "approve" not in buttons(await stage.card_shows(asked, shown))
    await running.settled()
    assert stage.posts(asked, "answer") == []
