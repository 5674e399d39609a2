"""What Slack refuses, in words: what is wrong and what a person does about it."""

from __future__ import annotations

HELD = "Waits to be posted: Slack does not take it, or does not show its thread, at the moment. It is tried again."
WATCHED = "Earnest only watches here (mode: watch), so nothing of it reaches the customer"
SPOKEN = "somebody has said or settled something since"
_SAID = {
    "is_archived": ("the channel is archived", "unarchive it"),
    "is_inactive": ("the channel is archived", "unarchive it"),
    "not_in_channel": ("Earnest is not in the channel", "invite it there: /invite @Earnest"),
    "channel_not_found": (
        "Slack knows no such channel, or Earnest was removed from it",
        "invite it there: /invite @Earnest",
    ),
    "channel_is_limited_access": ("Earnest may not see the channel", "give it access to the channel"),
    "restricted_action_read_only_channel": ("only some people may post there", "let Earnest post in the channel"),
    "restricted_action_thread_locked": ("the thread is locked", "unlock it, or answer in a new thread"),
    "thread_not_found": ("the question is gone", "ask the customer if it still stands"),
    "cannot_reply_to_message": ("the question is gone", "ask the customer if it still stands"),
    "message_not_found": ("the question is gone", "ask the customer if it still stands"),
    "misplaced": (
        "the question was deleted on the way, so the post would have stood outside its thread and was taken away again",
        "ask the customer if it still stands",
    ),
    "missing_scope": ("the app lacks a permission", "add the scopes of manifest.yml and reinstall the app"),
    "messages_tab_disabled": ("the app's messages tab is off", "import manifest.yml again"),
    "msg_too_long": ("the text is too long for Slack", "shorten it and send it by hand"),
    "message_limit_exceeded": ("the workspace has reached its limit of messages", "ask the workspace's owner"),
    "unconfirmed": ("whether it arrived cannot be told", "look into the thread"),
    "internal": ("an error of Earnest's own", "answer by hand, and look into Earnest's log"),
}
_SIGN_IN = (
    "account_inactive",
    "invalid_auth",
    "not_authed",
    "org_login_required",
    "token_expired",
    "token_revoked",
)


def what(code: str) -> str:
    """What is wrong; the code itself where we have no words for it."""
    return _found(code)[0]


def fix(code: str) -> str:
    """What a person does about it."""
    return _found(code)[1]


def not_posted(code: str) -> str:
    """On a card: an answer that a customer will not get."""
    return f"Not posted: {what(code)} ({code}). To fix it, {fix(code)}; then answer by hand."


def approver(code: str) -> str:
    """For whoever let the answer go."""
    return (
        f"The answer you let go was not posted: {what(code)}. To fix it, {fix(code)}. The customer waits; see its card."
    )


def stopped(why: str) -> str:
    """For whoever let an answer go that something came before."""
    return f"The answer you let go was not posted: {why}. Its card shows how things stand."


def stopped_on_card(why: str) -> str:
    """On a card: an answer that was let go, and that something came before."""
    return f"Not posted: {why}"


def desk(channel: str, code: str, thread_url: str) -> str:
    """The alert while cards cannot be posted."""
    first = f" The first customer who waits: {thread_url}" if thread_url else ""
    return (
        f"Cards cannot be posted to the desk {channel}: {what(code)} ({code}). To fix it, {fix(code)}. "
        f"Customers wait for people meanwhile; their cards follow once it is fixed.{first}"
    )


def _found(code: str) -> tuple[str, str]:
    if code in _SIGN_IN:
        return "Slack refuses the app's token", "check SLACK_BOT_TOKEN, then reinstall the app"
    if code.startswith("restricted_action") and code not in _SAID:
        return "posting is restricted in the channel", "let Earnest post there, in the channel's settings"
    return _SAID.get(code, (f"Slack refuses it ({code})", "run `python -m bot doctor`"))


def signed_out(said: object, waiting: int) -> str:
    """Why the bot has stopped by itself: Slack will not have it any more."""
    return (
        f"{said}. Earnest has stopped. Nothing is lost: {waiting} messages wait in the database to go out, and what "
        "customers say meanwhile is read at the next start. Reinstall the app in Slack, set the new tokens "
        "(SLACK_BOT_TOKEN, SLACK_APP_TOKEN) and start again"
    )
