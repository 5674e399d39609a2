"""The demo's tool server: exports, orders and invoices of the invented customers, over MCP on stdio."""

from __future__ import annotations

import json
from pathlib import Path

from mcp.server import MCPServer
from mcp.types import ToolAnnotations

DATA = Path(__file__).with_name("account_facts.json")
LOOKS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


def facts(kind: str, account: str) -> str:
    """The account's lines of a kind, one a line; a plain word where there are none."""
    known: dict[str, dict[str, list[str]]] = json.loads(DATA.read_text(encoding="utf-8"))
    lines = known.get(account, {}).get(kind, [])
    return "\n".join(f"- {line}" for line in lines) or f"There are no {kind} on record."


def build() -> MCPServer:
    """The server with its tools. Each takes the account, which Earnest sets: customers and models never do."""
    server = MCPServer("account-facts", log_level="WARNING")

    @server.tool(annotations=LOOKS)
    def export_status(account: str) -> str:
        """How the account's latest exports stand."""
        return facts("exports", account)

    @server.tool(annotations=LOOKS)
    def order_status(account: str) -> str:
        """How the account's latest orders stand."""
        return facts("orders", account)

    @server.tool(annotations=LOOKS)
    def open_invoices(account: str) -> str:
        """The account's latest invoices and whether they are paid."""
        return facts("invoices", account)

    return server


if __name__ == "__main__":
    build().run("stdio")
