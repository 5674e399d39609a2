"""The drive: everything people can do, in one object."""

from __future__ import annotations

from slack_sandbox.drive.commands import Commands
from slack_sandbox.drive.forwarding import Forwarding
from slack_sandbox.drive.identities import Identities
from slack_sandbox.drive.places import Places


class Drive(Forwarding, Places, Identities, Commands):
    """People are named by id or name, channels by id, name or #name. Raises DriveError for what nobody could do."""
