"""`kb show`: an article as customers would see it, passage by passage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain import Passage, Standing
from bot.errors import ConfigError, IndexUnavailableError
from bot.knowledge.chunk import chunk
from bot.knowledge.load.fetch import fetch_text
from bot.knowledge.load.sources import load_sources
from bot.knowledge.records import from_payload
from bot.knowledge.sync_job import index_folder
from bot.platform.qdrant.builds import Builds
from bot.policy import Policy
from bot.settings import Settings


def passages_of(wanted: str, settings: Settings, policy: Policy) -> Sequence[Passage]:
    """The passages of the article with that id, address or file: as indexed, or as its source has it where no index
    holds it yet. Raises ConfigError."""
    found = _indexed(wanted, index_folder(settings.data_dir)) or _loaded(wanted, policy)
    if not found:
        raise ConfigError(f"no article {wanted!r}: `kb search` shows the ids of articles, before the #")
    return found


def _indexed(wanted: str, builds: Builds) -> list[Passage]:
    build = builds.current()
    if build is None:
        return []
    try:
        origins, payloads = builds.manifest(build).origins, builds.stored(build)[0]
    except IndexUnavailableError:
        return []
    passages = map(from_payload, payloads)
    return [one for one in passages if wanted in (one.article_id, one.url, origins.get(one.article_id))]


def _loaded(wanted: str, policy: Policy) -> list[Passage]:
    loaded = load_sources(policy.knowledge.sources, fetch_text)
    articles = (a for a in loaded.articles if wanted in (a.id, a.url, loaded.origins.get(a.id)))
    return [passage for article in articles for passage in chunk(article)]


def shown(passages: Sequence[Passage]) -> Iterator[str]:
    """The lines to print."""
    first = passages[0]
    reviewed = f"reviewed {first.reviewed_at}" if first.reviewed_at else "no review date"
    plans = f"for {', '.join(first.plans)}" if first.plans else ""
    standing = first.standing.value if first.standing is not Standing.CURRENT else ""
    about = (first.url or "no address", reviewed, first.audience.value, first.product_area, plans, standing)
    yield f"{first.title}  [{first.article_id}]"
    yield " · ".join(word for word in about if word)
    for passage in passages:
        where = " > ".join((passage.title, *passage.heading_path))
        yield f"\n--- {passage.id}  {where}\n{passage.text}"
