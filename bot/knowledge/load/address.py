"""Where an article can be read by customers, and where its relative links lead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import urljoin, urlsplit

from bot.knowledge.load.article_fields import FrontMatter
from bot.knowledge.load.file_names import is_index, name_of

_NUMBERED = re.compile(r"^\d+[-_. ]+(?=\D)")
_ABSOLUTE = re.compile(r"^(?:https?:)?//", re.IGNORECASE)
_MARKDOWN = (".md", ".mdx", ".markdown")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def address_of(meta: FrontMatter, path: PurePosixPath, base_url: str, *, numbered: bool = False) -> str:
    """The article's address: its own, or its place below the source's `base_url`; empty without either.
    `numbered`: the site leaves numbers in front of names out of addresses."""
    if _ABSOLUTE.match(meta.url):
        return meta.url
    if not base_url:
        return ""
    base = base_url.rstrip("/") + "/"
    own = meta.url or meta.slug
    if own.startswith("/"):
        site = urlsplit(base).path.rstrip("/")
        if site and (own == site or own.startswith(f"{site}/")):
            return urljoin(base, own)
        return base + own.lstrip("/")
    parts = plain_path(path, numbered=numbered).split("/")
    if own:
        parts[-1:] = [own]
    return base + "/".join(part for part in parts if part)


def joined(base: str, target: str) -> str | None:
    """The address of a target as seen from `base`; None where it is none, such as `http://[`."""
    try:
        return urljoin(base, target)
    except ValueError:
        return None


def plain_path(path: PurePosixPath, *, numbered: bool = False) -> str:
    """A path without suffixes; a folder's index goes by the folder's name. `numbered`: without numbers in front."""
    name = name_of(path)
    parts = [part for part in (*path.parts[:-1], name.stem if name else path.name) if part != "/"]
    if numbered:
        parts = [_NUMBERED.sub("", part) for part in parts]
    return "/".join(parts[:-1] if parts and is_index(parts[-1]) else parts)


def resolver(
    path: PurePosixPath,
    address: str,
    known: Mapping[str, str],
    broken: Callable[[str], None],
    tops: Sequence[str] = (),
    base_url: str = "",
) -> Callable[[str], str | None]:
    """Gives the absolute address of a link in the article at `path`, or None where there is none to give.

    `known` are the addresses of the source's articles by plain path, `tops` what its folder may be called (`places`);
    a link that begins with a slash leads below `base_url`, as generators of sites have it. `broken` is told of a link
    to a file of the source that is not there."""
    site = urlsplit(base_url).path.rstrip("/")

    def resolve(target: str) -> str | None:
        if _ABSOLUTE.match(target):
            return target if not target.startswith("//") else f"https:{target}"
        if target.casefold().startswith("mailto:"):
            return target
        if not target or _SCHEME.match(target) or target.startswith("\ue002"):
            return None
        if target.startswith(("#", "?")):
            return address + target if address else None
        place, mark, anchor = target.partition("#")
        if site and place.startswith(f"{site}/"):
            place = place.removeprefix(site)
        there = PurePosixPath(_joined(path, place))
        for name in (name for file in places(path, place, tops) for name in _spellings(PurePosixPath(file))):
            if name in known:
                return known[name] + mark + anchor if known[name] else None
        if len(target) == 1 and target.isalnum():
            return None  # a sign that the site's generator replaces: the entry of a glossary, say
        if name_of(there) and there.suffix.lower() in _MARKDOWN:
            broken(target)
        if address and site and place.startswith("/"):
            return joined(address, site + place + mark + anchor)
        return joined(address, target) if address else None

    return resolve


def places(path: PurePosixPath, written: str, tops: Sequence[str]) -> Iterator[str]:
    """The files that a link in the article at `path` may mean, from the source's folder on: seen from the article, from
    that folder, from above it (`tops` are the names by which a link from there goes: `docs`, `website/docs`), and,
    where it names a file of Markdown and does not say from where, from a folder around the article."""
    seen = (_joined(path, written), _joined(PurePosixPath("x"), written))
    yield from seen
    yield from (place.removeprefix(f"{top}/") for place in seen for top in tops if place.startswith(f"{top}/"))
    if not written.startswith(".") and written.lower().endswith(_MARKDOWN):
        yield from (f"{folder}/{written.lstrip('/')}" for folder in reversed(path.parents) if str(folder) != ".")


def _spellings(there: PurePosixPath) -> tuple[str, str]:
    plain = plain_path(there)
    return plain, plain.lower()


def _joined(path: PurePosixPath, target: str) -> str:
    """A link's path from the top of the source; one that begins with a slash starts there."""
    parts: list[str] = [] if target.startswith("/") else list(path.parts[:-1])
    for part in target.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts) or "index"
