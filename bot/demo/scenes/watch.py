"""What follows on the stage: waited for, told, and checked in what Slack holds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.demo.scenes.ledger import Ledger
from bot.demo.scenes.scene import Part, SceneFailed, Teller
from slack_sandbox.journal import Ephemeral
from slack_sandbox.jsonlike import Json
from slack_sandbox.methods.chat_extras import permalink
from slack_sandbox.stage import Said, Stage, kind_of, words

T = TypeVar("T")


class Watch:
    """Everything here raises SceneFailed when it is not as it should be. `settled` waits until the app is idle."""

    def __init__(self, stage: Stage, teller: Teller, settled: Callable[[], Awaitable[None]]) -> None:
        self.stage = stage
        self.drive = stage.sandbox.drive
        self.world = stage.sandbox.world
        self.settled = settled
        self.ledger = Ledger(stage.sandbox)
        self.teller = teller
        self._notes = {m["ts"] for m in stage.sandbox.messages("support-desk") if kind_of(m) == "notice"}
        self._lines: dict[str, set[str]] = {}
        self._heard = {shown.ts for shown in stage.sandbox.workspace.journal.ephemerals}

    async def answer(
        self, said: Said, *contains: str, number: int = 1, source: str = "", lacks: Sequence[str] = ()
    ) -> Json:
        """The thread's answer, told and checked."""
        found = await self.seen(self.stage.answer(said, number), "an answer in the thread", said)
        return self._public(said, found, contains, lacks, source)

    async def notice(self, said: Said, *contains: str) -> Json:
        """The notice in the thread, told and checked."""
        found = await self.seen(self.stage.notice(said), "a notice in the thread", said)
        return self._public(said, found, contains, (), "")

    async def eyes(self, said: Said) -> None:
        """The customer sees that the message was noticed."""
        await self.seen(self.stage.eyes(said), ":eyes: on the message", said)

    async def card(self, said: Said, *contains: str, offers: str = "", number: int = 1) -> Json:
        """The thread's card once it shows and offers what it should; told and checked."""

        def ready() -> list[Json]:
            found = self.stage.cards(said)[number - 1 : number]
            return [card for card in found if all(text in words(card) for text in contains)]

        wanted = f"a card that shows {list(contains)}" if contains else "a card on the desk"
        wait = self.stage.sandbox.wait_for(ready, self.stage.patience_s)
        found = (await self.seen(wait, wanted, said))[0]
        if offers:
            found = await self.seen(self.stage.card_offers(said, offers, number), f"a card that offers {offers}", said)
        self.ledger.claim(self.stage.desk, found)
        self._tell_card(found)
        return found

    async def team_card(self, said: Said, channel: str) -> None:
        """The card itself in the channel of the team that was given it, and the line that calls whoever has it now."""

        def there() -> list[Json]:
            ours = [m for m in self.stage.sandbox.messages(channel) if said.link_part in str(m)]
            kinds = {kind_of(m): m for m in ours if kind_of(m) in ("card", "clock")}
            return list(kinds.values()) if len(kinds) == 2 else []

        wait = self.stage.sandbox.wait_for(there, self.stage.patience_s)
        for found in await self.seen(wait, f"the card in #{channel}, and a line that calls its owner", said):
            self.ledger.claim(channel, found)
            self.teller.tell(Part.DESK, str(kind_of(found)), f"#{channel}", str(found["text"]).partition("\n")[0])

    async def pointer(self, said: Said, channel: str) -> None:
        """The line in a team's own channel that leads to the card."""

        def there() -> list[Json]:
            card = self.stage.cards(said)[-1:]
            part = "p" + card[0]["ts"].replace(".", "") if card else "no card"
            return [m for m in self.stage.sandbox.messages(channel) if kind_of(m) == "pointer" and part in str(m)]

        wait = self.stage.sandbox.wait_for(there, self.stage.patience_s)
        found = (await self.seen(wait, f"a line in #{channel} that leads to the card", said))[0]
        self.ledger.claim(channel, found)
        self.teller.tell(Part.DESK, "pointer", f"#{channel}", str(found["text"]))

    async def article_card(self, source: str) -> Json:
        """The desk's card about a flagged article."""

        def there() -> list[Json]:
            on_desk = self.stage.sandbox.messages("support-desk")
            return [m for m in on_desk if kind_of(m) == "article_card" and source in str(m)]

        wait = self.stage.sandbox.wait_for(there, self.stage.patience_s)
        found = (await self.seen(wait, f"a card about the article {source!r}"))[-1]
        self.ledger.claim("support-desk", found)
        self.teller.tell(Part.DESK, "article card", "#support-desk", str(found["text"]))
        return found

    async def desk_note(self, *contains: str) -> Json:
        """A sentence to the desk that belongs to no request, and that this scene has not seen before."""

        def there() -> list[Json]:
            found = [m for m in self.stage.sandbox.messages("support-desk") if kind_of(m) == "notice"]
            return [m for m in found if m["ts"] not in self._notes and all(text in words(m) for text in contains)]

        wait = self.stage.sandbox.wait_for(there, self.stage.patience_s)
        found = (await self.seen(wait, f"the desk to be told {list(contains)}"))[-1]
        self._notes.add(found["ts"])
        self.ledger.claim("support-desk", found)
        self.teller.tell(Part.DESK, "note", "#support-desk", str(found["text"]))
        return found

    async def decided(self, said: Said, *contains: str) -> str:
        """Tier and reasons, as `/earnest why` tells them to a colleague."""
        raw = self.stage.sandbox.message(said.channel, said.ts) or {"ts": said.ts}
        link = permalink(self.stage.sandbox.workspace, self.world.channel(said.channel), raw)
        earlier = len(self.stage.sandbox.ephemerals("sam"))
        await self.drive.command("sam", "support-desk", "/earnest", f"why {link}")
        wait = self.stage.sandbox.wait_for(
            lambda: self.stage.sandbox.ephemerals("sam")[earlier:], self.stage.patience_s
        )
        told = (await self.seen(wait, "an answer to /earnest why", said))[-1].text
        self.teller.tell(Part.DECISION, "/earnest why", "", told)
        for text in contains:
            self.check(text in told, f"a decision with {text!r}", told)
        return told

    async def ephemeral_to(self, user: str, containing: str) -> None:
        """The ephemeral message a colleague was shown since the scene began, and that it has not yet told."""

        def heard() -> list[Ephemeral]:
            told = [shown for shown in self.stage.sandbox.ephemerals(user) if shown.ts not in self._heard]
            return [shown for shown in told if containing in shown.text]

        wait = self.stage.sandbox.wait_for(heard, self.stage.patience_s)
        found = (await self.seen(wait, f"{user} to be told {containing!r}"))[0]
        self._heard.add(found.ts)
        self.teller.tell(Part.EARNEST, "Earnest", f"to {self.world.user(user).real_name} alone", found.text)

    async def nothing_for(self, said: Said) -> None:
        """Nobody hears anything of this message: no post, no card, no emoji."""
        await self.settled()
        self.teller.tell(Part.NOTHING, "Earnest", "", "(nothing)")
        self.check(not self.stage.posts(said), "no post in the thread", self._state(said))
        self.check(not self.stage.cards(said), "no card on the desk", self._state(said))
        self.check(not self.stage.reactions(said), "no emoji", self._state(said))

    def count(self, said: Said, *, posts: int, cards: int) -> None:
        """How much the thread and the desk hold in the end."""
        held = (len(self.stage.posts(said)), len(self.stage.cards(said)))
        self.check(held == (posts, cards), f"{posts} post(s) in the thread and {cards} card(s)", self._state(said))

    def check(self, true: bool, expected: str, happened: str) -> None:
        """Raises SceneFailed unless true."""
        if not true:
            raise SceneFailed(expected, happened)

    async def end(self, *, alone: bool = True) -> None:
        """Wait until all is quiet. `alone`: nobody else acts, so that every post must be one of the scene's."""
        await self.settled()
        if alone:
            self.ledger.close()

    # ------------------------------------------------------------ parts

    async def seen(self, wait: Awaitable[T], expected: str, said: Said | None = None) -> T:
        """What is waited for, or SceneFailed with what stands there instead."""
        try:
            return await wait
        except TimeoutError:
            raise SceneFailed(expected, self._state(said) if said else "it did not come") from None

    def _tell_card(self, card: Json) -> None:
        """All of a card the first time; then its title and what is new on it."""
        title, *rest = str(card["text"]).split("\n")
        known = self._lines.setdefault(card["ts"], set())
        self.teller.tell(Part.DESK, "card", "#support-desk", "\n".join([title, *(r for r in rest if r not in known)]))
        known.update(rest)

    def _public(self, said: Said, post: Json, contains: Sequence[str], lacks: Sequence[str], source: str) -> Json:
        self.ledger.claim(said.channel, post)
        channel = self.world.channel(said.channel)
        self.teller.tell(Part.EARNEST, "Earnest", f"thread in #{channel.name}", str(post["text"]))
        shown = f"{post['text']}\n{words(post)}"
        for text in (*contains, *([source] if source else [])):
            self.check(text in shown, f"the customer to read {text!r}", str(post["text"]))
        for text in lacks:
            self.check(text not in shown, f"the customer not to read {text!r}", str(post["text"]))
        return post

    def _state(self, said: Said) -> str:
        posts = [f"{kind_of(m)}: {m['text'][:300]!r}" for m in self.stage.posts(said)]
        cards = [str(m["text"])[:300] for m in self.stage.cards(said)]
        return f"thread {posts or 'empty'}, desk {cards or 'no card'}, emoji {self.stage.reactions(said) or 'none'}"
