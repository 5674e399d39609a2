"""A Slack stand-in on loopback, as strict as Slack; only the demo, the benches and the tests start it."""

from slack_sandbox.clock import Clock, ManualClock, SystemClock
from slack_sandbox.drive.outcome import Outcome
from slack_sandbox.faults import CallFault, Copy
from slack_sandbox.files import NewFile
from slack_sandbox.options import Options
from slack_sandbox.pings import pings_in
from slack_sandbox.refusal import DriveError
from slack_sandbox.sandbox import Sandbox, serve

__all__ = [
    "CallFault",
    "Clock",
    "Copy",
    "DriveError",
    "ManualClock",
    "NewFile",
    "Options",
    "Outcome",
    "Sandbox",
    "SystemClock",
    "pings_in",
    "serve",
]
