"""What earlier tries of a post taught, and how long to wait before the next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.outbox.post_intents import PostKind
from bot.store.records import Post

FIXED_EVERY_S = 30.0  # how often to see whether a person has fixed what only a person can fix


class MessageForm(StrEnum):
    """How much of a message is tried: all of it, without newer block types, its words alone, or one line."""

    FULL = "full"
    PLAIN = "plain"
    WORDS = "words"
    LINE = "line"


_FORMS = {
    PostKind.ANSWER: (MessageForm.FULL, MessageForm.PLAIN, MessageForm.WORDS),
    PostKind.CARD: (MessageForm.FULL, MessageForm.PLAIN, MessageForm.WORDS, MessageForm.LINE),
    PostKind.TEAM_CARD: (MessageForm.FULL, MessageForm.PLAIN, MessageForm.WORDS),
    PostKind.CARD_UPDATE: (MessageForm.FULL, MessageForm.PLAIN, MessageForm.WORDS),
    PostKind.DIGEST: (MessageForm.FULL, MessageForm.PLAIN, MessageForm.WORDS),
}
_OTHERS = (MessageForm.FULL, MessageForm.WORDS)


@dataclass(frozen=True, slots=True)
class RetryState:
    """What earlier tries taught; kept with the post, so that a restart does not forget it.

    `uncertain`: some try may have happened. It stays set: a lost call can arrive late."""

    uncertain: bool = False
    form: MessageForm = MessageForm.FULL
    why: str = ""

    @classmethod
    def of(cls, post: Post) -> RetryState:
        """What a post remembers."""
        return cls(post.uncertain, MessageForm(post.form or MessageForm.FULL), post.why)


def next_form(form: MessageForm, kind: str) -> MessageForm | None:
    """What to try after Slack refused a message in this form; None when nothing simpler is left."""
    forms = _FORMS.get(PostKind(kind), _OTHERS)
    later = forms[forms.index(form) + 1 :] if form in forms else ()
    return later[0] if later else None
