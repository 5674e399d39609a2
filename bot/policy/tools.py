"""What the policy says about live facts: which server's tools may be called, and for which questions."""

from __future__ import annotations

from pydantic import Field, model_validator

from bot.policy.part import Part


class AllowedTool(Part):
    """One tool that may be called: for questions of these `intents` that hold one of the words `about` (none listed:
    any question of theirs on how something of the customer's stands)."""

    intents: list[str] = Field(min_length=1)
    about: list[str] = []


class ToolServer(Part):
    """An MCP server, reached by `url` (HTTP) or started by `command` (stdio). `account_argument` is the argument that
    always gets the asking customer's account, from us. A call waits `deadline_s` seconds at most, and `result_tokens`
    of its result are used. Secrets stay in the environment: `token_env` names the variable whose value a `url` gets as
    its bearer token, `env` those that a `command` may see."""

    url: str | None = Field(default=None, pattern=r"^https?://")
    command: list[str] = []
    token_env: str | None = None
    env: list[str] = []
    account_argument: str = Field(default="account", min_length=1)
    allow: dict[str, AllowedTool] = Field(min_length=1)
    deadline_s: float = Field(default=5.0, gt=0)
    result_tokens: int = Field(default=300, ge=20)

    @model_validator(mode="after")
    def _one_way_in(self) -> ToolServer:
        if bool(self.url) == bool(self.command):
            raise ValueError("give either url (HTTP) or command (stdio)")
        return self
