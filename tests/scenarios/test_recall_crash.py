"""The bot is killed while a correction of an earlier answer goes out: it stands once, in the thread of that answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slack_sandbox.jsonlike import Json
from slack_sandbox.stage import words
from tests.scenarios.test_articles import approved_answer, article_cards, flag, open_card, shown
from tests.scenarios.test_crash_points import POINTS, House, house

pytestmark = pytest.mark.slow
RECALL, KIND = "recall", "correction"
RIGHT = "It is under Settings > Billing now."


@pytest.mark.parametrize("point", POINTS)
async def test_a_correction_stands_once_in_the_thread_of_its_answer(seeded: Path, tmp_path: Path, point: str) -> None:
    async with house(seeded, tmp_path) as at:
        stage = at.stage
        flagged, wrong = await approved_answer(stage, at.sandbox.new_shared_channel("acme-facilities").id)
        asked, answer = await approved_answer(stage, at.sandbox.new_shared_channel("acme-facilities").id)
        for said in (flagged, asked):
            await stage.card_shows(said, "Approved and sent")
        await flag(stage, flagged, wrong, "the menu has moved")
        card = await open_card(stage, "the menu has moved")
        at.stop_at(point, kind=KIND)
        await corrects(at, card, answer)
        await at.killed_there(point)
        await at.sandbox.wait_for(lambda: stage.posts(asked, KIND), 60)
        card = await shown(stage, card, "corrected")
        assert offered(card, answer) == [] and len(offered(card, wrong)) == 1

        # What goes out in the same thread goes out in turn: by then nothing of the correction waits any more.
        again = await stage.say("dana", asked.channel, "Where do I change the billing email?", thread=asked)
        await stage.press("sam", await stage.card_offers(again, "approve", number=2), "approve")
        await stage.answer(asked, 2)
        (correction,) = stage.posts(asked, KIND)
        assert RIGHT in words(correction) and "A correction to our earlier answer" in words(correction)
        assert "Sam Okafor" in words(correction)
        assert stage.posts(flagged, KIND) == []
        assert len(article_cards(stage)) == 1


async def corrects(at: House, card: Json, answer: Json) -> None:
    """Sam sends a correction of an answer from a flagged article's card."""
    (row,) = offered(card, answer)
    clicked = await at.sandbox.drive.click("sam", at.stage.desk, card["ts"], RECALL, block_id=row["block_id"])
    assert clicked.ok
    modal = await at.stage.modal("sam")
    (field,) = [block for block in modal["blocks"] if block["type"] == "input"]
    sent = await at.sandbox.drive.submit("sam", {field["block_id"]: RIGHT})
    assert sent.ok and not sent.errors


def offered(card: Json, answer: Json) -> list[Json]:
    """The card's row with the button for an answer: it stands under the line that links to the answer."""
    link = "p" + str(answer["ts"]).replace(".", "")
    pairs = zip(card["blocks"], card["blocks"][1:], strict=False)
    return [after for before, after in pairs if link in json.dumps(before) and RECALL in json.dumps(after)]
