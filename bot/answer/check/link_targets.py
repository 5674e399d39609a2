"""Where an answer's links and images point: a target is a fact, whatever the words around it are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.domain import Passage

_MARKDOWN = re.compile(r"(?P<image>!)?\[[^\]\[]{0,300}\]\(\s*<?(?P<target>[^)\s>]{1,500})")
_REFERENCE = re.compile(r"^\s{0,3}\[[^\]]{1,100}\]:\s*<?(?P<target>\S{1,500}?)>?\s*$", re.M)
_HTML = re.compile(
    r"<(?P<tag>a|img|iframe|script|link)\b[^>]*?(?:href|src)\s*=\s*[\"']?(?P<target>[^\s\"'>]{1,500})", re.I
)
_BARE = re.compile(r"\b(?:https?|ftp|mailto|tel|slack|javascript|data):(?://)?[^\s<>()\[\]\"'|`*]{1,500}", re.I)
_HARMLESS = ("http://", "https://", "mailto:")


def targets(text: str) -> Iterator[tuple[str, bool]]:
    """(target, whether it is an image) of every link and image of a Markdown text."""
    for found in _MARKDOWN.finditer(text):
        yield found["target"], bool(found["image"])
    for found in _REFERENCE.finditer(text):
        yield found["target"], False
    for found in _HTML.finditer(text):
        yield found["target"], found["tag"].lower() == "img"
    rest = _HTML.sub(" ", _REFERENCE.sub(" ", _MARKDOWN.sub(" ", text)))
    for found in _BARE.finditer(rest):
        yield found.group().rstrip(".,;:!?"), False


def wrong_target(text: str, cited: Iterable[Passage], allowed: Iterable[str] = ()) -> str:
    """What is wrong with the first target that no cited passage has and that is not under an allowed address; empty
    when nothing is. `allowed` are addresses such as `https://status.example` or hosts such as `status.example`."""
    known: set[str] | None = None
    for target, image in targets(text):
        if known is None:
            known = {_plain(t) for p in cited for t in (p.url, *(t for t, _ in targets(p.text))) if t}
        if not target.lower().startswith(_HARMLESS) and ":" in target.split("/")[0]:
            return f"links to {target}, which is no web address"
        if _plain(target) not in known and not any(_under(target, address) for address in allowed):
            return f"{'shows an image from' if image else 'links to'} {target}, which no cited passage has"
    return ""


def _plain(target: str) -> str:
    """An address as it is compared: without scheme, www and a slash at its end; host in lower case."""
    host, slash, path = re.sub(r"^(?:https?://|mailto:)?(?:www\.)?", "", target, flags=re.I).partition("/")
    return (host.lower() + slash + path).rstrip("/")


def _under(target: str, address: str) -> bool:
    own, base = _plain(target), _plain(address)
    return bool(base) and (own == base or own.startswith((f"{base}/", f"{base}?", f"{base}#")))
