"""What a sync takes over when sources lose articles, take them back, or cannot be read."""

from pathlib import Path

import pytest

from bot.domain import ArticleId, Standing
from bot.errors import ConfigError
from bot.knowledge.load.outcome import LeftOut, Loaded, Reason
from bot.knowledge.reconcile import Indexed, reconcile
from bot.knowledge.sync_report import Findings, finding_lines
from bot.platform.qdrant.builds import Builds
from tests.knowledge.making import article, index_of, stored_passages

MANY = [article(f"a-{number}", f"Text number {number}.") for number in range(10)]


def loaded(count: int, *left_out: LeftOut, **more: object) -> Loaded:
    """The first `count` of ten articles of the source `docs`."""
    kept = MANY[:count]
    places = {one.id: f"docs/{one.id}.md" for one in kept}
    named = frozenset({"docs"})
    return Loaded(tuple(kept), (), left_out, places, dict.fromkeys(places, "docs"), named=named, **more)  # type: ignore[arg-type]


BEFORE = Indexed({one.id: f"docs/{one.id}.md" for one in MANY}, {one.id: "docs" for one in MANY})


@pytest.mark.parametrize(("back", "held"), [(10, False), (7, False), (6, True), (0, True)])
def test_a_source_that_lost_a_third_is_held(back: int, held: bool) -> None:
    plan = reconcile(loaded(back), BEFORE)
    assert bool(plan.held) is held
    assert len(plan.kept) == (10 if held else 0)
    assert not reconcile(loaded(back), BEFORE, allow_shrink=True).held


def test_a_small_source_may_lose_all_and_one_that_the_policy_drops_is_not_held() -> None:
    small = Indexed(dict(list(BEFORE.origins.items())[:9]), dict(list(BEFORE.sources.items())[:9]))
    assert not reconcile(loaded(1), small).held
    assert not reconcile(Loaded(tuple(MANY[:1]), named=frozenset({"other"})), BEFORE).kept


def test_what_writers_take_back_goes_at_once_also_from_a_held_source() -> None:
    drafts = [LeftOut(f"docs/a-{n}.md", Reason.DRAFT) for n in (8, 9)]
    plan = reconcile(loaded(2, *drafts), BEFORE)
    assert plan.held and plan.gone == ("a-8", "a-9")
    assert set(plan.kept) == {f"a-{n}" for n in range(8)}
    # Eight taken back on purpose are not a loss.
    assert not reconcile(loaded(2, *(LeftOut(f"docs/a-{n}.md", Reason.GONE) for n in range(2, 10))), BEFORE).held


def test_what_cannot_be_read_stays_in_doubt() -> None:
    plan = reconcile(loaded(9, LeftOut("docs/a-9.md", Reason.UNREADABLE, "bad")), BEFORE)
    assert (plan.kept, plan.doubted, plan.held) == (("a-9",), {"a-9"}, ())


@pytest.mark.parametrize("trouble", [{"failed": {"docs": "down"}}, {"partial": frozenset({"docs"})}])
def test_a_source_that_could_not_be_listed_stays_as_it_was(trouble: dict[str, object]) -> None:
    plan = reconcile(loaded(0 if "failed" in trouble else 9, **trouble), BEFORE)
    assert len(plan.kept) == 10 and plan.held and not plan.doubted


def test_the_index_keeps_the_last_good_version_and_forgets_the_doubt(tmp_path: Path) -> None:
    index_of(tmp_path, loaded(10))
    broken = loaded(9, LeftOut("docs/a-9.md", Reason.UNREADABLE, "docs/a-9.md: bad"))
    report = index_of(tmp_path, broken)
    assert (report.changed, report.findings.counts["unreadable"]) == (("a-9",), 1) and report.findings.wrong
    kept = {one.article_id: one.standing for one in stored_passages(tmp_path)}
    assert len(kept) == 10 and kept[ArticleId("a-9")] is Standing.KEPT and kept[ArticleId("a-8")] is Standing.CURRENT
    assert not index_of(tmp_path, broken).switched
    assert index_of(tmp_path, loaded(10)).changed == ("a-9",)
    assert {one.standing for one in stored_passages(tmp_path)} == {Standing.CURRENT}


def test_a_held_source_is_told_and_accepted_by_request(tmp_path: Path) -> None:
    index_of(tmp_path, loaded(10))
    report = index_of(tmp_path, loaded(3))
    assert report.unchanged == 10 and not report.switched
    assert any("HELD docs" in line and "--allow-shrink" in line for line in finding_lines(report.findings))
    assert Findings.from_json(Builds(tmp_path).told()).held
    assert len(index_of(tmp_path, loaded(3), allow_shrink=True).removed) == 7
    assert not Findings.from_json(Builds(tmp_path).told()).held


def test_a_held_source_survives_a_new_model(tmp_path: Path) -> None:
    index_of(tmp_path, loaded(10))
    report = index_of(tmp_path, loaded(0, failed={"docs": "not mounted"}), model="words-2")
    assert report.switched and report.passages == 10


def test_a_source_that_never_gave_anything_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        index_of(tmp_path, Loaded(failed={"docs": "no such folder"}, named=frozenset({"docs"})))


def test_the_report_says_what_keeps_articles_from_answering(tmp_path: Path) -> None:
    from dataclasses import replace

    articles = (
        replace(MANY[0], reviewed_at=None, url=""),
        replace(MANY[1], standing=Standing.EXEMPT, reviewed_at=None),
        replace(MANY[2], content="Text <Tab title='x'> of it.", standing=Standing.DEPRECATED),
    )
    lines = [LeftOut("docs/a.yml", Reason.SUFFIX), LeftOut("docs/b.yml", Reason.SUFFIX), LeftOut("c.md", Reason.DRAFT)]
    found = index_of(tmp_path, Loaded(articles, left_out=tuple(lines), broken=("d.md: link x.md",))).findings
    assert found.left_out == {"draft": {".md": 1}, "not text": {".yml": 2}}
    assert (found.without_address, found.without_review_date, found.exempt) == (("a-0",), ("a-0",), ("a-1",))
    text = "\n".join(finding_lines(found))
    for said in (
        "Read 3 articles",
        "Left out, not text: 2 .yml",
        "1 have no review date",
        "1 passages still hold markup",
        "1 links or includes lead nowhere (d.md: link x.md)",
    ):
        assert said in text
    assert Findings.from_json(found.as_json()) == found
