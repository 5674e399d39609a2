"""The shipped articles keep their form, and hold the cases that the rest of the product is shown on."""

from __future__ import annotations

import json
import re
from datetime import date
from urllib.parse import urlparse

import pytest

from tests.kb_seed.seed import PLANS, ROOT, SEED_DATE, SEED_FOLDER, SeedArticle, read_seed

REQUIRED = {"id", "title", "product_area", "url", "reviewed_at", "audience"}
STALE_AFTER_DAYS = 60
PRICE = re.compile(r"\$\d+(?:,\d{3})*")
LINK = re.compile(r"\]\((\S+?)\)")


@pytest.fixture(scope="module")
def seed() -> list[SeedArticle]:
    return read_seed()


def test_there_are_enough_articles_in_enough_areas(seed: list[SeedArticle]) -> None:
    assert len(seed) >= 60
    assert len({article.front["product_area"] for article in seed}) >= 7


def test_every_article_has_exactly_the_agreed_front_matter(seed: list[SeedArticle]) -> None:
    for article in seed:
        keys = set(article.front)
        assert keys - {"plans"} == REQUIRED, article.path
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", article.id), article.path
        assert article.id == article.path.stem, article.path
        assert article.front["product_area"] == article.path.parent.name, article.path
        assert isinstance(article.front["reviewed_at"], date), article.path
        assert article.front["reviewed_at"] <= SEED_DATE, article.path
        assert article.front["audience"] in {"public", "internal"}, article.path
        assert urlparse(article.front["url"]).hostname == "help.lumio.example", article.path


@pytest.mark.parametrize("key", ["id", "title", "url"])
def test_no_two_articles_share_a_name(seed: list[SeedArticle], key: str) -> None:
    values = [article.front[key] for article in seed]
    assert len(values) == len(set(values))


def test_plans_are_known_ones(seed: list[SeedArticle]) -> None:
    for article in seed:
        if "plans" in article.front:
            assert article.front["plans"], article.path
            assert set(article.front["plans"]) < PLANS, article.path


def test_each_article_is_short_enough_to_read_and_has_sections(seed: list[SeedArticle]) -> None:
    for article in seed:
        assert 120 <= len(article.body.split()) <= 450, article.path
        assert not article.body.startswith("#"), f"{article.path}: the first paragraph must answer the title"
        assert article.body.count("\n## ") >= 2, article.path


def test_steps_tables_and_code_are_among_the_articles(seed: list[SeedArticle]) -> None:
    assert sum("\n1. " in article.body for article in seed) >= 30
    assert sum("\n|---|" in article.body for article in seed) >= 10
    assert sum("\n```\n" in article.body for article in seed) >= 5


def test_code_blocks_are_closed(seed: list[SeedArticle]) -> None:
    for article in seed:
        assert article.body.count("```") % 2 == 0, article.path


def test_some_are_stale_some_internal_and_some_for_one_plan_only(seed: list[SeedArticle]) -> None:
    ages = [(SEED_DATE - article.front["reviewed_at"]).days for article in seed]
    assert sum(age > STALE_AFTER_DAYS for age in ages) >= 6
    assert sum(age > STALE_AFTER_DAYS for age in ages) < len(seed) / 4
    assert sum(article.front["audience"] == "internal" for article in seed) >= 6
    assert sum(len(article.front.get("plans", PLANS)) == 1 for article in seed) >= 6


def test_links_lead_to_articles_and_public_ones_never_to_internal_ones(seed: list[SeedArticle]) -> None:
    audience = {article.front["url"]: article.front["audience"] for article in seed}
    for article in seed:
        for target in LINK.findall(article.body):
            assert target in audience, f"{article.path}: {target} is no article"
            if article.front["audience"] == "public":
                assert audience[target] == "public", f"{article.path}: {target} is internal"


def test_two_articles_state_different_sizes_for_an_attachment(seed: list[SeedArticle]) -> None:
    said = {
        article.id: found
        for article in seed
        if (found := re.findall(r"An attachment can be at most (\d+) MB", article.body))
    }
    assert said == {"attach-files-to-a-work-order": ["25"], "take-photos-and-videos-in-the-app": ["50"]}


def test_the_same_question_has_another_answer_on_another_plan(seed: list[SeedArticle]) -> None:
    limits = {
        tuple(article.front["plans"]): re.findall(r"allows ([\d,]+) requests a minute", article.body)
        for article in seed
        if article.id.startswith("api-rate-limits-")
    }
    assert limits == {("Starter",): ["60"], ("Business",): ["600"], ("Enterprise",): ["3,000"]}


def test_limits_of_one_plan_are_not_told_to_the_others(seed: list[SeedArticle]) -> None:
    for article in seed:
        if "plans" not in article.front and article.front["audience"] == "public":
            assert not re.search(r"[\d,]+ (API )?requests (a|per) (minute|day)", article.body), article.path


def test_nothing_is_said_of_features_that_do_not_exist(seed: list[SeedArticle]) -> None:
    for article in seed:
        text = f"{article.front['title']} {article.body}"
        assert not re.search(r"gantt|salesforce|windows (app|client|pc)|desktop app", text, re.IGNORECASE), article.path


def test_hostile_text_is_there_as_data(seed: list[SeedArticle]) -> None:
    hostile = [article.id for article in seed if "ignore all previous instructions" in article.body]
    assert hostile == ["recognise-phishing-mails"]


def test_prices_in_the_articles_are_those_of_the_fact_sheet(seed: list[SeedArticle]) -> None:
    facts = (SEED_FOLDER / "README.md").read_text(encoding="utf-8")
    known = set(PRICE.findall(facts)) | {"$1"}  # the hold on a new card
    for article in seed:
        if article.front["audience"] == "public":
            assert set(PRICE.findall(article.body)) <= known, article.path


def test_every_question_for_measuring_names_articles_that_exist(seed: list[SeedArticle]) -> None:
    plans = {article.id: article.front.get("plans", sorted(PLANS)) for article in seed}
    lines = (ROOT / "tests/data/seed_questions.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert len(rows) >= 60
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert row["query"].strip()
        assert row["relevant"], row
        for article_id in row["relevant"]:
            assert article_id in plans, row
            assert row.get("plan") is None or row["plan"] in plans[article_id], row


def test_one_pair_says_the_same_thing_twice(seed: list[SeedArticle]) -> None:
    words = {
        article.id: set(re.findall(r"\w+", article.body.lower())) for article in seed if "plans" not in article.front
    }
    ids = sorted(words)
    alike = [
        (one, other)
        for i, one in enumerate(ids)
        for other in ids[i + 1 :]
        if len(words[one] & words[other]) / len(words[one] | words[other]) > 0.7
    ]
    assert alike == [("add-a-team-member", "invite-a-user")]
