"""The desk card: what a person needs to decide in one look, and the buttons to do it with."""

from __future__ import annotations

from bot.domain import Mode
from bot.outbox.blocks.action_ids import Button
from bot.outbox.blocks.card_beside import beside_blocks
from bot.outbox.blocks.card_buttons import available_actions, button_rows
from bot.outbox.blocks.card_draft import Room, draft_blocks
from bot.outbox.blocks.card_view import CardState, CardView
from bot.outbox.blocks.elements import (
    Block,
    bullets,
    context,
    fields,
    fitted,
    header,
    link,
    rich,
    rich_quote,
    rich_section,
    run,
)
from bot.outbox.blocks.message import SlackMessage, marked
from bot.outbox.blocks.mrkdwn import one_line, plain, shorten
from bot.outbox.blocks.richtext import as_text, rich_parts
from bot.texts import card as words
from bot.texts import reasons as reason_words
from bot.texts import times

_ROOMS = (  # tried in turn until the card is small enough for Slack
    Room(question=1_500, draft=7_000, quote=220, sentences=30, line=600),
    Room(question=900, draft=7_000, quote=140, sentences=30, line=600),
    Room(question=500, draft=6_000, quote=90, sentences=16, line=400),
    Room(question=500, draft=2_000, quote=90, sentences=8, line=260),
    Room(question=250, draft=800, quote=60, sentences=4, line=160),
    Room(question=150, draft=400, quote=40, sentences=2, line=80, markup=False),
)
_LATER_SHOWN, _EVENTS_SHOWN, _REASONS_SHOWN = 5, 8, 8


def card_message(view: CardView) -> SlackMessage:
    """The card as a message; the same builder makes each update of it."""
    blocks = fitted(lambda room: card_blocks(view, room), _ROOMS)
    return marked(view.post_id, "card", _fallback(view), blocks)


def _fallback(view: CardView) -> str:
    """The card's essence as plain text, for notifications and for servers that do not show blocks."""
    reasons = "; ".join(one_line(reason_words.reason(reason), 120) for reason in view.decision.reasons[:_REASONS_SHOWN])
    lines = [
        f"{_title(view)}: {one_line(view.question, 300)}",
        view.thread_url,
        *(one_line(line, 200) for line in view.impersonation),
        *(one_line(line, 400) for line in view.gone),
        *view.trouble,
        f"{reason_words.tier(view.decision.tier)}: {reasons}",
        f"{words.SUMMARY}: {one_line(view.decision.summary, 300)}" if view.decision.summary else "",
        f"{words.FINAL}: {one_line(as_text(rich_parts(shorten(view.draft, 1_200))), 1_200)}" if view.draft else "",
        *(one_line(event, 120) for event in view.events[-3:]),
    ]
    return "\n".join(line for line in lines if line)


def card_blocks(view: CardView, room: Room = _ROOMS[0]) -> list[Block]:
    """The card's blocks with its texts cut to `room`."""
    return [
        header(_title(view)),
        *_who(view),
        *_trouble(view),
        _question(view, room),
        *beside_blocks(view, room.line),
        fields(_facts(view)),
        _reasons(view, room),
        *_summary(view, room),
        *_conversation(view, room),
        *draft_blocks(view, room),
        *_later(view, room),
        *_history(view, room),
        *_asks(view),
        *button_rows(view),
    ]


def _title(view: CardView) -> str:
    title = words.title(view.state.value, bool(view.draft), view.team_name)
    return f"{title} · {view.account.name}" if view.account else title


def _who(view: CardView) -> list[Block]:
    who = words.who(view.asker, view.account, view.earlier, view.channel_name)
    asked = times.moment(view.asked_at, view.zone, view.zone_name)
    clock = words.waiting(asked, view.asked_at, view.now, view.state.waits)
    clock = " · ".join((clock, *view.clocks))
    runs = [run(one_line(who, 400), "bold"), run(f"\n{clock}")]
    if view.thread_url:
        runs += [run(" · "), link(view.thread_url, words.OPEN_THREAD)]
    blocks = [rich([rich_section(*runs)])]
    blocks += [context(words.moved_on(view.team_name))] if view.moved_on else []
    return [*blocks, context(words.WATCHING)] if view.mode is Mode.WATCH else blocks


