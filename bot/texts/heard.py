"""What became of a message, for the log and for `why`: a few words each, and a sentence for people."""

from __future__ import annotations

INTERNAL = "internal channel"
BOT = "a bot"
BOT_IN_THREAD = "a bot's reply in a thread"
NOT_LISTED = "not one of the channel's customers"
EMPTY = "not a request: empty"
KNOWN = "known"
STAFF = "staff"
WAITING = "waiting for the burst to end"
SHOWN = "shown to the people who have the thread"
TAKEN_BACK = "the question was taken back"

_SENTENCES = {
    INTERNAL: "It stands in a channel where staff work (the desk's or a team's). No requests are taken from there.",
    BOT: "An app or a workflow posted it, and those are ignored unless the policy lists their id under "
    "channels.<id>.bots as customer. Staff can make it a request with the emoji for that.",
    BOT_IN_THREAD: "A bot that counts as a customer posted it in a thread. Only what such a bot posts in the channel "
    "itself is a request, so that two bots never answer each other.",
    NOT_LISTED: "Its author is not among the customers that the policy lists for this channel, and is no colleague.",
    EMPTY: "It has neither words nor files.",
    STAFF: "A colleague wrote it. From then on the thread is theirs, and Earnest is silent there.",
    WAITING: "It is being worked on: Earnest waits for a short silence, or for an answer to be written.",
    SHOWN: "People have the thread, so it is shown on its card.",
    TAKEN_BACK: "The customer took the question back, so nothing was written.",
}
NEVER_SEEN = "never seen"
_NEVER_SEEN = (
    "Earnest has never been given this message: it was posted before Earnest was in the channel, or while it was away "
    "and has not been read again yet, or it is one of Earnest's own."
)


def sentence(note: str) -> str:
    """What to tell staff of a message that no decision was made on."""
    if note == NEVER_SEEN:
        return _NEVER_SEEN
    return _SENTENCES.get(note, f"No decision was made on it ({note})." if note else _SENTENCES[WAITING])
