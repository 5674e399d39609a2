"""Acts in the sandbox and waits for what follows; shared by the demo's scenes and the scenario tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from slack_sandbox.journal import Ephemeral
from slack_sandbox.jsonlike import Json
from slack_sandbox.sandbox import Sandbox

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Said:
    """A message that was posted through the stage."""

    user: str
    channel: str
    ts: str
    thread_ts: str

    @property
    def link_part(self) -> str:
        """How a link names the thread."""
        return "p" + self.thread_ts.replace(".", "")


class Stage:
    """People act, the app reacts; every wait is for a change, never for a time. Waits raise TimeoutError."""

    def __init__(self, sandbox: Sandbox, desk: str = "support-desk", patience_s: float = 10.0) -> None:
        self.sandbox = sandbox
        self.desk = sandbox.world.channel(desk).id
        self.patience_s = patience_s
        self._known: dict[str, set[str]] = {}  # a card loses its link when the question is deleted
        self._heard: set[tuple[str, str]] = set()

    def begin(self) -> None:
        """A new scene: no wait finds what anybody was shown alone before it, and no form or page is open any more."""
        self.sandbox.clear_screens()
        self._heard = {_key(shown) for shown in self.sandbox.workspace.journal.ephemerals}

    async def say(self, user: str, channel: str, text: str, *, thread: Said | None = None) -> Said:
        """Post as a person, in a thread when one is given."""
        thread_ts = thread.thread_ts if thread else None
        raw = await self.sandbox.drive.post(user, channel, text, thread_ts=thread_ts)
        return Said(user, self.sandbox.world.channel(channel).id, raw["ts"], thread_ts or raw["ts"])

    # ------------------------------------------------------------ what the customer sees

    def posts(self, said: Said, kind: str = "") -> list[Json]:
        """The app's posts in a thread, of one kind (answer, notice, correction) or all, oldest first."""
        thread = self.sandbox.thread(said.channel, said.thread_ts)
        mine = [m for m in thread if m.get("bot_id") == self.sandbox.world.bot.bot_id]
        return [m for m in mine if not kind or kind_of(m) == kind]

    async def answer(self, said: Said, number: int = 1) -> Json:
        """The thread's answer, the `number`-th one."""
        found = await self._wait(lambda: self.posts(said, "answer")[number - 1 : number])
        return found[0]

    async def notice(self, said: Said) -> Json:
        """The notice in the thread."""
        return (await self._wait(lambda: self.posts(said, "notice")))[0]

    async def eyes(self, said: Said) -> None:
        """Wait until the app has put its :eyes: on the message."""
        await self._wait(lambda: "eyes" in self.reactions(said))

    def reactions(self, said: Said) -> list[str]:
        """Names of the reactions on a message."""
        message = self.sandbox.message(said.channel, said.ts) or {}
        return [r["name"] for r in message.get("reactions", [])]

    # ------------------------------------------------------------ what the desk sees

    def cards(self, said: Said) -> list[Json]:
        """The cards about a thread, oldest first."""
        known = self._known.setdefault(said.thread_ts, set())
        cards = [m for m in self.sandbox.messages(self.desk, after=said.thread_ts) if kind_of(m) == "card"]
        known |= {card["ts"] for card in cards if said.link_part in json.dumps(card.get("blocks", []))}
        return [card for card in cards if card["ts"] in known]

    async def card(self, said: Said, number: int = 1) -> Json:
        """The thread's card, the `number`-th one."""
        return (await self._wait(lambda: self.cards(said)[number - 1 : number]))[0]

    async def card_shows(self, said: Said, text: str, number: int = 1) -> Json:
        """The card once it contains a text."""

        def shows() -> list[Json]:
            found = self.cards(said)[number - 1 : number]
            return [card for card in found if text in words(card)]

        return (await self._wait(shows))[0]

    async def card_offers(self, said: Said, action: str, number: int = 1) -> Json:
        """The card once it has a button."""

        def offers() -> list[Json]:
            return [card for card in self.cards(said)[number - 1 : number] if action in buttons(card)]

        return (await self._wait(offers))[0]

    async def press(self, user: str, message: Json, action: str, value: object = None, channel: str = "") -> None:
        """Click a button of a card (or, with `channel`, of another message); Slack must show no failure."""
        outcome = await self.sandbox.drive.click(user, channel or self.desk, message["ts"], action, value)
        if not outcome.ok:
            raise AssertionError(f"{user} pressed {action} and Slack showed: {outcome.error}")

    async def modal(self, user: str) -> Json:
        """The modal in front of a person."""
        found = await self._wait(lambda: self.sandbox.view_of(user))
        assert found is not None
        return found

    async def ephemeral_to(self, user: str, containing: str = "") -> str:
        """The words and blocks of the oldest message shown to this person alone that has a text: of this scene, and
        none that an earlier wait has returned."""

        def heard() -> list[Ephemeral]:
            return [shown for shown in self.unheard(user) if containing in _told(shown)]

        found = (await self._wait(heard))[0]
        self._heard.add(_key(found))
        return _told(found)

    def unheard(self, user: str) -> list[Ephemeral]:
        """What was shown to this person alone in this scene, oldest first, without what a wait has returned."""
        return [shown for shown in self.sandbox.ephemerals(user) if _key(shown) not in self._heard]

    async def typed(self, user: str, text: str, containing: str = "", channel: str = "") -> str:
        """Type `/earnest` and a text; what only this person is shown from then on, once it has `containing`."""
        self._heard |= {_key(shown) for shown in self.unheard(user)}
        outcome = await self.sandbox.drive.command(user, channel or self.desk, "/earnest", text)
        if not outcome.ok:
            raise AssertionError(f"{user} typed {text} and Slack showed: {outcome.error}")
        return await self.ephemeral_to(user, containing)

    async def _wait(self, look: Callable[[], T]) -> T:
        return await self.sandbox.wait_for(look, self.patience_s)


def _key(shown: Ephemeral) -> tuple[str, str]:
    """One message for one person; what is put in its place counts as another."""
    return shown.ts, shown.text


def _told(shown: Ephemeral) -> str:
    return f"{shown.text}\n{json.dumps(shown.blocks, ensure_ascii=False)}"


def kind_of(message: Json) -> str:
    """The kind the app gave a post in its metadata."""
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return str(payload.get("kind", ""))


def words(message: Json) -> str:
    """All words a person reads in a message's blocks."""
    return " ".join(_texts(message.get("blocks", [])))


def buttons(message: Json) -> list[str]:
    """The action ids a message offers."""
    found: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, dict):
            if "action_id" in node:
                found.append(str(node["action_id"]))
            for child in node.values():
                walk(child)
        elif isinstance(node, list):
            for child in node:
                walk(child)

    walk(message.get("blocks", []))
    return found


def _texts(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [node["text"]] if isinstance(node.get("text"), str) else []
        return own + [text for key, child in node.items() if key != "value" for text in _texts(child)]
    if isinstance(node, list):
        return [text for child in node for text in _texts(child)]
    return []
