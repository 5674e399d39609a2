"""Every sentence a person reads, as functions that return plain text; escaping is the block builders' work."""

from bot.texts import card, commands, customer, forms, home, reasons, times

__all__ = ["card", "commands", "customer", "forms", "home", "reasons", "times"]
