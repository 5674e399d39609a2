"""What only the person who asked sees: help, reasons, dry runs, refusals."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.domain import ChannelId, Decision, Mode
from bot.outbox.blocks.answer import source_parts
from bot.outbox.blocks.elements import Block, bullets, context, fitted, rich, rich_quote, rich_section, run, section
from bot.outbox.blocks.message import SlackMessage, unmarked
from bot.outbox.blocks.mrkdwn import one_line, shorten
from bot.outbox.blocks.richtext import rich_parts
from bot.policy.modes import Setting, strictest
from bot.texts import commands as words
from bot.texts import modes
from bot.texts import reasons as reason_words

_ROOM = (6_000, 3_000, 1_000, 400)


def note_message(text: str) -> SlackMessage:
    """One sentence of ours: refusals, confirmations, already-decided."""
    return unmarked(text, [section(text)])


def help_message(unknown: str = "") -> SlackMessage:
    """The commands; `unknown` is the word that was none."""
    rows = [[run(command, "code"), run(f" — {what}")] for command, what in words.HELP]
    blocks = [rich([rich_section(run(words.HELP_INTRO, "bold")), bullets(rows)]), context(words.HELP_MORE)]
    if unknown.strip():
        blocks.insert(0, section(words.unknown(one_line(unknown, 60))))
    said = "\n".join(f"{command}: {what}" for command, what in words.HELP)
    return unmarked(f"{words.HELP_INTRO}\n{said}", blocks)


def why_message(question: str, decision: Decision) -> SlackMessage:
    """Tier and reasons of a decision."""
    blocks = [rich([rich_quote(run(one_line(question, 300)))]), *_reasons(decision)]
    return unmarked(_fallback(decision), blocks)


def config_message(
    channel: ChannelId,
    settings: Sequence[Setting],
    intents: Mapping[str, Mode],
    paused: Collection[str],
    most: int | None,
) -> SlackMessage:
    """The mode that holds in a channel, the settings it follows from, and what is paused; `most` answers without review
    a day, None for no limit."""
    mode = strictest(setting.mode for setting in settings)
    here: Block = {"type": "channel", "channel_id": channel}
    heading = rich_section(run(modes.HEADING), here, run(f": {modes.holds(mode)}"))
    parts = [heading, bullets([[run(one.key, "code"), run(f": {one.mode.value}")] for one in settings])]
    if intents:
        rows = [[run(f"intents.{name}.mode", "code"), run(f": {set_to.value}")] for name, set_to in intents.items()]
        parts += [rich_section(run(modes.INTENTS)), bullets(rows)]
    if paused:
        parts += [rich_section(run(modes.PAUSED)), bullets([[run(modes.target(what))] for what in sorted(paused)])]
    blocks = [rich(parts), *([section(modes.limit(most))] if most is not None else [])]
    return unmarked(f"{modes.HEADING}{channel}: {modes.holds(mode)}", blocks)


def dry_run_message(question: str, decision: Decision, account: str = "") -> SlackMessage:
    """What would happen to a question, seen by nobody else."""
    blocks = fitted(lambda room: _dry_run(question, decision, account, room), _ROOM)
    return unmarked(f"{words.dry_run(one_line(question, 300))}\n{_fallback(decision)}\n{decision.answer}", blocks)


def _dry_run(question: str, decision: Decision, account: str, room: int) -> list[Block]:
    title = [run(words.dry_run(one_line(question, 300)), "bold")]
    blocks = [rich([rich_section(*title)]), *_reasons(decision)]
    drafted = decision.drafted
    asked = drafted.generation.ask if drafted else None
    if decision.not_a_request:
        blocks = [rich([rich_section(*title)]), section(words.NOT_A_REQUEST)]
    elif decision.answer or asked:
        blocks.append(rich(rich_parts(shorten(decision.answer or asked or "", room))))
    else:
        blocks.append(section(words.NO_ANSWER))
    if decision.sources and decision.answer:
        blocks.append(rich(source_parts(decision.sources)))
    took = sum(decision.timings_ms.values())
    return [*blocks, context(words.account(one_line(account, 80)), words.made_in(took) if took else "")]


def _fallback(decision: Decision) -> str:
    if decision.not_a_request:
        return words.NOT_A_REQUEST
    reasons = "; ".join(one_line(reason_words.reason(reason), 200) for reason in decision.reasons[:10])
    return f"{reason_words.tier(decision.tier)}: {reasons}"


def _reasons(decision: Decision) -> list[Block]:
    if decision.not_a_request:
        return [section(words.NOT_A_REQUEST)]
    found = decision.classification
    intents = ", ".join(f"{i.name} {reason_words.percent(i.confidence)}" for i in found.intents[:3])
    items = [[run(one_line(reason_words.reason(reason), 400))] for reason in decision.reasons[:10]]
    heading = rich_section(run(reason_words.tier(decision.tier), "bold"), run(f" · {intents}" if intents else ""))
    return [rich([heading, *([bullets(items)] if items else [])])]
