"""What the stand-in raises when Slack would refuse: a call by the app, or an act of a person."""

from __future__ import annotations

from slack_sandbox.jsonlike import Json


class SlackRefusal(Exception):
    """A Web API call that Slack answers with `ok: false`. `extra` is added to the reply's body."""

    def __init__(self, code: str, *, status: int = 200, headers: dict[str, str] | None = None, **extra: object) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.headers = headers or {}
        self.extra = extra

    def body(self) -> Json:
        """The reply's JSON."""
        return {"ok": False, "error": self.code, **self.extra}


class DriveError(Exception):
    """A person could not do this in Slack: no such button, not a member, not their message."""


def invalid_arguments(*messages: str) -> SlackRefusal:
    """`invalid_arguments` with one line for each thing that is wrong (docs/slack.md, Refused blocks)."""
    return SlackRefusal("invalid_arguments", response_metadata={"messages": [f"[ERROR] {line}" for line in messages]})
