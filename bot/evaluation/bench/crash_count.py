"""Counts, from what Slack holds after a crash bench, how each request ended: nothing here asks the bot's own tables."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bot.evaluation.bench.rows import Row
from slack_sandbox import Sandbox

DECIDES = frozenset({"approve", "edit"})
TAKEN_BACK = frozenset({"deleted", "deleted unheard"})
OF_NO_REQUEST = frozenset({"notice"})  # on the desk: what Earnest tells of itself, such as trust that a kind lost


@dataclass(slots=True)
class Request:
    """One customer's message and what staff did on its card. `clicks` hold what, at, acked; `event` is what else
    happened to it and when, `new_text` what it was edited to."""

    number: int
    want: str
    user: str
    name: str
    channel: str
    text: str
    ts: str = ""
    asked_at: float = 0.0
    event: str = ""
    event_at: float = 0.0
    new_text: str = ""
    clicks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def link_part(self) -> str:
        """How a link names the message."""
        return f"/{self.channel}/p{self.ts.replace('.', '')}"


def kind_of(message: dict[str, Any]) -> str:
    """The kind that the bot gave a post in its metadata."""
    return str(_mark(message).get("kind", "unmarked"))


def about(message: dict[str, Any], request: Request) -> bool:
    """Whether a message on the desk is about a request: it links to it, or names who asked, which no other does. Where
    Slack gave no name just then, the user's id stands in its place."""
    shown = json.dumps([message.get("text", ""), message.get("blocks", [])], ensure_ascii=False)
    return any(part in shown for part in (request.link_part, request.name, request.user))


def request_row(request: Request, thread: list[dict[str, Any]], desk: list[dict[str, Any]], given_up: bool) -> Row:
    """The row of a request: the bot's posts in its thread (`thread`) and about it in the house's channels (`desk`)."""
    posts = [_seen(post, "thread") for post in thread] + [_seen(post, "desk") for post in desk if about(post, request)]
    row: Row = {
        "row": "request",
        "number": request.number,
        "want": request.want,
        "channel": request.channel,
        "ts": request.ts,
        "user": request.user,
        "asked_at": round(request.asked_at, 3),
        "given_up_by_slack": given_up,
        "event": request.event,
        "event_at": round(request.event_at, 3),
        "clicks": request.clicks,
        "posts": posts,
    }
    return row | {"outcome": outcome_of(row)}


def request_rows(sandbox: Sandbox, requests: list[Request], house: list[str]) -> list[Row]:
    """A row a request, and one for each post on the desk that is about none. `house`: the house's channels."""
    given_up = {(str(event["event"].get("channel")), str(event["event"].get("ts"))) for event in sandbox.dropped_events}
    desk = [post for channel in house for post in sandbox.bot_posts(channel)]
    mine = sandbox.world.bot.bot_id
    rows = []
    for request in requests:
        thread = [post for post in thread_of(sandbox, request) if post.get("bot_id") == mine]
        rows.append(request_row(request, thread, desk, (request.channel, request.ts) in given_up))
    of_some = [post for post in desk if kind_of(post) not in OF_NO_REQUEST]
    strays = [post for post in of_some if not any(about(post, request) for request in requests)]
    return [*rows, *({"row": "stray", **_seen(post, "desk")} for post in strays)]


def thread_of(sandbox: Sandbox, request: Request) -> list[dict[str, Any]]:
    """What stands in a request's thread; nothing where it is gone."""
    if sandbox.message(request.channel, request.ts) is None:
        return []
    return sandbox.thread(request.channel, request.ts)


def outcome_of(row: Row) -> str:
    """lost, doubled, answered (by itself), carded, or reviewed (a card, and the answer that staff sent from it)."""
    if is_lost(row):
        return "lost"
    if is_doubled(row):
        return "doubled"
    kinds = Counter(post["kind"] for post in row["posts"])
    if kinds["card"]:
        return "reviewed" if kinds["answer"] else "carded"
    return "answered"


