"""Articles that went stale, and passages that contradict each other."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.demo.seed import SEED_DATE
from bot.domain import Article, ArticleId
from bot.knowledge.chunk import chunk
from bot.knowledge.conflicts import Conflict, conflicts
from bot.knowledge.load.folder import load_folder
from bot.knowledge.stale import stale
from tests.knowledge.making import article

SEED = Path(__file__).parents[2] / "kb_seed"


def found(*articles: Article) -> list[Conflict]:
    return conflicts([passage for one in articles for passage in chunk(one)])


def test_stale_articles_come_by_use_and_flagged_ones_whatever_their_age() -> None:
    today = date(2026, 11, 20)
    ages = {
        "fresh": date(2026, 11, 1),
        "edge": date(2026, 9, 21),
        "old": date(2026, 9, 20),
        "flagged": date(2026, 11, 1),
    }
    articles = [replace(article(name), reviewed_at=day) for name, day in ages.items()]
    articles.append(replace(article("never"), reviewed_at=None))
    listed = stale(articles, today, 60, {ArticleId("flagged")}, {ArticleId("old"): 5, ArticleId("fresh"): 9})
    assert [(item.article.id, item.days, item.used, item.flagged) for item in listed] == [
        ("old", 61, 5, False),
        ("flagged", 19, 0, True),
        ("never", None, 0, False),
    ]


def test_the_contradiction_in_the_seed_is_found_and_nothing_else() -> None:
    (only,) = found(*load_folder(SEED).articles)
    sides = {only.one.passage.article_id, only.other.passage.article_id}
    assert sides == {"attach-files-to-a-work-order", "take-photos-and-videos-in-the-app"}
    assert "25 MB" in only.finding and "50 MB" in only.finding


def test_the_seed_has_stale_articles_on_its_own_date() -> None:
    listed = stale(load_folder(SEED).articles, SEED_DATE, 60)
    assert 1 <= len(listed) < 30


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("A reset link is valid for 30 minutes.", "The reset link is valid for 2 hours.", True),
        ("A reset link is valid for 60 minutes.", "The reset link is valid for 1 hour.", False),
        ("Dispatchers can delete closed work orders.", "Dispatchers cannot delete closed work orders.", True),
        ("Starter has 10 GB of storage.", "Business has 250 GB of storage.", False),
        (
            "Unlike Acme, where artifacts of earlier steps are automatically available, steps share nothing.",
            "Artifacts of earlier steps aren't automatically available.",
            False,
        ),
        (
            "Some configuration values are readonly and cannot be changed by tests.",
            "The configuration values below are writable and can be changed by tests.",
            False,
        ),
        ("It should have a minimum length of 64 characters.", "Minimum length of 2 characters", False),
        ("A secret has a minimum length of 64 characters.", "The secret has a minimum length of 32 characters.", True),
        ("Uploads take up to 2 minutes.", "The export takes up to 10 minutes.", False),
        ("An export holds at most 200 rows.", "An export holds at most 100 rows.", True),
        # What a version brought, and what held then.
        ("Updated the framework Laravel to 5.4.", "Updated the framework Laravel to 9.", False),
        ("The project now has over 500 stars.", "The project now has over 300 stars.", False),
        (
            "The setting baseUrl is required in the widget before version 5.15.",
            "The setting baseUrl isn't required in the widget as of version 5.15.",
            False,
        ),
        # Two labels, a ledger's lines, names with digits, a log: they state nothing that the other could deny.
        ("**Delivered**: events that were successfully delivered.", "**Not delivered**: events not delivered.", False),
        ("- **Vendor Account**: 10,000", "- **Vendor Account**: 11800", False),
        ("- Arduino MKR 1000 WiFi", "- Arduino MKR WiFi 1010", False),
        (
            "Log name: Exchange Source: Copier Event ID: 4002.",
            "Log name: Exchange Source: Copier Event ID: 2153.",
            False,
        ),
        ("`*.example.com` will record all traffic.", "`*example.com` will not record all traffic.", False),
        ("**What Schema Admins can do:**", "**What Schema Admins cannot do:**", False),
        ("Edit the attachment page.", "No attachment page edits are needed.", False),
        # Digits that name a thing: videos, pictures, versions, addresses, standards, codes.
        (
            "Watch https://youtu.be/a1B2c3D4 to see the import.",
            "Watch https://youtu.be/x9Y8z7W6 to see the import.",
            False,
        ),
        ("The import is shown in video 76979871.", "The import is shown in video 83920014.", False),
        (
            "![Import](https://x.example/3401/shot-12.png) opens it.",
            "![Import](https://x.example/99/shot-7.png) opens it.",
            False,
        ),
        ("Install version 2.4.1 of the agent.", "Install version 2.7.0 of the agent.", False),
        ("Requests go to https://x.example/v2/orders.", "Requests go to https://x.example/v3/orders.", False),
        ("The server listens on 10.0.0.12.", "The server listens on 192.168.1.7.", False),
        ("The flow follows RFC 6749.", "The flow follows RFC 7636.", False),
        ("Error 4031 means that the import failed.", "Error 5077 means that the import failed.", False),
    ],
)
def test_different_numbers_or_settings_of_one_thing_are_a_contradiction(one: str, other: str, expected: bool) -> None:
    assert bool(found(article("first", one), article("second", other))) is expected


def test_articles_for_different_plans_do_not_contradict_each_other() -> None:
    text = "The API allows {} requests a minute for the account."
    starter = article("one", text.format(60), plans=("Starter",))
    assert found(starter, article("two", text.format(600), plans=("Business",))) == []
    assert len(found(starter, article("two", text.format(600)))) == 1


@pytest.mark.parametrize(
    ("title", "text", "other_title", "other", "expected"),
    [
        ("Set up Databricks", "The default port is 443.", "Destinations", "The default port is 50001.", True),
        (
            "Set up Databricks",
            "The default port is 443.",
            "Destination Db2",
            "The default port for Db2 is 50001.",
            False,
        ),
        ("Engage limits", "A sync takes up to 15 hours.", "Unify limits", "A sync takes up to 3 hours.", False),
        ("Release v23.02", "The default port is 443.", "Ports", "The default port is 8443.", False),
    ],
)
def test_an_article_on_another_thing_or_on_a_version_contradicts_nothing(
    title: str, text: str, other_title: str, other: str, expected: bool
) -> None:
    one = replace(article("first", text), title=title)
    assert bool(found(one, replace(article("second", other), title=other_title))) is expected
