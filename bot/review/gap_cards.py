"""What a gap's card shows, read from the tables just before it is drawn."""

from __future__ import annotations

from bot.domain import TicketId
from bot.outbox.blocks import SlackMessage
from bot.outbox.blocks.gap_card import GapCardView, gap_card_message
from bot.outbox.gap_post import gap_card_key
from bot.outbox.places import link_to
from bot.outbox.post_intents import PostKind
from bot.outbox.render import Renderers
from bot.runtime import Runtime
from bot.store.records import GapArticle, GapState, Post
from bot.texts import gaps as words
from bot.texts import times


async def standing_of(runtime: Runtime, gap: GapArticle) -> str:
    """What became of a gap's article, by whom and when; empty while people are to decide."""
    name = await runtime.directory.name(gap.decided_by) if gap.decided_by else ""
    when = times.moment(gap.decided_at, runtime.zone, runtime.policy.hours.timezone) if gap.decided_at else ""
    return words.standing(gap.state.value, name, when)


async def asked_in(runtime: Runtime, gap: GapArticle) -> list[tuple[str, str]]:
    """The gap's questions with the addresses of their threads, the most typical first."""
    found = []
    for ticket_id in gap.tickets:
        ticket = await runtime.store.tickets.get(TicketId(ticket_id))
        rows = await runtime.store.decisions.of_ticket(TicketId(ticket_id)) if ticket else []
        question = next((row.decision.question for row in rows if row.current and row.decision.question.strip()), "")
        if ticket is not None and question:
            found.append((question, await link_to(runtime, ticket.channel, ticket.thread_ts)))
    return found


async def gap_view(runtime: Runtime, gap: GapArticle) -> GapCardView:
    """The card of a gap as things stand now."""
    nobody = gap.state is GapState.OPEN and not gap.text.strip()
    notes = [words.NO_ANSWERS if nobody else words.written_by(gap.engine, gap.left_out)]
    if gap.problem and gap.state in (GapState.OPEN, GapState.PUBLISHED):
        notes.append(words.problem(gap.problem))
    return GapCardView(
        gap_id=gap.id,
        name=gap.name,
        threads=await asked_in(runtime, gap),
        title=gap.title,
        text=gap.text,
        notes=notes,
        done=await standing_of(runtime, gap),
    )


async def _gap_card(runtime: Runtime, post: Post, plain: bool) -> SlackMessage | None:
    del plain
    gap = await runtime.store.gaps.get(str(post.body.get("gap", "")))
    if gap is None:
        return None
    place = await runtime.store.posts.by_key(gap_card_key(gap.id))
    return gap_card_message(place.id if place else post.id, await gap_view(runtime, gap))


GAP_RENDERERS: Renderers = {PostKind.GAP_CARD: _gap_card, PostKind.GAP_UPDATE: _gap_card}
