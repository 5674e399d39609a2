"""Reads lists of regular expressions that are kept as text, one a line, beside the modules that use them."""

from __future__ import annotations

import re
from pathlib import Path


def any_of(name: str, before: str = "", after: str = "") -> re.Pattern[str]:
    """One expression for a whole list, between `before` and `after`, without regard to case. Lines that start with #
    are comments."""
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    listed = "|".join(f"(?:{line})" for line in lines if line and line[:1] != "#")
    return re.compile(f"{before}(?:{listed}){after}", re.IGNORECASE)
