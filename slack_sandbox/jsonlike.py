"""The type of a raw Slack payload or of Block Kit JSON, the only untyped dictionaries here."""

from __future__ import annotations

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
