"""A gap is closed from Slack: drafted from what colleagues wrote, edited, published once, and closed by the index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.domain import ChannelId, MessageTs, Tier, UserId
from bot.domain.inbound import Click, ViewSubmitted
from bot.domain.states import DraftState
from bot.errors import TransientError
from bot.outbox.blocks import Button, ModalContext, ModalId
from bot.outbox.gap_post import gap_card_key
from bot.review.gap_desk import GapDesk
from bot.review.gap_list import GapList
from bot.review.gap_work import GapWork
from bot.store.records import GapArticle, GapState, Message, Role
from tests.fakes.embedding import WordEmbedder
from tests.fakes.slack import lost_answer
from tests.fakes.writer import FolderWriter
from tests.outbox.blocks.limits import walk
from tests.outbox.world import DESK, STAFF, Case, World
from tests.review.test_gap_list import COMMAND

LINDA = UserId("ULINDA")
ASKED = "Hi, how do we change the webhook signature header? Thanks!"
ANSWER = "Hi Dana,\nOpen Settings and choose Webhooks:\n1) press Rotate\n2) copy the header to dana@acme.example"


class Desk:
    """The desk's side of a world, over a folder."""

    def __init__(self, world: World, folder: Path | None) -> None:
        self.world, self.writer = world, FolderWriter(folder)
        self.restart()

    def restart(self) -> None:
        embedder = WordEmbedder()
        self.gaps = GapDesk(self.world.runtime, embedder, self.writer)
        self.work = GapWork(self.world.runtime, embedder, self.writer)

    async def answered(self, text: str = ANSWER, question: str = ASKED, **changes: Any) -> Case:
        """A question that no article answered, and a colleague did."""
        made = {"tier": Tier.ASSISTED, "drafted": None, "question": question} | changes
        case = await self.world.case(draft=DraftState.NONE, **made)
        ticket = case.ticket
        ts = MessageTs(self.world.slack.customer_says(ticket.channel, text))
        now = self.world.clock.now()
        await self.world.store.messages.add(Message(ticket.channel, ts, ticket.id, STAFF, Role.STAFF, text, now))
        return case

    async def ask(self, value: str, user: UserId = STAFF, channel: str = DESK) -> str:
        return await self.gaps.clicked(Click(Button.GAP_DRAFT.value, user, value, channel=ChannelId(channel)))

    async def card(self, gap_id: str) -> dict[str, Any]:
        await self.world.run()
        post = await self.world.store.posts.by_key(gap_card_key(gap_id))
        assert post is not None
        return next(m for m in self.world.slack.messages[DESK] if m["ts"] == post.slack_ts)

    async def press(self, button: Button, gap_id: str, user: UserId = STAFF) -> str:
        ts = MessageTs((await self.card(gap_id))["ts"])
        return await self.gaps.clicked(Click(button.value, user, gap_id, channel=ChannelId(DESK), message_ts=ts))

    async def publish(self, gap_id: str, title: str, text: str, user: UserId = STAFF) -> str:
        where = ModalContext(review_id=gap_id, channel=DESK)
        form = ViewSubmitted(ModalId.GAP_ARTICLE, user, where.pack(), {"title": title, "text": text}, nonce=str(user))
        return await self.gaps.publish(form, where)

    async def gap(self, gap_id: str) -> GapArticle:
        found = await self.world.store.gaps.get(gap_id)
        assert found is not None
        return found

    async def listed(self) -> str:
        message = await GapList(self.world.runtime, WordEmbedder()).listed(COMMAND, "")
        return message.text + str(message.blocks)


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Desk:
    return Desk(world, tmp_path)


async def drafted(desk: Desk) -> GapArticle:
    """A gap of two questions whose draft waits."""
    first, second = await desk.answered(), await desk.answered()
    assert await desk.ask(second.ticket.id) == "asked"
    await desk.work.work()
    (gap,) = await desk.world.store.gaps.in_state(GapState.OPEN)
    assert {*gap.tickets} == {first.ticket.id, second.ticket.id}
    return gap


