"""Where several people said what is right of one article, the form that edits it begins with a proposal."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from bot.domain import ArticleId, ChannelId
from bot.domain.inbound import Click, ViewSubmitted
from bot.domain.knowledge import ArticleText
from bot.outbox.blocks import Button, ModalId, unpack
from bot.review.articles import ArticleDesk
from tests.outbox.world import DESK, STAFF, Case, World
from tests.review.test_recall import card, flag

DESK_ID = ChannelId(DESK)
TEXT = "# Export reports\n\nOpen **Analytics**.\n"


class OneText:
    """An index that holds one article."""

    async def get(self, article: ArticleId) -> ArticleText:
        del article
        return ArticleText("exports.md", TEXT, hashlib.sha256(TEXT.encode()).hexdigest()[:24])


async def asked(world: World, channel: str = "CACME") -> Case:
    """An answer to a question that went out."""
    case = await world.answer(channel, question="How do I export a report?")
    await world.run(60)
    return case


async def test_one_correction_proposes_nothing_and_two_stand_at_the_articles_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    views: list[dict[str, Any]] = []

    async def show(trigger: str, view: dict[str, Any]) -> bool:
        views.append({"trigger": trigger, **view})
        return True

    monkeypatch.setattr(world.slack, "open_view", show)
    desk = ArticleDesk(world.runtime, OneText())  # type: ignore[arg-type]
    review = await flag(world, await asked(world))
    _, shown = await card(world, review)
    button = Click(
        Button.ARTICLE_EDITED.value, STAFF, review.id, trigger_id="T1", channel=DESK_ID, message_ts=shown["ts"]
    )
    await desk.open(button)
    text = views[-1]["blocks"][0]["element"]["initial_value"]
    assert text == TEXT.strip()
    await flag(world, await asked(world, "CCOMM"))
    await desk.open(button)
    text, where = views[-1]["blocks"][0]["element"]["initial_value"], unpack(views[-1]["private_metadata"])
    assert where is not None and "The 2 corrections stand at the end" in str(views[-1])
    assert text == f"{TEXT.strip()}\n\n## How do I export a report?\n\nIt is under **Reports** now."
    await flag(world, await asked(world))  # while the form is open
    form = ViewSubmitted(ModalId.EDIT_ARTICLE, STAFF, where.pack(), {"text": text}, nonce="1")
    assert await desk.edited(form, where) == "edited"
    (edit,) = await world.store.articles.edits()
    assert (edit.text_before, edit.text_after.strip()) == (TEXT, text)
