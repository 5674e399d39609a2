"""Knows what the app has posted since a scene began, and what of it the scene has accounted for."""

from __future__ import annotations

from bot.demo.scenes.scene import SceneFailed
from slack_sandbox.jsonlike import Json
from slack_sandbox.pings import pings_in
from slack_sandbox.sandbox import Sandbox
from slack_sandbox.stage import kind_of

Place = tuple[str, str]


class Ledger:
    """One a scene. A post that no scene expected is as wrong as one that is missing."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._before = set(self._posts())
        self._seen = len(sandbox.workspace.journal.ephemerals)
        self._claimed: set[Place] = set()

    def claim(self, channel: str, message: Json) -> None:
        """This post was expected."""
        self._claimed.add((self._sandbox.world.channel(channel).id, str(message["ts"])))

    def close(self) -> None:
        """Raises SceneFailed for an unexpected post, a bulk notification, or an ephemeral message to a customer."""
        fresh = {place: raw for place, raw in self._posts().items() if place not in self._before}
        surplus = [self._named(place, raw) for place, raw in fresh.items() if place not in self._claimed]
        if surplus:
            raise SceneFailed("nothing else to be posted", "; ".join(surplus))
        loud = [self._named(place, raw) for place, raw in fresh.items() if pings_in(raw)]
        if loud:
            raise SceneFailed("nobody to be notified in bulk", "; ".join(loud))
        world = self._sandbox.world
        for seen in self._sandbox.workspace.journal.ephemerals[self._seen :]:
            if world.is_external(world.user(seen.user)):
                raise SceneFailed("no ephemeral message to a customer", f"{world.user(seen.user).name}: {seen.text}")

    def _posts(self) -> dict[Place, Json]:
        channels = list(self._sandbox.world.channels)
        return {(channel, raw["ts"]): raw for channel in channels for raw in self._sandbox.bot_posts(channel)}

    def _named(self, place: Place, raw: Json) -> str:
        channel = self._sandbox.world.channel(place[0])
        return f"{kind_of(raw) or 'a post'} in #{channel.name}: {str(raw.get('text', ''))[:200]!r}"
