"""What a person saw after acting."""

from __future__ import annotations

from dataclasses import dataclass, field

from slack_sandbox.jsonlike import Json

TIMED_OUT = "operation_timeout"
BAD_ANSWER = "bad_answer"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`ok`: Slack showed no failure. `error`: `operation_timeout` when no ack came in 3 s, `bad_answer` when the ack
    held something Slack does not take, or the sentence Slack shows. `ephemeral`: the text answered in the ack alone;
    what comes later is in `sandbox.ephemerals(user)`. `errors`: block_id to text under a modal's fields. `view`: the
    modal in front of the person now, None when there is none. `options`: what an external select offers."""

    ok: bool
    error: str = ""
    ephemeral: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    view: Json | None = None
    options: list[Json] = field(default_factory=list)
