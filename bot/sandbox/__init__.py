"""A Slack stand-in on loopback, as strict as Slack; only the demo, the benches and the tests start it."""

from bot.sandbox.clock import Clock, ManualClock, SystemClock
from bot.sandbox.drive.outcome import Outcome
from bot.sandbox.faults import CallFault, Copy
from bot.sandbox.files import NewFile
from bot.sandbox.options import Options
from bot.sandbox.pings import pings_in
from bot.sandbox.refusal import DriveError
from bot.sandbox.sandbox import Sandbox, serve

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