def is_lost(row: Row) -> bool:
    """Neither an answer nor a card; or staff sent the draft, Slack took their click, and no answer came of it."""
    kinds = Counter(post["kind"] for post in row["posts"])
    event = row.get("event", "")
    if event in TAKEN_BACK or event == "staff":  # nothing is owed: the question is gone, or a colleague has it
        return False
    sent = not event and any(click["what"] in DECIDES and click["acked"] for click in row["clicks"])
    return not (kinds["answer"] or kinds["card"]) or (sent and not kinds["answer"])


def is_doubled(row: Row) -> bool:
    """A post made twice, two of one kind, the same words twice, or a card beside an answer that nobody sent from it.

    Each request is one message by one person and staff decide a card once, so that no kind is right twice."""
    posts = row["posts"]
    ids = Counter(post["post_id"] for post in posts)
    kinds = Counter((post["where"], post["kind"]) for post in posts)
    words = Counter((post["where"], post["said"]) for post in posts)
    most = 2 if row.get("event") == "edited" else 1  # to the words that were, and to those that are
    by_itself = (
        not row.get("event")
        and bool(kinds["thread", "answer"])
        and not any(click["what"] in DECIDES for click in row["clicks"])
    )
    twice = any(count > 1 for counts in (ids, words) for count in counts.values())
    return twice or any(count > most for count in kinds.values()) or (by_itself and bool(kinds["desk", "card"]))


def crash_figures(rows: list[Row]) -> dict[str, Any]:
    """The figures of a crash bench. `lost` and `doubled` must be 0; `beyond_retries` requests came by catching up."""
    requests = [row for row in rows if row["row"] == "request"]
    kills = [row for row in rows if row["row"] == "kill"]
    strays = [row for row in rows if row["row"] == "stray"]
    ended = Counter(outcome_of(row) for row in requests)
    return {
        "requests": len(requests),
        "kills": len(kills),
        "lost": sum(is_lost(row) for row in requests),
        "doubled": sum(is_doubled(row) for row in requests) + len(strays),
        "answered": ended["answered"],
        "carded": ended["carded"],
        "reviewed": ended["reviewed"],
        "clicks": sum(len(row["clicks"]) for row in requests),
        "misplaced": sum(row["late"] for row in rows if row["row"] == "misplaced"),
        "stale": sum(row.get("stale", 0) for row in requests),
        "taken_away_in_time": sum(not row["late"] for row in rows if row["row"] == "misplaced"),
        "events": dict(Counter(row["event"] for row in requests if row.get("event"))),
        "beyond_retries": sum(row["given_up_by_slack"] for row in requests),
        "kills_connected": sum(row["connected"] for row in kills),
        "kills_by_moment": dict(Counter(row["moment"] for row in kills)),
        "seconds": round(sum(row["seconds"] for row in rows if row["row"] == "run"), 1),
    }


PROMISED = ("lost", "doubled", "misplaced", "stale")


def crash_broken(figures: dict[str, Any], wanted_kills: int) -> list[str]:
    """The promises that a run broke, and what kept it from being a proof; empty when all is well."""
    complaints = [f"{figures[name]} requests {name}" for name in PROMISED if figures[name]]
    if figures["kills"] < wanted_kills:
        complaints.append(f"only {figures['kills']} of {wanted_kills} kills were done")
    if not figures["beyond_retries"]:
        complaints.append("no request was left to catching up")
    return complaints


def _seen(post: dict[str, Any], where: str) -> Row:
    said = json.dumps([post.get("text", ""), _words(post.get("blocks", []))], ensure_ascii=False)
    return {
        "where": where,
        "kind": kind_of(post),
        "post_id": str(_mark(post).get("post_id", post.get("ts"))),
        "ts": str(post.get("ts")),
        "said": hashlib.sha256(said.encode()).hexdigest()[:16],
    }


def _words(node: object) -> list[str]:
    """The texts in blocks, without the ids that tell two posts of one text apart."""
    if isinstance(node, dict):
        own = [node["text"]] if isinstance(node.get("text"), str) else []
        return own + [word for value in node.values() for word in _words(value)]
    return [word for item in node for word in _words(item)] if isinstance(node, list) else []


def _mark(message: dict[str, Any]) -> dict[str, Any]:
    metadata = message.get("metadata")
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    return payload if isinstance(payload, dict) else {}
