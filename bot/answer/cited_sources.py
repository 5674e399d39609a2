"""The articles that an answer leans on."""

from __future__ import annotations

from bot.domain import Drafted, Passage, Source


def cited_sources(passages: tuple[Passage, ...], drafted: Drafted | None) -> tuple[Source, ...]:
    """The articles that the answer's sentences cite, each once, in the order of first use."""
    if drafted is None:
        return ()
    by_id = {passage.id: passage for passage in passages}
    cited = [by_id[c] for s in drafted.generation.sentences for c in s.cites if c in by_id]
    unique = {p.article_id: Source(p.article_id, p.title, p.url, p.reviewed_at, p.standing) for p in reversed(cited)}
    return tuple(reversed(unique.values()))
