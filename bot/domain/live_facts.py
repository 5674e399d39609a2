"""A look-up of live facts with a tool, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One tool of one server, called for one account: the asking customer's."""

    server: str
    tool: str
    account: str


@dataclass(frozen=True, slots=True)
class ToolResult:
    """The text that a tool gave, or in `failed` a few words on why it gave none."""

    call: ToolCall
    text: str = ""
    failed: str = ""
