"""The type of a raw Slack payload or of Block Kit JSON, the only untyped dictionaries here, and how it is written."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


def written(value: object) -> str:
    """JSON in ASCII, so that a lone surrogate in a text (half an emoji) can travel (docs/slack.md,
    Mentions and escaping)."""
    return json.dumps(value)
