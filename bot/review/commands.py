"""/earnest: ask, why, flag, help. Every answer is for the person who typed it alone."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import Account, ChannelId, Conversation, Decision, MessageTs, Mode, TicketId, TurnId, UserId
from bot.domain.inbound import Command, Inbound
from bot.errors import EarnestError
from bot.flow import Parts, PlainSteps, decide
from bot.learn.verdicts import decision_at, flag_message
from bot.listen.parse_link import parse_link
from bot.outbox.blocks import Message, dry_run_message, help_message, note_message, why_message
from bot.outbox.ephemeral import tell
from bot.runtime import Tools
from bot.texts import commands as words


class Commands:
    """Runs a stored slash command."""

    def __init__(self, tools: Tools, parts: Parts) -> None:
        self._tools = tools
        self._parts = parts

    async def commanded(self, record: Inbound) -> str:
        """Handle a command; which one it was."""
        assert isinstance(record, Command)
        word, _, rest = record.text.partition(" ")
        message = await self._answer(record, word.lower(), rest.strip())
        await tell(
            self._tools,
            message,
            user=record.user,
            channel=record.channel,
            response_url=record.response_url,
            insist=True,
        )
        return word.lower() or "help"

    async def _answer(self, command: Command, word: str, rest: str) -> Message:
        if not await self._tools.household.may_act(command.user, command.team, command.channel):
            return note_message(words.refused(words.ONLY_DESK))
        try:
            if word == "ask":
                return await self._ask(command, rest)
            if word == "why":
                return await self._why(rest)
            if word == "flag":
                return await self._flag(command, rest)
        except EarnestError:
            return note_message(words.TRY_AGAIN)
        return help_message("" if word in ("", "help") else word)

    async def _ask(self, command: Command, question: str) -> Message:
        if not question:
            return note_message(words.NEEDS_QUESTION)
        channel = self._tools.household.channel_policy(command.channel) if command.channel else None
        account = self._tools.policy.account(channel.account if channel else None)
        decision = await dry_run(self._parts, question, account)
        return dry_run_message(question, decision, account.name if account else "")

    async def _why(self, text: str) -> Message:
        link = parse_link(text)
        if link is None:
            return note_message(words.NEEDS_LINK)
        row = await decision_at(self._tools, link[0], link[1])
        if row is None:
            return note_message(words.NOT_OURS)
        return why_message(row.decision.question, row.decision)

    async def _flag(self, command: Command, text: str) -> Message:
        link = parse_link(text)
        if link is None:
            return note_message(words.NEEDS_LINK)
        outcome = await flag_message(self._tools, link[0], link[1], command.user, note=link[2])
        return note_message(words.FLAGGED if outcome == "flagged" else words.NOTHING_TO_FLAG)


async def dry_run(parts: Parts, question: str, account: Account | None = None) -> Decision:
    """What would happen to a question, with timings; nothing is stored and nobody is told. Raises EarnestError."""
    steps = PlainSteps()
    conversation = Conversation(
        ticket_id=TicketId("dry-run"),
        turn_id=TurnId("dry-run"),
        revision=1,
        channel=ChannelId(""),
        thread_ts=MessageTs("0"),
        question=question,
        asked_by=UserId(""),
        asked_at=parts.clock.now(),
        account=account,
        mode=Mode.AUTO,
    )
    decision = await decide(parts, conversation, steps)
    return replace(decision, timings_ms=steps.timings_ms)
