"""What an article says of itself, checked: its own keys, and those of the documentation systems it may come from."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from bot.domain import Audience
from bot.knowledge.load.outcome import ArticleError, Reason

# A misspelling of these would open an article to readers that it is not meant for.
_GUARDED = ("audience", "plans")
_SPELLINGS = {
    "last_reviewed": "reviewed_at", "lastreviewed": "reviewed_at", "last_reviewed_at": "reviewed_at",
    "reviewed": "reviewed_at", "lang": "language", "locale": "language", "plan": "plans", "permalink": "slug",
    "superseded": "superseded_by", "replaced_by": "superseded_by", "redirect_to": "superseded_by",
    "hidden": "unlisted", "no_index": "noindex",
}  # fmt: skip
# Dates that systems write by themselves: used where they can be read, and no error where not.
_CHANGED = (
    "last_updated",
    "lastmod",
    "last_modified",
    "last_modified_at",
    "updated",
    "updated_at",
    "modified",
    "last_update",
)
# Keys by which a site fills a page, and layouts that show what the page itself says.
_FILLED = frozenset(
    ("openapi", "openapi-schema", "asyncapi", "api", "graphql", "redirect", "redirect_to", "external_link")
) | {"generated", "children"}
_PLAIN_LAYOUTS = frozenset({"", "default", "page", "post", "doc", "docs", "article", "single", "none"})
_NO_LINK = re.compile(r"^[a-z][a-z0-9+.-]*:(?!//)", re.IGNORECASE)


def day(value: object, where: str) -> date | None:
    """A date from YAML's date, a datetime, or ISO text. Raises ArticleError."""
    try:
        return _day(value)
    except ValueError as error:
        raise ArticleError(f"{where}: {error}") from None


def _day(value: object) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip()[:10])
    except ValueError:
        raise ValueError(f"{value!r} is not a date; write it as 2026-11-20") from None


def _line(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str | int | float | date):
        return " ".join(str(value).split())
    raise ValueError("must be a line of text, not a list or mapping")


def _yes(value: object) -> bool:
    return value is True or str(value).strip().casefold() in ("true", "yes", "on", "1")


def _plans(value: object) -> tuple[str, ...]:
    if value in (None, ""):
        return ()
    values = [part.strip() for part in value.split(",")] if isinstance(value, str) else value
    if isinstance(values, list) and all(isinstance(each, str) and each for each in values):
        return tuple(values)
    raise ValueError("must be a list of plan names, such as [Pro, Team]")


def _audience(value: object) -> Audience:
    try:
        return Audience(str(value).strip().casefold()) if value else Audience.PUBLIC
    except ValueError:
        raise ValueError(f"{value!r} must be public or internal, or set audience for the source") from None


def _address(value: object) -> str:
    text = _line(value)
    if text.startswith("//") or (_NO_LINK.match(text) and not text.casefold().startswith(("http:", "https:"))):
        raise ValueError(f"{text!r} must begin with https://")
    return text


Line = Annotated[str, BeforeValidator(_line)]
Yes = Annotated[bool, BeforeValidator(_yes)]


class FrontMatter(BaseModel):
    """An article's metadata; empty values where it gives none. `slug` is its address below the site's."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Line = ""
    title: Line = ""
    product_area: Line = ""
    url: Annotated[str, BeforeValidator(_address)] = ""
    slug: Annotated[str, BeforeValidator(lambda value: value if isinstance(value, str) else "")] = ""
    language: Annotated[str, BeforeValidator(lambda value: value if isinstance(value, str) else "")] = ""
    reviewed_at: Annotated[date | None, BeforeValidator(_day)] = None
    audience: Annotated[Audience, BeforeValidator(_audience)] = Audience.PUBLIC
    plans: Annotated[tuple[str, ...], BeforeValidator(_plans)] = ()
    draft: Yes = False
    unlisted: Yes = False
    noindex: Yes = False
    published: Annotated[
        bool, BeforeValidator(lambda value: value is None or str(value).casefold() not in ("false", "no", "0"))
    ] = True
    deprecated: Yes = False
    archived: Yes = False
    superseded_by: Annotated[str, BeforeValidator(lambda value: str(value or ""))] = ""
    status: Annotated[str, BeforeValidator(lambda value: str(value or "").casefold())] = ""
    changed: date | None = Field(default=None)

    @model_validator(mode="before")
    @classmethod
    def _one_spelling(cls, raw: Any) -> Any:
        return {_SPELLINGS.get(key, key): value for key, value in raw.items()} if isinstance(raw, dict) else raw

    @property
    def hidden(self) -> Reason | None:
        """Why nobody but its writers may see the article; None when customers may."""
        if self.draft or self.status == "draft":
            return Reason.DRAFT
        return Reason.UNLISTED if self.unlisted or self.noindex or not self.published else None

    @property
    def outdated(self) -> bool:
        """Whether the article itself says that it no longer holds."""
        return self.deprecated or self.archived or bool(self.superseded_by) or self.status in ("deprecated", "archived")


def parse(raw: Mapping[object, object], where: str, audience: Audience | None = None) -> FrontMatter:
    """Checked metadata; `audience` stands instead of what the article says where the policy sets one. Keys we do not
    know are ignored unless they look like a misspelling of one that restricts readers, since `audiance: internal`
    must not make an article public. Raises ArticleError naming `where`, key and what to do."""
    keys = {str(key).strip().lower().replace("-", "_").replace(" ", "_"): value for key, value in raw.items()}
    for key in keys:
        near = difflib.get_close_matches(key, _GUARDED, n=1, cutoff=0.8)
        if near and key not in (*_GUARDED, *_SPELLINGS) and audience is None:
            raise ArticleError(f"{where}: {key}: unknown key; did you mean {near[0]}?")
    if audience is not None:
        own = str(keys.get("audience", "")).casefold()
        keys["audience"] = "internal" if own == "internal" else audience.value
    keys["changed"] = next((found for key in _CHANGED if (found := _readable(keys.get(key)))), None)
    try:
        return FrontMatter.model_validate(keys)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = str(first["loc"][0]) if first["loc"] else "front matter"
        raise ArticleError(f"{where}: {key}: {first['msg'].removeprefix('Value error, ')}") from None


def filled(raw: Mapping[object, object]) -> bool:
    """Whether front matter says that a page without words of its own gets them from its site: from the description of
    an interface, a list of what is in a category, or another page that it leads to."""
    said = {str(key).strip().lower(): value for key, value in raw.items() if value}
    layout = str(said.get("layout", "page")).casefold()
    return not _FILLED.isdisjoint(said) or layout not in _PLAIN_LAYOUTS


def _readable(value: object) -> date | None:
    if isinstance(value, Mapping):
        value = value.get("date")
    try:
        return _day(value)
    except ValueError:
        return None
