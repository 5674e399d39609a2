"""What customers read besides answers: labels, buttons and notices; promises only what is known."""

from __future__ import annotations

from datetime import date, datetime

from bot.texts import times

BY_AI = "Answered by Earnest (AI)"
HELPFUL = "Helpful"
NOT_HELPFUL = "Not helpful"
TALK_TO_PERSON = "Talk to a person"
SOURCES = "Sources"
DID_IT_HELP = "Did this answer your question? If not, write here and we go on."
WORD_TITLE = "Your feedback"
WORD_LABEL = "What was missing or wrong? (optional)"


def approved_by(name: str) -> str:
    """The label of a draft that staff approved as it was."""
    return f"Written by Earnest (AI), reviewed by {name}"


def written_by(name: str) -> str:
    """The label of what a person wrote on the desk."""
    return f"Written by {name}"


def edited_by(name: str) -> str:
    """The label of a draft that staff changed."""
    return f"Written by {name} with AI help (Earnest)"


def part_of(label: str, number: int, of: int) -> str:
    """The label of one message of an answer that is too long for one."""
    return f"{label} · part {number} of {of}"


def reviewed(on: date | None) -> str:
    """The last review of a source."""
    return f"reviewed {times.day(on)}" if on else "review date unknown"


def handoff(team: str, *, closes: datetime | None, opens: datetime | None, zone: str) -> str:
    """Tiers 2 and 3: who will answer and when. `closes` is set (local time) when people are at work now, `opens` when
    they are not; neither when the working hours do not tell."""
    who = _team(team)
    if closes is not None:
        until = times.clock(closes)
        return (
            f"Thanks for your message. This one is for a person: {who} has it and will answer in this thread. "
            f"We are at work now, until {until} ({zone})."
        )
    return f"Thanks for your message. This one is for a person: {who} has it. {_when(opens, zone)}"


def undecided(team: str, *, closes: datetime | None, opens: datetime | None, zone: str) -> str:
    """Tier 1: nobody has decided on the draft for a while."""
    start = f"We have not forgotten your question: {_team(team)} is still looking into it."
    return f"{start} You will get an answer in this thread." if closes is not None else f"{start} {_when(opens, zone)}"


def asked_for_person(team: str, *, closes: datetime | None, opens: datetime | None, zone: str) -> str:
    """The customer pressed "Talk to a person"."""
    start = f"Of course. {_capital(_team(team))} has been told."
    return f"{start} A person will answer in this thread." if closes is not None else f"{start} {_when(opens, zone)}"


def correction(text: str) -> str:
    """The start of a correction of an earlier answer, for notifications."""
    return f"A correction to our earlier answer: {text}"


CORRECTION = "A correction to our earlier answer"
CORRECTED_ANSWER = "the earlier answer"


def _when(opens: datetime | None, zone: str) -> str:
    if opens is None:
        return "A person will answer in this thread as soon as someone is available."
    back = f"{times.weekday(opens)} at {times.clock(opens)} ({zone})"
    return f"We are away at the moment and back on {back}; a person will answer in this thread then."


def _team(team: str) -> str:
    name = team.strip()
    if not name:
        return "our team"
    return f"our {name}" if name.lower().endswith("team") else f"our {name} team"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