async def test_a_draft_is_the_colleagues_own_words_without_people_and_is_asked_for_once(desk: Desk) -> None:
    gap = await drafted(desk)
    assert "(drafted, see its card)" in await desk.listed()
    assert gap.title == "How do we change the webhook signature header?"
    assert gap.text == "Open Settings and choose Webhooks:\n\n1. press Rotate\n2. copy the header to [mail]"
    assert gap.engine == "extractive"
    assert [await desk.ask(ticket, LINDA) for ticket in gap.tickets] == ["asked already", "asked already"]
    await desk.work.work()
    shown = str((await desk.card(gap.id))["blocks"])
    assert "press Rotate" in shown and "own words" in shown and "gap_publish" in shown
    assert len([m for m in desk.world.slack.messages[DESK] if "gap_publish" in str(m["blocks"])]) == 1
    assert await desk.ask("no ticket") == "stale or forged"


async def test_a_model_writes_from_the_answers_and_what_nothing_supports_is_told(desk: Desk) -> None:
    desk.writer.model = ("Press **Rotate** in the settings.", 2)
    gap = await drafted(desk)
    assert (gap.text, gap.engine, gap.left_out) == ("Press **Rotate** in the settings.", "claude", 2)
    ((question, answers),) = desk.writer.asked
    assert question == gap.title and len(answers) == 2 and "[mail]" in answers[0]
    assert "2 sentences that nothing there supports left out" in str((await desk.card(gap.id))["blocks"])


async def test_an_article_is_published_once_by_the_first_of_two_also_over_a_crash(desk: Desk, tmp_path: Path) -> None:
    gap = await drafted(desk)
    assert await desk.publish(gap.id, "  Rotate a\nheader ", "Open **Settings**.") == "published"
    assert await desk.publish(gap.id, "Other", "Mine.", LINDA) == "not published"
    assert desk.writer.syncs == 0
    desk.writer.away = 1
    with pytest.raises(TransientError):
        await desk.work.work()  # the file is written, the index is not: a crash here, and again
    desk.restart()
    await desk.work.work()
    await desk.work.work()
    assert desk.writer.syncs == 1
    (path,) = list(tmp_path.glob("answered/*"))  # noqa: ASYNC240
    assert path.relative_to(tmp_path).as_posix() == (await desk.gap(gap.id)).file == "answered/rotate-a-header.md"
    assert "title: Rotate a header" in path.read_text() and path.read_text().endswith("\n\nOpen **Settings**.\n")
    shown = await desk.card(gap.id)
    assert "in the index" in str(shown["blocks"]) and "gap_publish" not in str(shown["blocks"])
    entry = await desk.world.store.reviews.entry(f"gap_published:{gap.id}:{STAFF}")
    assert entry is not None and entry.actor == STAFF and entry.detail == {"gap": gap.id}


async def test_a_card_that_was_lost_shows_what_was_decided_before_it_was_found(desk: Desk) -> None:
    gap = await drafted(desk)
    desk.world.slack.faults["chat.postMessage"].append(lost_answer())
    await desk.world.run()
    assert await desk.publish(gap.id, "Header", "Ours.") == "published"
    for _ in range(4):
        await desk.world.run(2.0)
    assert "gap_publish" not in str((await desk.card(gap.id))["blocks"])


async def test_a_name_that_was_taken_meanwhile_gives_another_file_and_overwrites_none(
    desk: Desk, tmp_path: Path
) -> None:
    gap = await drafted(desk)
    await desk.publish(gap.id, "Header", "Ours.")
    (tmp_path / "answered").mkdir()
    (tmp_path / "answered" / "header.md").write_text("somebody else's")
    await desk.work.work()
    assert (tmp_path / "answered" / "header.md").read_text() == "somebody else's"
    assert "Ours." in (tmp_path / "answered" / "header-2.md").read_text()
    assert (await desk.gap(gap.id)).file == "answered/header-2.md"


