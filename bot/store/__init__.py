"""Tables, queries and migrations: what must survive a crash, and the keys that keep it consistent."""

from bot.store.inbox import entry_for
from bot.store.store import Store

__all__ = ["Store", "entry_for"]
