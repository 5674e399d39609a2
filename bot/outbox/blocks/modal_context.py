"""What a modal remembers between opening and submitting: a view submission tells neither channel nor message."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True, slots=True)
class ModalContext:
    """Ids only, empty where they do not apply: the card's or answer's message, its decision, its post,
    a flagged article's review, and the digest of the text that the form was opened with."""

    decision_id: str = ""
    post_id: str = ""
    channel: str = ""
    message_ts: str = ""
    thread_ts: str = ""
    review_id: str = ""
    digest: str = ""

    def pack(self) -> str:
        """As private_metadata, well below Slack's 3,000 characters."""
        return json.dumps({key: value[:255] for key, value in asdict(self).items() if value})


def unpack(private_metadata: str) -> ModalContext | None:
    """The context of a submitted modal, without what a newer version, which may have opened it, put there too; None for
    anything that `pack` did not write. It is no proof of rights."""
    try:
        found = json.loads(private_metadata)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    names = {field.name for field in fields(ModalContext)}
    known = {key: value for key, value in found.items() if key in names}
    if (found and not known) or not all(isinstance(value, str) for value in known.values()):
        return None
    return ModalContext(**known)
