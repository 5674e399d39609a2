"""What the desk needs to have articles written, published and tried out, as a protocol: it stands beside ports.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from bot.domain.ids import ArticleId
from bot.domain.ports import ArticleTexts


class NamedTexts(ArticleTexts, Protocol):
    """The articles, for lists of them."""

    async def named(self, articles: Sequence[ArticleId]) -> Mapping[ArticleId, tuple[str, str]]:
        """Title and address of those articles that the index holds; the address empty where there is none."""
        ...


class ArticleWriter(Protocol):
    """Writes and publishes the articles that close gaps. Everything raises EarnestError."""

    async def written(self, question: str, answers: Sequence[str]) -> tuple[str, int]:
        """An article by a model, from what colleagues answered, each sentence supported by that, and how many sentences
        were left out; empty where no model writes."""
        ...

    async def file_for(self, title: str) -> str:
        """A free name for a new article's file; empty where nothing can be published."""
        ...

    async def write(self, file: str, title: str, text: str, day: date) -> bool:
        """Write it, once; False when the name is another article's. ConfigError: it cannot be written."""
        ...

    async def sync(self) -> None:
        """Bring the index up to date with the sources."""
        ...

    async def answered_from(self, question: str) -> frozenset[ArticleId]:
        """The articles from which a question would be answered or drafted without a model; none where it would not."""
        ...