async def test_where_nothing_can_be_published_the_card_says_so_and_waits(desk: Desk, tmp_path: Path) -> None:
    gap = await drafted(desk)
    desk.writer.folder = None
    assert await desk.publish(gap.id, "Header", "Ours.") == "not published"
    desk.writer.folder = tmp_path
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    (tmp_path / "answered").symlink_to(outside)
    assert await desk.publish(gap.id, "Header", "Ours.") == "published"
    await desk.work.work()
    assert not list(outside.iterdir())
    now = await desk.gap(gap.id)
    assert (now.state, now.decided_by, now.text) == (GapState.OPEN, None, "Ours.")
    shown = str((await desk.card(gap.id))["blocks"])
    assert "could not be published" in shown and "gap_publish" in shown


async def test_a_file_that_the_index_does_not_take_is_written_once_and_told(desk: Desk, tmp_path: Path) -> None:
    gap = await drafted(desk)
    desk.writer.broken = True
    await desk.publish(gap.id, "Header", "Ours.")
    await desk.work.work()
    await desk.work.work()
    assert (await desk.gap(gap.id)).state is GapState.PUBLISHED
    assert "the index does not take it" in str((await desk.card(gap.id))["blocks"])
    assert len(list((tmp_path / "answered").iterdir())) == 1


async def test_a_gap_closes_itself_when_most_of_its_questions_are_answerable(desk: Desk) -> None:
    gap = await drafted(desk)
    other = "dark colour theme"
    for _ in range(2):
        await desk.answered(question=other)
    declined = await desk.world.case(draft=DraftState.DECLINED, question="export a report")
    await desk.world.case(draft=DraftState.DECLINED, question="export a report")
    await desk.publish(gap.id, "Header", "Ours.")
    await desk.work.work()
    await desk.work.after_sync()
    await desk.work.work()
    assert (await desk.gap(gap.id)).state is GapState.PUBLISHED
    assert "dark" in await desk.listed()
    (declined_source,) = declined.row.decision.sources
    desk.writer.answers = {ASKED: "header", other: "themes", "export a report": declined_source.id}
    await desk.work.work()
    assert (await desk.gap(gap.id)).state is GapState.PUBLISHED, "only another index is a reason to look"
    await desk.work.after_sync()
    await desk.work.work()
    assert (await desk.gap(gap.id)).state is GapState.CLOSED
    assert "answerable now" in str((await desk.card(gap.id))["blocks"])
    said = await desk.listed()
    assert "signature" not in said and "dark" not in said, "a gap without a card closes too"
    assert "export" in said, "what people declined is not answered by the article that they declined"


async def test_a_forged_button_drops_nothing_and_a_dropped_gap_is_none(desk: Desk) -> None:
    gap = await drafted(desk)
    forged = Click(Button.GAP_DROP.value, STAFF, gap.id, channel=ChannelId(DESK), message_ts=MessageTs("1.0"))
    assert await desk.gaps.clicked(forged) == "stale or forged"
    assert await desk.press(Button.GAP_DROP, gap.id) == "dropped"
    assert await desk.press(Button.GAP_DROP, gap.id, LINDA) == "decided already"
    assert await desk.publish(gap.id, "Header", "Ours.") == "not published"
    assert "No two unanswered questions" in await desk.listed()
    assert "No article needed" in str((await desk.card(gap.id))["blocks"])


async def test_hostile_words_neither_ping_nor_format_on_the_card(desk: Desk) -> None:
    bad = "<!channel> click <https://evil.example|here> how do we *rotate* the header please"
    cases = [await desk.answered(f"{bad} and then some more words", bad) for _ in range(2)]
    assert await desk.ask(cases[0].ticket.id) == "asked"
    await desk.work.work()
    (gap,) = await desk.world.store.gaps.in_state(GapState.OPEN)
    shown = await desk.card(gap.id)
    assert "<!channel" not in str(shown) and "'mrkdwn'" not in str(shown["blocks"])
    links = [e["url"] for e in walk(shown["blocks"]) if e.get("type") == "link"]
    assert links and not [url for url in links if "evil" in url]
