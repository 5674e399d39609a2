"""`emoji` of support.yml: which ones staff and Earnest use, with their defaults."""

from __future__ import annotations

from bot.policy.part import Part


class Emoji(Part):
    """Emoji names (no colons) that staff and Earnest use."""

    seen: str = "eyes"
    force_in: str = "ticket"
    force_out: str = "no_entry_sign"
    flag: str = "triangular_flag_on_post"
    resolved: str = "white_check_mark"
