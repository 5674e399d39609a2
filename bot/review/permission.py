"""Who may act as the desk: asked once for each click, form, shortcut and command, and who may not is told."""

from __future__ import annotations

from bot.domain import ChannelId
from bot.domain.inbound import Click, Command, Shortcut, ViewSubmitted
from bot.outbox.blocks import note_message, unpack
from bot.outbox.ephemeral import tell, tell_back
from bot.runtime import Runtime
from bot.texts import commands as words

NOT_A_MEMBER = "not a desk member"  # what became of it, in a word


async def permitted(runtime: Runtime, record: Click | Shortcut | ViewSubmitted | Command) -> bool:
    """Whether whoever made it may act as the desk now; who may not has been told. clicks.py, forms.py and commands.py
    ask before they hand it to what does the work: no desk asks by itself, and so none can forget to."""
    channel = _place(record) if isinstance(record, ViewSubmitted) else record.channel
    team = record.team if isinstance(record, Command) else record.user_team
    if await runtime.directory.may_act(record.user, team, channel):
        return True
    await _refuse(runtime, record, channel)
    return False


async def _refuse(
    runtime: Runtime, record: Click | Shortcut | ViewSubmitted | Command, channel: ChannelId | None
) -> None:
    why = words.refused(words.ONLY_DESK)
    if isinstance(record, Click | Shortcut):
        await tell_back(runtime, record, why)
    elif isinstance(record, Command):
        url = record.response_url
        await tell(runtime, note_message(why), user=record.user, channel=channel, response_url=url, insist=True)
    else:
        await tell(runtime, note_message(why), user=record.user, channel=channel)


def _place(form: ViewSubmitted) -> ChannelId | None:
    """Where the button stands that opened a form."""
    where = unpack(form.private_metadata)
    return ChannelId(where.channel) if where and where.channel else None
