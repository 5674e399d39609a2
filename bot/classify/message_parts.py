"""A customer's message made ready for classification: tidied, shortened, and cut into the parts that may differ."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_EMOJI_CODE = re.compile(r":[a-z0-9_+'-]+:(?::skin-tone-\d:)?", re.IGNORECASE)
_MARKS = re.compile(r"(?<!\w)[*_~`]+|[*_~`]+(?!\w)")
_STOP = re.compile(
    r"(?<=[.!?…])(?<!\b[MD][rs]\.)(?<!\bMrs\.)(?<!\bNo\.)(?<!\bvs\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\betc\.)\s+"
    r"|(?<=[。！？])|\n+|;\s+",
    re.IGNORECASE,
)
# A conjunction that opens a wish of its own; "save and close" or "but not the invoices" must stay whole.
_JOINT = re.compile(
    r",?\s+(?:and also|and then|and|but|also|plus|besides)\s+"
    r"(?=(?:i|we|can|could|would|will|how|what|where|when|why|who|is|are|do|does|did|please|pls|my|our|your|there|need|want"
    r"|get (?:me|us)|someone|somebody|nobody|everything)\b)",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^(?:(?:and|but|also|plus|besides|so),?\s+)+(?=\S)", re.IGNORECASE)
_HEAD, _TAIL = 600, 300  # characters; together about as many tokens as the embedding model reads
_CLAUSE = 240
_MOST = 4


def tidy(text: str) -> str:
    """`text` in one form (NFKC, straight quotes), without invisible characters, emphasis marks and emoji codes."""
    whole = text.encode("utf-8", "replace").decode()  # half a surrogate pair would break the tokenizer
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", whole)).replace("’", "'").replace("‘", "'")
    text = re.sub(r"[“”]", '"', text)
    return re.sub(r"[^\S\n]+", " ", _MARKS.sub(" ", _EMOJI_CODE.sub(" ", text))).strip()


def has_words(tidied: str) -> bool:
    """Whether anything is left to understand: a letter or digit in any script."""
    return any(character.isalnum() for character in tidied)


def gist(tidied: str) -> str:
    """A long message shortened to its first and last characters, for readers with a limit; a short one unchanged."""
    flat = " ".join(tidied[: _HEAD * 4].split()) if len(tidied) > _HEAD * 4 else " ".join(tidied.split())
    if len(tidied) <= _HEAD + _TAIL:
        return flat
    return f"{flat[:_HEAD]} … {' '.join(tidied[-_TAIL:].split())}"


def parts_of(tidied: str) -> list[str]:
    """At most four parts of a message that may want different things, in order; empty when it is all one part.

    Of more than four the questions are kept first, then the shortest: that is where wishes stand."""
    sentences = [part.strip() for part in _STOP.split(tidied) if len(part.split()) > 1]
    parts = [piece.strip() for sentence in sentences for piece in _JOINT.split(sentence) if len(piece.split()) > 1]
    parts = [part for part in dict.fromkeys(_OPENING.sub("", part)[:_CLAUSE] for part in parts) if has_words(part)]
    if len(parts) < 2:
        return parts if parts and len(parts[0]) < 0.8 * len(tidied) else []
    ranked = sorted(parts, key=lambda part: ("?" not in part, len(part)))
    return [part for part in parts if part in ranked[:_MOST]]
