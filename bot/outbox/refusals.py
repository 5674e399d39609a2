"""What a refusal by Slack means for a post, and what earlier tries of it taught (codes: docs/slack.md, Methods)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import PermanentError, TransientError

BACKOFF_S = (0.5, 1.0, 2.0, 5.0, 15.0, 30.0, 60.0)
MENDED_EVERY_S = 30.0  # how often to see whether a person has mended what only a person can mend

_BLOCKS = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_blocks_too_many", "block_mismatch"}
)
_SIGN_IN = frozenset(
    {
        "account_inactive",
        "accesslimited",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "token_expired",
        "token_revoked",
    }
)
_CHANNEL = frozenset(
    {
        "access_denied",
        "channel_is_limited_access",
        "channel_not_found",
        "ekm_access_denied",
        "external_channel_migrating",
        "is_archived",
        "is_inactive",
        "no_permission",
        "not_in_channel",
        "team_access_not_granted",
        "team_not_found",
    }
)
_THREAD = frozenset(
    {"cannot_reply_to_message", "message_not_found", "restricted_action_thread_locked", "thread_not_found"}
)


class Refusal(StrEnum):
    """What is refused: the blocks, the app itself (its token or scopes), the channel, the thread, or something else."""

    BLOCKS = "blocks"
    SIGN_IN = "sign_in"
    CHANNEL = "channel"
    THREAD = "thread"
    OTHER = "other"


def refusal(error: PermanentError) -> Refusal:
    """The kind of a refusal."""
    if error.code in _BLOCKS:
        return Refusal.BLOCKS
    if error.code in _SIGN_IN:
        return Refusal.SIGN_IN
    if error.code in _THREAD:
        return Refusal.THREAD
    if error.code in _CHANNEL or error.code.startswith("restricted_action"):
        return Refusal.CHANNEL
    return Refusal.OTHER


class Form(StrEnum):
    """How much of a message is tried: all of it, without newer block types, or its words alone."""

    FULL = "full"
    PLAIN = "plain"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Memory:
    """What earlier tries taught, kept in the post's `error`, so that a restart does not forget it.

    `uncertain`: some try may have happened. It stays set: a lost call can arrive late."""

    uncertain: bool = False
    form: Form = Form.FULL
    why: str = ""

    def __str__(self) -> str:
        marks = [*(["uncertain"] if self.uncertain else []), *([self.form.value] if self.form is not Form.FULL else [])]
        return f"[{' '.join(marks)}] {self.why}" if marks else self.why

    @classmethod
    def of(cls, error: str) -> Memory:
        """What `str` wrote; an error without marks is only a reason."""
        found = re.match(r"\[([a-z ]+)\] ?", error)
        if found is None:
            return cls(why=error)
        marks = found.group(1).split()
        form = next((Form(mark) for mark in marks if mark in set(Form)), Form.FULL)
        return cls("uncertain" in marks, form, error[found.end() :])


def next_form(form: Form, *, has_plain: bool) -> Form | None:
    """What to try after Slack refused a message's blocks; None when its words alone were refused."""
    if form is Form.WORDS:
        return None
    return Form.PLAIN if has_plain and form is Form.FULL else Form.WORDS


def wait_s(error: TransientError, attempts: int) -> float:
    """Seconds until the next try: Slack's own word, else longer each time."""
    return backoff_s(attempts) if error.retry_after_s is None else error.retry_after_s


def backoff_s(attempts: int) -> float:
    """Seconds to wait after so many tries."""
    return BACKOFF_S[min(max(attempts, 1), len(BACKOFF_S)) - 1]
