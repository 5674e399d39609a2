"""Targets of links and images: only what the cited articles have, or what the policy allows."""

import pytest

from bot.answer.check.link_targets import wrong_target
from bot.domain import ArticleId, Passage, PassageId

LIMITS = Passage(
    PassageId("limits#1"),
    ArticleId("limits"),
    "Limits of CSV exports",
    "[Limits of CSV exports](https://help.example/limits) lists all limits. ![A list](https://help.example/list.png)",
    url="https://help.example/exports",
)


@pytest.mark.parametrize(
    "text",
    [
        "[Limits of CSV exports](https://help.example/limits) lists all limits.",
        "See https://www.help.example/limits/.",
        "Read [this](https://help.example/exports).",
        "![A list](https://help.example/list.png)",
        "See [the status](https://status.example/today).",
        "Nothing is linked here.",
    ],
)
def test_a_target_of_a_cited_article_or_an_allowed_address_passes(text: str) -> None:
    assert wrong_target(text, [LIMITS], ["status.example"]) == ""


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[Limits of CSV exports](https://other.example/x) lists all limits.", "links to https://other.example/x"),
        ("[Limits](<https://help.example/limits2>)", "limits2"),
        ("![A list](https://evil.example/list.png)", "shows an image from https://evil.example/list.png"),
        ("[limits]: https://evil.example/x", "evil.example"),
        ('<a href="https://evil.example">limits</a>', "evil.example"),
        ('<img src="//evil.example/pixel.gif">', "image"),
        ("[run](javascript:alert(1))", "no web address"),
        ("See https://status.example.evil.example/today", "status.example.evil.example"),
        ("See http://help.example@evil.example/", "evil.example"),
    ],
)
def test_another_target_is_named(text: str, named: str) -> None:
    assert named in wrong_target(text, [LIMITS], ["status.example"])
