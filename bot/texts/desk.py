"""What the desk is told outside cards."""

from __future__ import annotations


def unresolved(name: str, *, unlisted_by_slack: bool) -> str:
    """An entry of the policy's `channels` that names no channel."""
    mend = (
        "Slack lists no channels to Earnest, so put the channel's id there"
        if unlisted_by_slack and name.startswith("#")
        else "Invite Earnest there, or put the channel's present id there"
    )
    return (
        f"The policy's entry channels.{name} names no channel that Earnest can find. Until it does, nothing is sent "
        f"to customers in channels that the policy does not list (watch mode). {mend}, and restart."
    )
