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


def failed(failure_id: str) -> str:
    """Something that nobody foresaw, outside any card."""
    return f"Something failed here, id {failure_id}; a person should look: Earnest's log has the line with that id."


def audit_head(rows: int, head: str) -> str:
    """The weekly word on the audit log."""
    return (
        f"The audit log has {rows:,} rows; the last one's hash is {head}. Keep this message: "
        f"python -m bot export audit --verify --head {head} tells whether anything up to here was changed since."
    )


def held(source: str, why: str) -> str:
    """A sync left a source as it was."""
    return (
        f"The articles of {source} were not brought up to date: {why}. Answers rest on their last version. "
        "`python -m bot kb sync` tells more and tries again."
    )


def released(source: str) -> str:
    """A source that was held is taken over again."""
    return f"The articles of {source} are up to date again."
