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
from bot.texts import modes, verdicts
from bot.texts import reasons as reason_words

_SENTENCES = ((40, 300), (25, 160), (12, 120))
_LISTED = (40, 20, 10, 5)
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
    """Tier and reasons of a decision, what each layer of the check said of the answer's sentences, and the versions of
    all that made it."""
    head = [rich([rich_quote(run(one_line(question, 300)))]), *_reasons(decision)]
    made = context(verdicts.made_with(decision))
    blocks = fitted(lambda room: [*head, *_checked(decision, room), made], _SENTENCES)
    return unmarked(_fallback(decision), blocks)


def _checked(decision: Decision, room: tuple[int, int]) -> list[Block]:
    """The first sentences of an answer with their verdicts, a number and a length of them; none without an answer."""
    drafted = decision.drafted
    if drafted is None or not drafted.generation.sentences:
        return []
    checks, titles = drafted.grounding.checks, {passage.id: passage.title for passage in decision.passages}
    if not checks:
        return [section(verdicts.UNCHECKED)]
    number, length = room
    parts = [rich_section(run(verdicts.HEADING, "bold"))]
    for check in checks[:number]:
        verdict = verdicts.verdict(check, titles.get(check.passage_id, "") if check.passage_id else "")
        parts.append(rich_section(run(one_line(check.sentence.text, length))))
        parts.append(rich_quote(run(one_line(verdict, length), *(() if check.supported else ("bold",)))))
    if len(checks) > number:
        parts.append(rich_section(run(verdicts.more(len(checks) - number), "italic")))
    return [rich(parts)]


def config_message(
    channel: ChannelId,
    settings: Sequence[Setting],
    intents: Mapping[str, Mode],
    paused: Collection[str],
    limit: tuple[str, int] | None,
) -> SlackMessage:
    """The mode that holds in a channel, the settings it follows from with where each stands, and what is paused.
    `limit`: the account's tier, and how many answers without review it gets a day; None for no limit."""
    mode = strictest(setting.mode for setting in settings)
    blocks = fitted(lambda room: _config(channel, settings, intents, sorted(paused), room), _LISTED)
    if limit is not None:
        blocks.append(section(modes.limit(*limit)))
    return unmarked(f"{modes.HEADING}{channel}: {modes.holds(mode)}", blocks)


def _config(
    channel: ChannelId, settings: Sequence[Setting], intents: Mapping[str, Mode], paused: Sequence[str], room: int
) -> list[Block]:
    mode = strictest(setting.mode for setting in settings)
    here: Block = {"type": "channel", "channel_id": channel}
    heading = rich_section(run(modes.HEADING), here, run(f": {modes.holds(mode)}"))
    parts = [heading, bullets([_setting(one, holds=one.mode is mode) for one in settings])]
    if intents:
        own = [Setting(f"intents.{name}.mode", set_to) for name, set_to in intents.items()]
        rows = [_setting(one, holds=one.mode is not mode and strictest([mode, one.mode]) is one.mode) for one in own]
        parts += [rich_section(run(modes.INTENTS)), bullets(_cut(rows, room))]
    if paused:
        parts += [rich_section(run(modes.PAUSED)), bullets(_cut([[run(modes.target(what))] for what in paused], room))]
    return [rich(parts)]


def _cut(rows: list[list[Block]], room: int) -> list[list[Block]]:
    """As many lines as there is room for, and how many there are besides."""
    return rows if len(rows) <= room else [*rows[:room], [run(modes.more(len(rows) - room))]]


def _setting(one: Setting, *, holds: bool) -> list[Block]:
    """A setting with its place in the policy, and whether it is the one that holds."""
    said = [run(one.key, "code"), run(f" ({modes.source(one.key)}): {one.mode.value}")]
    return [*said, *([run(modes.HOLDS, "bold")] if holds else [])]


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
