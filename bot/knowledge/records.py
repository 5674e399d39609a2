"""Articles and passages as JSON, and the fingerprints by which changes are seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.domain import Article, ArticleId, Audience, Passage, PassageId, Standing
from bot.knowledge.chunk import matching_text
from bot.knowledge.vector_engine import EVERY_PLAN, Where


def key_of(passage_id: str) -> int:
    """The engine's key for a passage, 63 bits of its id's hash: engines take numbers or UUIDs, and 400 UUIDs a search
    take a millisecond to make. Of 20 million indexes of a million passages one has a double, and is refused."""
    return int.from_bytes(hashlib.blake2b(passage_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


def article_print(article: Article) -> str:
    """Changes whenever any field of the article does."""
    fields = [article.id, article.title, article.content, article.product_area, article.url]
    rest = [str(article.reviewed_at), article.audience.value, *article.plans]
    if article.standing is not Standing.CURRENT or article.superseded_by:
        rest += [article.standing.value, article.superseded_by]
    return _digest(json.dumps([*fields, *rest], ensure_ascii=False))


def matching_print(passage: Passage) -> str:
    """Changes whenever the passage's vectors would."""
    return _digest(passage.title + "\0" + matching_text(passage))


def to_payload(passage: Passage) -> dict[str, Any]:
    """A passage as an engine's payload. Filters are keywords: filters on bool payloads match nothing in Edge 0.9."""
    return {
        "id": passage.id,
        "article_id": passage.article_id,
        "title": passage.title,
        "text": passage.text,
        "heading_path": list(passage.heading_path),
        "url": passage.url,
        "product_area": passage.product_area,
        "reviewed_at": passage.reviewed_at.isoformat() if passage.reviewed_at else None,
        "audience": passage.audience.value,
        "plans": list(passage.plans),
        "for_plans": for_plans(passage),
        "standing": passage.standing.value,
        "superseded_by": passage.superseded_by,
    }


def for_plans(passage: Passage) -> list[str]:
    """The plans that a passage is for, as filters compare them."""
    return [plan.casefold() for plan in passage.plans] or [EVERY_PLAN]


def allows(where: Where, passage: Passage) -> bool:
    """Whether a filter lets that passage through."""
    return (
        (not where.product_areas or passage.product_area in where.product_areas)
        and (not where.audiences or passage.audience in where.audiences)
        and (not where.plans or not set(where.plans).isdisjoint(for_plans(passage)))
    )


def from_payload(payload: Mapping[str, Any]) -> Passage:
    """The passage behind a payload."""
    reviewed_at = payload.get("reviewed_at")
    return Passage(
        id=PassageId(payload["id"]),
        article_id=ArticleId(payload["article_id"]),
        title=payload["title"],
        text=payload["text"],
        heading_path=tuple(payload.get("heading_path") or ()),
        url=payload.get("url") or "",
        product_area=payload.get("product_area") or "",
        reviewed_at=date.fromisoformat(reviewed_at) if reviewed_at else None,
        audience=Audience(payload.get("audience") or Audience.INTERNAL),
        plans=tuple(payload.get("plans") or ()),
        standing=Standing(payload.get("standing") or Standing.CURRENT),
        superseded_by=payload.get("superseded_by") or "",
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
