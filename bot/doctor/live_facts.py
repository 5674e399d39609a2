"""Can the policy's tools be called: do their servers answer, and are they what they must be?"""

from __future__ import annotations

from collections.abc import Sequence

from bot.doctor.finding import Finding, ok, warn
from bot.policy import Policy

TOOLS = "tools"


async def check_tools(policy: Policy) -> Sequence[Finding]:
    """One finding a tool; nothing where the policy lists none. No tool is called."""
    if not policy.tools:
        return []
    from bot.platform.mcp_tools import open_tools  # its library takes a second to load

    async with open_tools(policy.tools) as tools:
        problems = await tools.problems()
    fix = "start or correct the server under tools in the policy, or take the tool out; cards say so until then"
    return [
        warn(f"{TOOLS}.{server}", f"{tool} cannot be used: {why}", fix)
        if why
        else ok(f"{TOOLS}.{server}", f"{tool} is offered and read-only")
        for (server, tool), why in problems.items()
    ]
