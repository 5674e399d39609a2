"""What no longer holds, or cannot be read now, from its file through index and search to the tier of its answer."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.answer.cited_sources import cited_sources
from bot.domain import (
    Classification,
    Drafted,
    Generation,
    Grounding,
    IntentScore,
    Mode,
    Passage,
    ReasonCode,
    SearchQuery,
    Sentence,
    SentenceCheck,
    Standing,
    Tier,
)
from bot.knowledge.load.sources import load_source, read_sources
from bot.policy import KnowledgeSource, Thresholds
from bot.route.tier import RouteFacts, route
from tests.knowledge.making import article, index_of, open_edge, stored_passages

DAY = article("a").reviewed_at
ASKED = SearchQuery("How many rows does an export hold?")
OF_TODAY = f"reviewed_at: {DAY}\n"


def put(folder: Path, name: str, front: str, text: str) -> None:
    (folder / name).write_text(f"---\n{front}---\n{text}\n")


async def found(index: Path) -> list[Passage]:
    search = open_edge(index)
    try:
        return await search.search(ASKED)
    finally:
        await search.close()


def tier_of(passage: Passage) -> tuple[Tier, list[ReasonCode]]:
    """Where an answer goes that quotes this passage and that nothing else speaks against."""
    assert DAY is not None
    said = Sentence(passage.text, (passage.id,))
    drafted = Drafted(
        Generation("extractive", (said,)), Grounding((SentenceCheck(said, True, passage.id),), score=0.95)
    )
    facts = RouteFacts(
        classification=Classification((IntentScore("exports", 0.95),)),
        mode=Mode.AUTO,
        trusted=True,
        today=DAY + timedelta(days=3),
        passages=(passage,),
        drafted=drafted,
        sources=cited_sources((passage,), drafted),
    )
    tier, reasons = route(facts, Thresholds())
    return tier, [reason.code for reason in reasons]


@pytest.mark.parametrize("front", ["deprecated: true\n", "archived: true\n", "superseded_by: new.md\n"])
async def test_an_article_that_no_longer_holds_ranks_behind_its_replacement_and_is_never_quoted_alone(
    tmp_path: Path, front: str
) -> None:
    (tmp_path / "kb").mkdir()
    put(tmp_path / "kb", "old.md", OF_TODAY + front, "An export holds 100 rows. How many rows an export holds.")
    put(tmp_path / "kb", "new.md", OF_TODAY, "An export has a limit of rows.")
    for n in range(3):
        put(tmp_path / "kb", f"other-{n}.md", OF_TODAY, f"Invoices of kind {n} are paid by card.")
    index_of(tmp_path / "index", load_source(str(tmp_path / "kb"), str))
    passages = await found(tmp_path / "index")
    by_id = {passage.article_id: passage for passage in passages}
    order = list(by_id)
    assert order.index("new") < order.index("old")  # type: ignore[arg-type]
    assert tier_of(by_id["old"]) == (Tier.REVIEWED, [ReasonCode.STALE_SOURCE])  # type: ignore[index]
    assert tier_of(by_id["new"])[0] is Tier.ANSWERED  # type: ignore[index]


async def test_an_article_that_cannot_be_read_any_more_is_answered_from_as_it_was_and_by_people_alone(
    tmp_path: Path,
) -> None:
    (tmp_path / "kb").mkdir()
    put(tmp_path / "kb", "exports.md", OF_TODAY, "An export holds 100 rows.")
    index_of(tmp_path / "index", load_source(str(tmp_path / "kb"), str))
    assert tier_of((await found(tmp_path / "index"))[0])[0] is Tier.ANSWERED
    put(tmp_path / "kb", "exports.md", "title: Exports: all of them\n", "An export holds 200 rows.")
    report = index_of(tmp_path / "index", load_source(str(tmp_path / "kb"), str))
    assert report.findings.wrong and "exports.md" in report.problems[0]
    (passage,) = await found(tmp_path / "index")
    assert (passage.text, passage.standing) == ("An export holds 100 rows.", Standing.KEPT)
    assert tier_of(passage) == (Tier.REVIEWED, [ReasonCode.STALE_SOURCE])


def test_a_draft_leaves_the_index_at_once_though_its_source_is_held(tmp_path: Path) -> None:
    (tmp_path / "kb").mkdir()
    for n in range(12):
        put(tmp_path / "kb", f"a{n}.md", OF_TODAY, f"Text number {n}.")
    source = KnowledgeSource(path=str(tmp_path / "kb"))
    index_of(tmp_path / "index", read_sources([source], str))
    for n in range(6):
        (tmp_path / "kb" / f"a{n}.md").unlink()
    put(tmp_path / "kb", "a11.md", "draft: true\n", "Text number 11.")
    report = index_of(tmp_path / "index", read_sources([source], str))
    assert report.findings.held and report.findings.gone == ("a11",)
    assert {passage.article_id for passage in stored_passages(tmp_path / "index")} == {f"a{n}" for n in range(11)}
