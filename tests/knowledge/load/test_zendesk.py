"""A help centre as Zendesk's API gives it: by cursor or page by page, in several languages, and only what changed."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from bot.domain import Audience, Standing
from bot.errors import ConfigError
from bot.knowledge.load.outcome import Loaded, Reason
from bot.knowledge.load.zendesk import load_zendesk, zendesk_address
from bot.policy import KnowledgeSource

BASE = "https://acme.zendesk.example/api/v2/help_center/articles.json"


def entry(id_: int, **fields: object) -> dict[str, object]:
    return {"id": id_, "title": f"Article {id_}", "body": "<p>Words of it.</p>", **fields}


def read(pages: Mapping[str, Mapping[str, Any]], first: str = BASE, **source: str) -> Loaded:
    texts = {address: json.dumps(page) for address, page in pages.items()}
    given = KnowledgeSource.model_validate({"zendesk": first, **source})
    return load_zendesk(texts[first], first, texts.__getitem__, given)


def test_pages_by_cursor_are_followed_until_there_are_no_more() -> None:
    after = f"{BASE}?page[after]=x"
    pages = {
        BASE: {"articles": [entry(1)], "meta": {"has_more": True}, "links": {"next": after}},
        after: {"articles": [entry(2)], "meta": {"has_more": False}, "links": {"next": f"{BASE}?page[after]=y"}},
    }
    assert [article.id for article in read(pages).articles] == ["1", "2"]


def test_pages_that_lead_back_are_an_error_instead_of_a_loop() -> None:
    with pytest.raises(ConfigError, match="paging is broken"):
        read({BASE: {"articles": [entry(1)], "next_page": BASE}})


def test_an_incremental_answer_ends_with_itself_and_its_newest_version_counts() -> None:
    first = BASE.replace("articles.json", "incremental/articles.json?start_time=1")
    last = first.replace("=1", "=2")
    pages = {
        first: {"articles": [entry(1, title="As it was"), entry(2)], "next_page": last},
        last: {"articles": [entry(1, title="As it is")], "next_page": last},
    }
    assert [article.title for article in read(pages, first).articles] == ["As it is", "Article 2"]


def test_one_language_is_read_the_sources_or_that_of_most_and_the_others_are_told() -> None:
    pages = {BASE: {"articles": [entry(1, locale="en-us"), entry(2, locale="en-us"), entry(3, locale="de")]}}
    loaded = read(pages)
    assert [article.id for article in loaded.articles] == ["1", "2"]
    assert [one.reason for one in loaded.left_out] == [Reason.LANGUAGE]
    assert [article.id for article in read(pages, language="de").articles] == ["3"]


def test_a_help_centre_is_asked_for_the_language_that_the_policy_names() -> None:
    asked = zendesk_address("https://acme.zendesk.example/", "de")
    assert asked.startswith("https://acme.zendesk.example/api/v2/help_center/de/articles.json")
    assert zendesk_address(BASE, "de") == BASE


@pytest.mark.parametrize("segments", [{"user_segment_id": 7}, {"user_segment_ids": [7]}])
def test_what_is_for_some_users_is_not_public(segments: dict[str, object]) -> None:
    (article,) = read({BASE: {"articles": [entry(1, **segments)]}}).articles
    assert article.audience is Audience.INTERNAL


def test_an_article_labelled_archived_no_longer_holds() -> None:
    old, new = read({BASE: {"articles": [entry(1, label_names=["Archived"]), entry(2)]}}).articles
    assert old.standing is Standing.DEPRECATED
    assert new.standing is not Standing.DEPRECATED


def test_links_and_pictures_lead_where_the_article_stands() -> None:
    body = '<p><a href="/hc/en/2">More</a> <img src="map.png" alt="Map"></p>'
    (article,) = read({BASE: {"articles": [entry(1, body=body, html_url="https://help.example/hc/en/1")]}}).articles
    assert "[More](https://help.example/hc/en/2)" in article.content
    assert "https://help.example/hc/en/map.png" in article.content


def test_odd_values_cost_the_article_that_holds_them_and_no_other() -> None:
    odd = [
        None,
        7,
        entry(1, label_names=5),
        entry(2, section_id=[1]),
        entry(3, body='<p>Half \ud800 a <a href="//[x">sign</a>\0.</p>'),
        entry(4, edited_at={"day": 1}),
        entry(5, locale=None, user_segment_ids=None, body=None),
        entry(6, html_url=["x"]),
        entry(7),
    ]
    for sections in (None, 5, "x", [None, {"id": [1], "name": 3}, {"name": "a"}, {"id": 1}]):
        loaded = read({BASE: {"articles": odd, "sections": sections, "links": 3, "meta": "x", "next_page": 1}})
        contents = {article.id: article.content for article in loaded.articles}
        assert contents["7"] == "Words of it." and contents["3"] == "Half ? a sign."
        assert len(loaded.articles) + len(loaded.left_out) == len(odd)
    with pytest.raises(ConfigError, match="nested too deeply"):
        load_zendesk("[" * 100_000, BASE)
