"""What staff read about modes and pauses."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import Mode

_MEANING = {
    Mode.WATCH: "nothing reaches the customer; the desk sees what would have",
    Mode.DRAFT: "every answer is reviewed first",
    Mode.AUTO: "answers go out without review where they have earned it",
}
HEADING = "What holds in "
HOLDS = " ← holds"
INTENTS = "Intents with a mode of their own (the stricter one holds):"
PAUSED = "Paused by staff (/earnest resume ends it):"


def holds(mode: Mode) -> str:
    """The mode that holds and what it means."""
    return f"{mode.value}: {_MEANING[mode]}"


def limit(tier: str, most: int) -> str:
    """The limit of an account's tier."""
    key = f"tiers.{tier}.max_tier0"
    if most == 0:
        return f"This account's tier allows no answers without review ({key})."
    return f"At most {most} answers without review in 24 hours, by this account's tier ({key})."


def source(key: str) -> str:
    """Whose setting a key of the policy is."""
    part, _, rest = key.partition(".")
    name = rest.rpartition(".")[0]
    told = {"channels": "this channel", "tiers": f"account tier {name}", "intents": f"intent {name}"}
    return told.get(part, "app")


def target(what: str) -> str:
    """What is paused: `app`, `intent:NAME`, `channel:ID` or `account:NAME:intent:NAME`."""
    kind, _, name = what.partition(":")
    if kind == "account":
        account, _, intent = name.partition(":intent:")
        return f"the intent {intent} for {account}, until somebody has looked at what they flagged"
    return {"intent": f"the intent {name}", "channel": f"the channel {name}"}.get(kind, "everything")


def paused(what: str) -> str:
    """A pause was set."""
    return f"Paused: {target(what)}. Every answer there is reviewed first, until somebody resumes it."


def resumed(what: str) -> str:
    """A pause was ended."""
    return f"Resumed: {target(what)}. Answers there go out without review again where the other settings allow it."


def was_not_paused(what: str) -> str:
    """There was no pause to end."""
    return f"Nothing to resume: {target(what)} is not paused."


def no_channel(text: str) -> str:
    """A channel that nobody knows."""
    return f"“{text}” is no channel that Earnest is in. Write its #name or id, or use the command there."


def unknown_target(text: str, intents: Sequence[str]) -> str:
    """Neither an intent nor a channel."""
    return f"“{text}” is neither an intent nor a channel that Earnest is in. Intents: {', '.join(intents)}."


def more(lines: int) -> str:
    """What a list has no room for."""
    return f"… and {lines} more"
