"""What earlier tries of a post taught, and how long to wait before the next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.retry import Backoff

BACKOFF = Backoff((0.5, 1.0, 2.0, 5.0, 15.0, 30.0, 60.0))
FIXED_EVERY_S = 30.0  # how often to see whether a person has fixed what only a person can fix


class MessageForm(StrEnum):
    """How much of a message is tried: all of it, without newer block types, or its words alone."""

    FULL = "full"
    PLAIN = "plain"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Memory:
    """What earlier tries taught, kept in the post's `error`, so that a restart does not forget it.

    `uncertain`: some try may have happened. It stays set: a lost call can arrive late."""

    uncertain: bool = False
    form: MessageForm = MessageForm.FULL
    why: str = ""

    def __str__(self) -> str:
        marks = [
            *(["uncertain"] if self.uncertain else []),
            *([self.form.value] if self.form is not MessageForm.FULL else []),
        ]
        return f"[{' '.join(marks)}] {self.why}" if marks else self.why

    @classmethod
    def of(cls, error: str) -> Memory:
        """What `str` wrote; an error without marks is only a reason."""
        found = re.match(r"\[([a-z ]+)\] ?", error)
        if found is None:
            return cls(why=error)
        marks = found.group(1).split()
        form = next((MessageForm(mark) for mark in marks if mark in set(MessageForm)), MessageForm.FULL)
        return cls("uncertain" in marks, form, error[found.end() :])


def next_form(form: MessageForm, *, has_plain: bool) -> MessageForm | None:
    """What to try after Slack refused a message's blocks; None when its words alone were refused."""
    if form is MessageForm.WORDS:
        return None
    return MessageForm.PLAIN if has_plain and form is MessageForm.FULL else MessageForm.WORDS
