"""Articles, passages of them, and what to search for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from bot.domain.ids import ArticleId, Audience, PassageId, Standing


@dataclass(frozen=True, slots=True)
class Article:
    """One knowledge base article, as loaded. `plans` empty means every plan; `superseded_by` is the id of the article
    that replaces it, where it names one."""

    id: ArticleId
    title: str
    content: str
    product_area: str = ""
    url: str = ""
    reviewed_at: date | None = None
    audience: Audience = Audience.PUBLIC
    plans: tuple[str, ...] = ()
    standing: Standing = Standing.CURRENT
    superseded_by: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an article that search returned. `score` is calibrated relevance, 0..1; `text` is Markdown.

    `live` when it is no article but what a tool has just looked up for this customer."""

    id: PassageId
    article_id: ArticleId
    title: str
    text: str
    heading_path: tuple[str, ...] = ()
    url: str = ""
    product_area: str = ""
    reviewed_at: date | None = None
    audience: Audience = Audience.PUBLIC
    plans: tuple[str, ...] = ()
    standing: Standing = Standing.CURRENT
    superseded_by: str = ""
    score: float = 0.0
    live: bool = False


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What to look for: the customer's message, earlier customer messages (oldest first), and who may see what.

    `plan` None means the customer's plan is unknown: only articles for every plan are returned.
    `for_staff` includes internal articles and every plan."""

    text: str
    history: tuple[str, ...] = ()
    plan: str | None = None
    product_areas: tuple[str, ...] = ()
    for_staff: bool = False
    limit: int = 6


@dataclass(frozen=True, slots=True)
class ArticleText:
    """An article to edit. `origin` is the file or address it was read from, `text` the file's text, or Markdown put
    together from the passages where there is no such file here. `content` is the digest of what the index holds."""

    origin: str
    text: str
    content: str

    @property
    def digest(self) -> str:
        """Changes whenever the text does."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
