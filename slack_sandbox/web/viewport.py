"""What one window of the page looks at."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sandbox.jsonlike import Json

PAGE = 80
ROWS_MAX = 20_000


@dataclass(frozen=True, slots=True)
class Viewport:
    """A person's window. `channel` is a channel id or `home`; `thread` a parent's ts or empty; `rows` how many of the
    channel's newest messages are loaded; `since` loads from this ts on, whatever `rows` says."""

    user: str = ""
    channel: str = ""
    thread: str = ""
    rows: int = PAGE
    since: str = ""
    inspector: bool = False


def read_viewport(raw: Json) -> Viewport:
    """What a window asked for. Raises ValueError when a field is of the wrong kind."""
    texts = [raw.get(name, "") for name in ("user", "channel", "thread", "since")]
    rows, inspector = raw.get("rows", PAGE), raw.get("inspector", False)
    if not all(isinstance(text, str) for text in texts) or type(rows) is not int or not isinstance(inspector, bool):
        raise ValueError("a window names user, channel, thread and since as texts, rows as a number")
    user, channel, thread, since = texts
    return Viewport(user, channel, thread, min(max(rows, 1), ROWS_MAX), since, inspector)
