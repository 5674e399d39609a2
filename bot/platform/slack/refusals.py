"""What a refusal by Slack is about: the blocks, the app, the channel, the thread, or else (docs/slack.md, Methods)."""

from __future__ import annotations

from enum import StrEnum

from bot.errors import PermanentError

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
KNOWN = _BLOCKS | _SIGN_IN | _CHANNEL | _THREAD
"""The codes that we know what to do about."""


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
