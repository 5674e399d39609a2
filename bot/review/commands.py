"""/earnest: what each word of it does. Every answer is for the person who typed it alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.domain import Account, ChannelId, Decision, MessageTs
from bot.domain.article_writer import NamedTexts
from bot.domain.inbound import Command
from bot.domain.ports import ReportSource
from bot.errors import EarnestError
from bot.outbox.blocks import SlackMessage, dry_run_message, help_message, note_message, why_message
from bot.outbox.decision_at import decision_at
from bot.outbox.ephemeral import tell
from bot.outbox.places import account_in
from bot.platform.slack.links import parse_link
from bot.platform.work import work_on
from bot.review.autonomy_command import AutonomyCommand
from bot.review.gap_list import GapList
from bot.review.kb_command import KbCommand
from bot.review.mode_commands import ModeCommands
from bot.review.permission import NOT_A_MEMBER, permitted
from bot.review.report_command import ReportCommand
from bot.runtime import Runtime, Verdicts
from bot.texts import commands as words
from bot.texts import heard

Answer = SlackMessage | list[SlackMessage]
DryRun = Callable[[str, Account | None], Awaitable[Decision]]


class Commands:
    """Runs a stored slash command."""

    def __init__(
        self,
        runtime: Runtime,
        verdicts: Verdicts,
        dry_run: DryRun,
        gaps: GapList,
        reports: ReportSource,
        texts: NamedTexts,
    ) -> None:
        self._kb = KbCommand(runtime, texts, gaps)
        self._gaps = gaps
        self._report = ReportCommand(runtime, reports)
        self._runtime = runtime
        self._verdicts = verdicts
        self._dry_run = dry_run
        self._modes = ModeCommands(runtime)

    async def commanded(self, record: Command) -> str:
        """Handle a command; which one it was."""
        if not await permitted(self._runtime, record):
            return NOT_A_MEMBER
        word, _, rest = record.text.partition(" ")
        answer = await self._answer(record, word.lower(), rest.strip())
        for message in answer if isinstance(answer, list) else [answer]:
            await tell(
                self._runtime,
                message,
                user=record.user,
                channel=record.channel,
                response_url=record.response_url,
                insist=True,
            )
        return word.lower() or "help"

    async def _answer(self, command: Command, word: str, rest: str) -> Answer:
        handler = self.handlers.get(word or "help")
        if handler is None:
            return help_message(word)
        try:
            return await handler(command, rest)
        except EarnestError:
            return note_message(words.TRY_AGAIN)

    @property
    def handlers(self) -> Mapping[str, Callable[[Command, str], Awaitable[Answer]]]:
        """What each word of the command does."""
        return {
            "ask": self._ask,
            "why": self._why,
            "flag": self._flag,
            "autonomy": AutonomyCommand(self._runtime).show,
            "config": self._modes.config,
            "pause": self._modes.pause,
            "resume": self._modes.resume,
            "gaps": self._list_gaps,
            "kb": self._kb.show,
            "report": self._report.show,
            "help": self._help,
        }

    async def _help(self, command: Command, rest: str) -> SlackMessage:
        return help_message("")

    async def _list_gaps(self, command: Command, rest: str) -> SlackMessage:
        return await self._gaps.listed(command, rest)

    async def _ask(self, command: Command, question: str) -> SlackMessage:
        if not question:
            return note_message(words.NEEDS_QUESTION)
        account = account_in(self._runtime, command.channel)
        decision = await self._dry_run(question, account)
        return dry_run_message(question, decision, account.name if account else "")

    async def _why(self, command: Command, text: str) -> SlackMessage:
        link = parse_link(text)
        if link is None:
            return note_message(words.NEEDS_LINK)
        channel = self._runtime.directory.current(link[0])
        row = await decision_at(self._runtime, channel, link[1])
        if row is None:
            return note_message(heard.sentence(await self._what_was_heard({link[0], channel}, link[1])))
        work_on(ticket=row.ticket_id, turn=row.turn_id)
        return why_message(row.decision.question, row.decision)

    async def _what_was_heard(self, channels: set[ChannelId], ts: MessageTs) -> str:
        """What became of a message that no decision was made on."""
        for channel in channels:
            row = await self._runtime.store.inbox.get(f"{channel}:{ts}")
            if row is not None:
                return row.note
        return heard.NEVER_SEEN

    async def _flag(self, command: Command, text: str) -> SlackMessage:
        link = parse_link(text)
        if link is None:
            return note_message(words.NEEDS_LINK)
        channel = self._runtime.directory.current(link[0])
        outcome = await self._verdicts.flag_message(channel, link[1], command.user, note=link[2])
        return note_message(words.FLAGGED if outcome == "flagged" else words.NOTHING_TO_FLAG)
