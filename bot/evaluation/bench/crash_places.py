"""Where the posts of a crash bench stand and what they answer, from Slack's own record: misplaced and stale ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.evaluation.bench.crash_count import Request, kind_of
from bot.evaluation.bench.rows import Row
from slack_sandbox import Sandbox

SOON_S = 5.0  # after Slack's ok, or after the next start
LAST_LOOK_S = 1.0
ANSWERS = ("answer", "answer_part")


def misplaced_rows(sandbox: Sandbox, requests: Sequence[Request], starts: Sequence[float]) -> list[Row]:
    """A row for each post that stood outside its thread, with how long: at a channel's root, or in a thread that no
    request has. `starts` are when the bot came up (epoch seconds)."""
    threads = {(request.channel, request.ts) for request in requests}
    channels = {request.channel for request in requests}
    gone = {(c.args.get("channel"), c.args.get("ts")): c.at for c in sandbox.calls_of("chat.delete") if c.ok}
    rows = []
    for call in sandbox.calls_of("chat.postMessage"):
        channel = str(call.response.get("channel"))
        if not call.ok or channel not in channels:
            continue
        message = call.response.get("message") or {}
        if (channel, str(message.get("thread_ts"))) in threads:
            continue
        ts = str(call.response.get("ts"))
        deleted = gone.get((channel, ts))
        since = float(ts)
        next_start = min((start for start in starts if start > since), default=since)
        late = deleted is None or (deleted - since > SOON_S and deleted - next_start > SOON_S)
        rows.append({"row": "misplaced", "channel": channel, "ts": ts, "deleted_at": deleted, "late": late})
    return rows


def is_stale(request: Request, message: dict[str, Any]) -> bool:
    """Whether an answer went out to a text that no longer stood, or after a colleague, beyond the last look's second.

    `message` is ours in the request's thread. An edited request asks for another article: an answer to the old text
    shows that article's title, and not the new one's."""
    if kind_of(message) not in ANSWERS or not request.event:
        return False
    if float(message["ts"]) <= request.event_at + LAST_LOOK_S:
        return False
    if request.event != "edited":
        return True
    said = str(message.get("text", "")).lower()
    return _topic(request.text) in said and _topic(request.new_text) not in said


def _topic(text: str) -> str:
    """An article's title, as it stands in the question made of it."""
    start = text.rfind("how do i ")
    return text[start + len("how do i ") if start >= 0 else 0 :].rstrip("?").lower()
