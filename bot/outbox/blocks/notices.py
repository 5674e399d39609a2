"""Short messages: notices and corrections to customers, pointers for a team's channel."""

from __future__ import annotations

from bot.domain import PostId, UserId
from bot.outbox.blocks.elements import Block, context, fitted, link, rich, rich_section, run, section
from bot.outbox.blocks.message import SlackMessage, marked
from bot.outbox.blocks.mrkdwn import one_line, shorten
from bot.outbox.blocks.richtext import as_text, rich_parts
from bot.policy.teams import is_user_id
from bot.texts import card as card_words
from bot.texts import clocks as clock_words
from bot.texts import customer as words

_CORRECTION_ROOM = (6_000, 3_000, 1_000, 400)


def notice_message(post_id: PostId, text: str) -> SlackMessage:
    """One plain sentence or two for a customer; `text` comes from texts.customer."""
    return marked(post_id, "notice", text, [section(text)])


def correction_message(post_id: PostId, markdown: str, *, by: str, answer_url: str = "") -> SlackMessage:
    """A correction to an answer given earlier, in that answer's thread."""
    origin = [run(" ("), link(answer_url, words.CORRECTED_ANSWER), run(")")] if answer_url else []
    heading = rich_section(run(words.CORRECTION, "bold"), *origin, run("\n"))
    label = [context(words.edited_by(one_line(by, 80)))] if by else []

    def build(room: int) -> list[Block]:
        return [*label, rich([heading, *rich_parts(shorten(markdown, room), keep_breaks=True)])]

    blocks = fitted(build, _CORRECTION_ROOM)
    return marked(post_id, "correction", words.correction(as_text(rich_parts(shorten(markdown, 2_000)))), blocks)


def reply_message(post_id: PostId, markdown: str, *, by: str) -> SlackMessage:
    """What a person wrote on the desk, in the customer's thread."""
    label = words.written_by(one_line(by, 80))

    def build(room: int) -> list[Block]:
        return [context(label), rich(rich_parts(shorten(markdown, room), keep_breaks=True))]

    said = as_text(rich_parts(markdown, keep_breaks=True))
    return marked(post_id, "reply", f"{label}\n{said}", fitted(build, _CORRECTION_ROOM))


def clock_message(post_id: PostId, text: str, *, url: str = "", person: UserId, oncall: str = "") -> SlackMessage:
    """Tells the desk or a team that a customer waits, with a link to the thread. Whoever has the thread is notified,
    and so is who is on call (`oncall`), where that is a user id."""
    runs = [run(f"⏰ {one_line(text, 300)}", "bold")]
    runs += [run(" — "), link(url, clock_words.OPEN_THREAD)] if url else []
    runs += [run(" "), {"type": "user", "user_id": person}] if person else []
    if is_user_id(oncall):
        runs += [run(f" {clock_words.ON_CALL} "), {"type": "user", "user_id": oncall}] if oncall != person else []
    else:
        runs += [run(f" {clock_words.oncall(one_line(oncall, 80))}")] if oncall else []
    return marked(post_id, "clock", one_line(text, 300), [rich([rich_section(*runs)])])


def pointer_message(
    post_id: PostId, team: str, *, asker: str, account: str, summary: str, card_url: str = ""
) -> SlackMessage:
    """Tells a team's channel that a card on the desk is theirs."""
    line = card_words.pointer(one_line(team, 60), one_line(asker, 80), one_line(account, 80))
    where = [run(" — "), link(card_url, card_words.OPEN_CARD)] if card_url else []
    parts = [rich_section(run(line, "bold"), *where)]
    if summary.strip():
        parts.append(rich_section(run("\n" + shorten(summary.strip(), 600))))
    return marked(post_id, "pointer", f"{line}\n{one_line(summary, 600)}".strip(), [rich(parts)])
