"""Who may do what where, before anything is sent."""

from __future__ import annotations

from slack_sandbox.jsonlike import Json
from slack_sandbox.refusal import DriveError
from slack_sandbox.workspace import Workspace
from slack_sandbox.world import Channel, User


class Actor:
    """Base of the parts of the drive: finds people, channels and messages as a person sees them."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws

    def _user(self, wanted: str) -> User:
        try:
            return self._ws.world.user(wanted)
        except KeyError as error:
            raise DriveError(str(error.args[0])) from None

    def _person(self, wanted: str) -> User:
        user = self._user(wanted)
        if user.is_bot:
            raise DriveError(f"{user.name} is a bot; only people can do this")
        return user

    def _bot(self, wanted: str) -> User:
        user = self._user(wanted)
        if not user.is_bot:
            raise DriveError(f"{user.name} is a person; only apps can do this")
        return user

    def _channel(self, wanted: str) -> Channel:
        try:
            return self._ws.world.channel(wanted)
        except KeyError as error:
            raise DriveError(str(error.args[0])) from None

    def _place(self, user: User, wanted: str) -> Channel:
        channel = self._channel(wanted)
        if user.id not in channel.members:
            raise DriveError(f"{user.name} is not a member of #{channel.name}")
        return channel

    def _message(self, channel: Channel, ts: str) -> Json:
        raw = self._ws.messages.get(channel.id, ts)
        if raw is None:
            raise DriveError(f"no message {ts} in #{channel.name}")
        return raw
