"""Decisions of every shape, for the property that they can be stored."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from bot.domain import (
    ArticleId,
    Classification,
    Decision,
    Drafted,
    Generation,
    Grounding,
    IntentScore,
    Passage,
    PassageId,
    Reason,
    ReasonCode,
    Sentence,
    SentenceCheck,
    Source,
    Tier,
    Usage,
)

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SHARES = st.floats(0, 1)
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1))
PASSAGE_IDS = WORDS.map(PassageId)
ARTICLE_IDS = WORDS.map(ArticleId)


def some(kind: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(kind, max_size=2).map(tuple)


SENTENCES = st.builds(Sentence, text=WORDS, cites=some(PASSAGE_IDS), lead=WORDS)
USAGE = st.builds(Usage, model=WORDS, purpose=WORDS, input_tokens=st.integers(0, 10**6), cost_usd=SHARES)
CHECKS = st.builds(SentenceCheck, SENTENCES, st.booleans(), st.none() | PASSAGE_IDS, WORDS)
SAID = st.builds(
    Generation,
    engine=WORDS,
    sentences=some(SENTENCES),
    escalate=st.none() | WORDS,
    ask=st.none() | WORDS,
    usage=some(USAGE),
)
DRAFTED = st.builds(
    Drafted,
    generation=SAID,
    grounding=st.builds(Grounding, some(CHECKS), SHARES),
    tries=st.integers(1, 2),
    failed=WORDS,
)
PASSAGES = st.builds(
    Passage, PASSAGE_IDS, ARTICLE_IDS, WORDS, WORDS, heading_path=some(WORDS), reviewed_at=DAYS, score=SHARES
)
CLASSIFIED = st.builds(
    Classification,
    intents=some(st.builds(IntentScore, WORDS, SHARES)),
    chatter=st.booleans(),
    escalate=some(WORDS),
    urgency=SHARES,
)
DECISIONS = st.builds(
    Decision,
    tier=st.sampled_from(Tier),
    reasons=some(st.builds(Reason, st.sampled_from(ReasonCode), st.sampled_from(Tier), WORDS)),
    classification=CLASSIFIED,
    team=WORDS,
    passages=some(PASSAGES),
    drafted=st.none() | DRAFTED,
    sources=some(st.builds(Source, ARTICLE_IDS, WORDS, WORDS, DAYS)),
    summary=WORDS,
    timings_ms=st.dictionaries(WORDS, SHARES, max_size=2),
)
