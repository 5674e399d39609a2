"""One planned failure of Web API calls: what goes wrong, and which calls it hits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from slack_sandbox.jsonlike import Json


class CallFault(StrEnum):
    """What goes wrong with a Web API call."""

    SLOW = "slow"
    HELD = "held"
    SERVER_ERROR = "server_error"
    RATE_LIMITED = "rate_limited"
    ERROR = "error"
    NOT_JSON = "not_json"
    LOST_ANSWER = "lost_answer"
    LOST_CALL = "lost_call"


@dataclass(frozen=True, slots=True)
class Only:
    """Narrows a fault to calls with these arguments; an empty field narrows nothing.

    `channel`: the id in `channel` or `channel_id`. `user`: the `user` argument. `block`: a block type anywhere
    in `blocks`. `kind`: the value of `metadata.event_payload.kind`, or the metadata's `event_type`."""

    channel: str = ""
    user: str = ""
    block: str = ""
    kind: str = ""

    def fits(self, args: Json) -> bool:
        """Whether a call with these arguments is meant."""
        if self.channel and self.channel not in (args.get("channel"), args.get("channel_id")):
            return False
        if self.user and args.get("user") != self.user:
            return False
        if self.block and self.block not in _types(_decoded(args.get("blocks"))):
            return False
        return not self.kind or self.kind in _kinds(_decoded(args.get("metadata")))


@dataclass(slots=True)
class PlannedFault:
    """Hits the next `times` calls of `method` (`*` for any) that fit `only`, after letting `skip` of them pass.

    `times` None: until it is taken back."""

    method: str
    kind: CallFault
    times: int | None = 1
    skip: int = 0
    seconds: float = 0.0
    status: int = 500
    code: str = "internal_error"
    retry_after: int = 1
    only: Only = Only()

    def fits(self, method: str, args: Json) -> bool:
        """Whether this call is one of those meant."""
        return self.method in (method, "*") and self.only.fits(args)

    @property
    def spent(self) -> bool:
        """Whether it hits nothing any more."""
        return self.times is not None and self.times <= 0


def _decoded(value: object) -> object:
    """Blocks and metadata come as JSON values, or as strings of a form."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None


def _types(blocks: object) -> Iterator[str]:
    if isinstance(blocks, list):
        for block in blocks:
            yield from _types(block)
    elif isinstance(blocks, dict):
        yield str(blocks.get("type"))
        for inner in blocks.values():
            yield from _types(inner)


def _kinds(metadata: object) -> tuple[str, ...]:
    if not isinstance(metadata, dict):
        return ()
    payload = metadata.get("event_payload")
    kind = payload.get("kind") if isinstance(payload, dict) else None
    return str(kind), str(metadata.get("event_type"))
