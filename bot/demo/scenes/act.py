"""What a scene works with: people who speak and click, and the watch on what follows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from bot.demo.scenes.scene import Part, SceneFailed, Teller
from bot.demo.scenes.watch import Watch
from slack_sandbox.jsonlike import Json
from slack_sandbox.stage import Said, Stage

CHANNELS = {"acme": "lumio-acme", "globex": "lumio-globex"}
COMPANIES = {"acme": "Acme Facilities", "globex": "Globex Property"}


_READING_S = 3.2
History = Callable[[str], Awaitable[int]]
"""Adds a labelled record of right answers to an intent; how many."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A person of a customer's company, and the channel they write in."""

    id: str
    name: str
    channel: str


class Act(Watch):
    """One play of one scene. `people` gives names for customers, `pace_s` is for those who watch."""

    def __init__(
        self,
        stage: Stage,
        teller: Teller,
        settled: Callable[[], Awaitable[None]],
        people: Iterator[str],
        *,
        history: History,
        times_played: int = 0,
        pace_s: float = 0.0,
    ) -> None:
        super().__init__(stage, teller, settled)
        self.times_played = times_played
        self._people = people
        self._history = history
        self._pace_s = pace_s

    def customer(self, company: str = "acme") -> Customer:
        """Someone who has not asked before, so that no earlier scene's ticket is joined."""
        full = next(self._people)
        user = self.drive.new_user(COMPANIES[company], full.split()[0].lower(), full)
        place = self.world.channel(CHANNELS[company])
        place.members.append(user.id)
        return Customer(user.id, f"{full} ({COMPANIES[company]})", place.name)

    async def say(self, who: Customer, text: str, *, thread: Said | None = None) -> Said:
        """A customer writes."""
        await self.pause()
        where = f"thread in #{who.channel}" if thread else f"#{who.channel}"
        self.teller.tell(Part.CUSTOMER, who.name, where, text)
        return await self.stage.say(who.id, who.channel, text, thread=thread)

    def did(self, user: str, what: str) -> None:
        """A colleague acted."""
        self.teller.tell(Part.STAFF, self.world.user(user).real_name, "the desk", what)

    def told(self, who: Customer, what: str) -> None:
        """A customer did something else than write."""
        self.teller.tell(Part.CUSTOMER, who.name, f"#{who.channel}", what)

    async def press(self, user: str, message: Json, action: str, told: str) -> None:
        """A colleague uses a button of a card."""
        await self.pause()
        self.did(user, told)
        await self._no_failure(self.stage.press(user, message, action), told)

    async def fill(self, user: str, values: dict[str, object], told: str) -> None:
        """A colleague fills in and sends the modal that has just opened."""
        await self.seen(self.stage.modal(user), "a form to open")
        await self.pause()
        self.did(user, told)
        outcome = await self.drive.submit(user, values)
        self.check(outcome.ok, "the form to be taken", f"{outcome.error} {outcome.errors}")

    async def weeks_of_right_answers(self, intent: str) -> None:
        """What a scene has no time for: a labelled record stands for all right answers but the last that it takes."""
        number = await self._history(intent)
        told = f"(weeks go by: the desk reviews {number} answers to “{intent}”, and all were right)"
        self.teller.tell(Part.NOTHING, "the desk", "", told)

    async def read(self) -> None:
        """Take the time that reading takes: what is approved faster is no audit."""
        await asyncio.sleep(_READING_S)

    async def pause(self) -> None:
        """Give people time to watch."""
        if self._pace_s:
            await asyncio.sleep(self._pace_s)

    async def _no_failure(self, act: Awaitable[None], what: str) -> None:
        try:
            await act
        except AssertionError as error:
            raise SceneFailed(f"{what!r} to work", str(error)) from None
