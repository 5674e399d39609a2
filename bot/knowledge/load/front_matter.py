"""Reads the metadata block at the top of an article."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import yaml

from bot.domain import Audience
from bot.knowledge.load.outcome import ArticleError

KEYS = ("id", "title", "product_area", "url", "reviewed_at", "audience", "plans")
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """An article's metadata; empty values where the article gives none."""

    id: str = ""
    title: str = ""
    product_area: str = ""
    url: str = ""
    reviewed_at: date | None = None
    audience: Audience = Audience.PUBLIC
    plans: tuple[str, ...] = ()


def split(text: str, where: str) -> tuple[Mapping[object, object], str]:
    """The raw metadata and the rest of the text. Raises ArticleError naming `where`."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if not text.startswith("---\n"):
        return {}, text
    head, end, body = text[4:].partition("\n---\n")
    if not end:
        raise ArticleError(f"{where}: front matter: no closing line of three hyphens; add --- after the last key")
    try:
        raw = yaml.load(head, Loader=_LOADER)  # noqa: S506 - a safe loader, in C where there is one
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 2}" if mark else ""
        raise ArticleError(f"{where}:{line} front matter: not valid YAML; put values with a colon in quotes") from None
    if raw is None:
        return {}, body
    if not isinstance(raw, dict):
        raise ArticleError(f"{where}: front matter: must be lines of key: value, such as title: …")
    return raw, body


def parse(raw: Mapping[object, object], where: str) -> FrontMatter:
    """Checked metadata. Keys we do not know are ignored unless they look like a misspelling of ours, since
    `audiance: internal` must not make an article public. Raises ArticleError naming `where`, key and fix."""
    for key in raw:
        near = difflib.get_close_matches(str(key).lower().replace("-", "_"), KEYS, n=1, cutoff=0.8)
        if key not in KEYS and near:
            raise ArticleError(f"{where}: {key}: unknown key; did you mean {near[0]}?")
    return FrontMatter(
        id=_word(raw, "id", where),
        title=_word(raw, "title", where),
        product_area=_word(raw, "product_area", where),
        url=_url(raw, where),
        reviewed_at=day(raw.get("reviewed_at"), f"{where}: reviewed_at"),
        audience=_audience(raw, where),
        plans=_plans(raw, where),
    )


def day(value: object, where: str) -> date | None:
    """A date from YAML's date, a datetime, or ISO text. Raises ArticleError."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise ArticleError(f"{where}: {value!r} is not a date; write it as 2026-11-20") from None


def _word(raw: Mapping[object, object], key: str, where: str) -> str:
    value = raw.get(key)
    if value is None:
        return ""
    if isinstance(value, str | int | float | date):
        return str(value).strip()
    raise ArticleError(f"{where}: {key}: must be a line of text, not a list or mapping")


def _url(raw: Mapping[object, object], where: str) -> str:
    url = _word(raw, "url", where)
    if url and not url.startswith(("https://", "http://")):
        raise ArticleError(f"{where}: url: {url!r} must begin with https:// or http://")
    return url


def _audience(raw: Mapping[object, object], where: str) -> Audience:
    value = _word(raw, "audience", where).lower() or Audience.PUBLIC
    if value not in set(Audience):
        raise ArticleError(f"{where}: audience: {value!r} must be public or internal")
    return Audience(value)


def _plans(raw: Mapping[object, object], where: str) -> tuple[str, ...]:
    value = raw.get("plans")
    if value is None or value == "all":
        return ()
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")]
    if not isinstance(value, list) or not all(isinstance(plan, str) and plan for plan in value):
        raise ArticleError(f"{where}: plans: must be a list of plan names, such as [Business, Enterprise]")
    return () if value == ["all"] else tuple(value)