def _trouble(view: CardView) -> list[Block]:
    lines = (*view.impersonation, *view.gone, *view.trouble)
    return [rich([rich_section(run(f"⚠ {one_line(line, 400)}", "bold"))]) for line in lines]


def _conversation(view: CardView, room: Room) -> list[Block]:
    """The whole thread; where it is too long for a card its last words, which say what it has come to."""
    shown = view.conversation[-room.sentences :]
    if not shown:
        return []
    left_out = len(view.conversation) - len(shown)
    heading = words.THREAD if not left_out else f"{words.THREAD} ({words.earlier_messages(left_out)})"
    items = [
        [run(f"{one_line(m.author, 60)}: ", "bold"), run(shorten(m.text.strip(), room.line * 2) or words.NO_WORDS)]
        for m in shown
    ]
    return [rich([rich_section(run(heading, "bold")), bullets(items)])]


def _question(view: CardView, room: Room) -> Block:
    text = shorten(view.question.strip(), room.question) or words.NO_WORDS
    return rich([rich_section(run(words.QUESTION, "bold")), rich_quote(run(text))])


def _facts(view: CardView) -> list[tuple[str, str]]:
    found = view.decision.classification
    intents = ", ".join(f"{i.name} {reason_words.percent(i.confidence)}" for i in found.intents[:3])
    facts = [
        ("Intent", words.corrected(intents, view.corrected) if view.corrected else intents or "none known"),
        ("Decision", reason_words.tier(view.decision.tier)),
        ("Team", words.team(view.team_name, view.oncall, view.owner)),
        ("Urgency", reason_words.level(found.urgency)),
        ("Frustration", reason_words.level(found.frustration)),
    ]
    return [*facts, ("Churn risk", reason_words.level(found.churn))] if found.churn >= 0.4 else facts


def _reasons(view: CardView, room: Room) -> Block:
    shown = view.decision.reasons[:_REASONS_SHOWN]
    items = [[run(one_line(reason_words.reason(reason), room.line))] for reason in shown]
    return rich([rich_section(run(words.REASONS, "bold")), *([bullets(items)] if items else [])])


def _summary(view: CardView, room: Room) -> list[Block]:
    pairs = ((words.SUMMARY, view.decision.summary), (words.SUGGESTED, view.decision.suggestion))
    parts = [
        rich_section(run(f"{label}: ", "bold"), run(shorten(plain(text).strip(), room.line)), run("\n"))
        for label, text in pairs
        if text.strip()
    ]
    return [rich(parts)] if parts else []


def _later(view: CardView, room: Room) -> list[Block]:
    shown = view.later[-_LATER_SHOWN:]
    items = [
        [run(f"{one_line(m.author, 60)}: ", "bold"), run(one_line(m.text, room.line) or words.NO_WORDS)] for m in shown
    ]
    return [rich([rich_section(run(words.LATER, "bold")), bullets(items)])] if items else []


def _asks(view: CardView) -> list[Block]:
    """Who took a thread, or replied from its card, has said nothing of the draft yet."""
    left = view.state is CardState.TAKEN and Button.ACCURATE in available_actions(view)
    return [context(words.WAS_RIGHT)] if left else []


def _history(view: CardView, room: Room) -> list[Block]:
    lines = [event for event in view.events if event.strip()]
    if view.accurate is not None:
        lines.append(f"✓ {words.ACCURATE}" if view.accurate else f"✗ {words.NOT_ACCURATE}")
    return [context(*(one_line(line, room.line) for line in lines[-_EVENTS_SHOWN:]))] if lines else []
