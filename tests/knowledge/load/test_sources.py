"""Articles from folders, files, Zendesk and sitemaps; and what is said of those that cannot be read."""

import json
from datetime import date
from pathlib import Path

import pytest

from bot.domain import Audience
from bot.errors import ConfigError
from bot.knowledge.load.outcome import Reason
from bot.knowledge.load.sources import load_source, load_sources

FRONT = "---\nid: refunds\ntitle: Refunds\nproduct_area: billing\nurl: https://help.example/refunds\n"


def no_network(url: str) -> str:
    raise AssertionError(f"asked for {url}")


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_front_matter_becomes_the_article(tmp_path: Path) -> None:
    put(
        tmp_path,
        "a.md",
        FRONT + "reviewed_at: 2026-11-02\naudience: internal\nplans: [Pro, Team]\n---\n\nWithin 14 days.",
    )
    (article,) = load_source(str(tmp_path), no_network).articles
    assert (article.id, article.title, article.product_area) == ("refunds", "Refunds", "billing")
    assert (article.url, article.reviewed_at) == ("https://help.example/refunds", date(2026, 11, 2))
    assert (article.audience, article.plans, article.content) == (Audience.INTERNAL, ("Pro", "Team"), "Within 14 days.")


def test_a_file_without_front_matter_is_named_by_heading_and_path(tmp_path: Path) -> None:
    put(tmp_path, "billing/pay-by-card.md", "# Paying by card\n\nUse any card.")
    put(tmp_path, ".drafts/x.md", "Not yet.")
    (article,) = load_source(str(tmp_path), no_network).articles
    assert (article.id, article.title, article.product_area) == ("billing-pay-by-card", "Paying by card", "billing")
    assert article.content == "Use any card."


def test_html_becomes_markdown_without_navigation(tmp_path: Path) -> None:
    put(
        tmp_path,
        "page.html",
        "<html><head><title>Site</title><meta name='audience' content='internal'></head><body><nav>Menu</nav><main>"
        "<h1>Set up &amp; go</h1><p>First <b>this</b>:</p><ol><li>One<ul><li>Inner</li></ul></li><li>Two</li></ol>"
        "<table><tr><th>plan</th><th>rows</th></tr><tr><td>Pro</td><td>10</td></tr></table>"
        "<pre>a = 1\nb = 2</pre><p>See <a href='https://x.example/y'>more</a>.</p></main><script>bad()</script></body>",
    )
    (article,) = load_source(str(tmp_path), no_network).articles
    assert (article.title, article.audience) == ("Set up & go", Audience.INTERNAL)
    for line in ("1. One", "   - Inner", "2. Two", "| plan | rows |", "| Pro | 10 |", "a = 1\nb = 2"):
        assert line in article.content
    assert "[more](https://x.example/y)" in article.content
    assert "Menu" not in article.content and "bad()" not in article.content


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("---\ntitle: x\n", "no closing line of three hyphens"),
        ("---\ntitle: a: b\n---\nText", "line 2 front matter: not valid YAML"),
        ("---\naudiance: internal\n---\nText", "audiance: unknown key; did you mean audience?"),
        ("---\naudience: everyone\n---\nText", "audience: 'everyone' must be public or internal"),
        ("---\nreviewed_at: last week\n---\nText", "reviewed_at: 'last week' is not a date"),
        ("---\nplans: [1, 2]\n---\nText", "plans: must be a list of plan names"),
        ("---\nurl: javascript:alert(1)\n---\nText", "url: 'javascript:alert(1)' must begin with https://"),
        ("---\ntitle: [a]\n---\nText", "title: must be a line of text"),
    ],
)
def test_a_malformed_article_is_left_out_and_named_with_its_fix(tmp_path: Path, text: str, complaint: str) -> None:
    put(tmp_path, "bad.md", text)
    put(tmp_path, "good.md", "Text.")
    loaded = load_source(str(tmp_path), no_network)
    assert [article.id for article in loaded.articles] == ["good"]
    (problem,) = loaded.problems
    assert "bad.md" in problem and complaint in problem


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_bytes(b"\xff\xfe\x00")
    assert "not UTF-8" in load_source(str(tmp_path), no_network).problems[0]


def test_an_id_used_twice_loses_no_article_within_and_across_sources(tmp_path: Path) -> None:
    put(tmp_path, "a/one.md", "---\nid: same\n---\nFirst.")
    put(tmp_path, "b/two.md", "---\nid: same\n---\nSecond.")
    within = load_sources([str(tmp_path)], no_network)
    across = load_sources([str(tmp_path / "a"), str(tmp_path / "b")], no_network)
    for loaded in (within, across):
        assert [article.content for article in loaded.articles] == ["First.", "Second."]
        assert len({article.id for article in loaded.articles}) == 2
        assert "'same' is used by another article" in loaded.notes[0]
    assert [article.id for article in within.articles] == ["same", "b-two"]


def test_zendesk_pages_are_followed_drafts_skipped_and_segments_internal() -> None:
    base = "https://acme.zendesk.example/api/v2/help_center/articles.json"
    common = {
        "section_id": 7,
        "body": "<p>Text.</p>",
        "html_url": "https://acme.example/a",
        "edited_at": "2026-10-05T09:00:00Z",
    }
    first = {
        "articles": [
            {"id": 1, "title": "Open", "user_segment_id": None, **common},
            {"id": 2, "title": "Draft", "draft": True, **common},
            {"id": 3, "title": "Closed", "user_segment_id": 9, **common},
            {"id": 4, "title": "Empty", **common, "body": ""},
        ],
        "sections": [{"id": 7, "name": "Billing"}],
        "next_page": base + "?page=2",
    }
    second = {"articles": [{"id": 5, "title": "Last", **common}], "next_page": None}
    pages = {base: json.dumps(first), base + "?page=2": json.dumps(second)}
    loaded = load_source(base, pages.__getitem__)
    assert [article.id for article in loaded.articles] == ["1", "3", "5"]
    opened, closed, _ = loaded.articles
    assert (opened.product_area, opened.reviewed_at, opened.audience) == ("Billing", date(2026, 10, 5), Audience.PUBLIC)
    assert closed.audience is Audience.INTERNAL
    told = {one.reason: one.detail for one in loaded.left_out}
    assert "articles[3]: body: empty" in told[Reason.EMPTY] and "Draft" in told[Reason.DRAFT]


def test_a_sitemap_reads_its_own_host_only() -> None:
    site = "https://help.example"
    index = f"<sitemapindex><sitemap><loc>{site}/pages.xml</loc></sitemap></sitemapindex>"
    pages = (
        f"<urlset><url><loc>{site}/reset?a=1&amp;b=2</loc><lastmod>2026-09-01T10:00:00+00:00</lastmod></url>"
        "<url><loc>http://169.254.169.254/latest</loc></url></urlset>"
    )
    html = "<title>Reset</title><body><article><h1>Reset it</h1><p>Press the button.</p></article></body>"
    web = {f"{site}/sitemap.xml": index, f"{site}/pages.xml": pages, f"{site}/reset?a=1&b=2": html}
    loaded = load_source(f"{site}/sitemap.xml", web.__getitem__)
    (article,) = loaded.articles
    assert (article.id, article.title, article.content) == ("reset-a-1-b-2", "Reset it", "Press the button.")
    assert (article.url, article.reviewed_at) == (f"{site}/reset?a=1&b=2", date(2026, 9, 1))
    assert "169.254.169.254/latest: not on help.example" in loaded.left_out[0].detail


def test_jsonl_reads_one_article_a_line(tmp_path: Path) -> None:
    path = put(
        tmp_path, "kb.jsonl", '{"id": "a", "title": "A", "content": "Text", "extra": 1}\n\n{"id": "b"}\nnonsense\n'
    )
    loaded = load_source(str(path), no_network)
    assert [(article.id, article.title) for article in loaded.articles] == [("a", "A")]
    missing, nonsense = loaded.left_out
    assert "line 3: content: missing" in missing.detail and "line 4: not valid JSON" in nonsense.detail


@pytest.mark.parametrize(
    ("source", "complaint"),
    [("nowhere", "no such folder or file"), ("kb.pdf", "no such folder or file"), ("empty", "no article in empty")],
)
def test_a_source_that_is_not_there_is_an_error_and_empties_nothing(
    tmp_path: Path, source: str, complaint: str
) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError, match=complaint):
        load_sources([source], no_network, base=tmp_path)


def test_a_zendesk_file_of_another_kind_is_an_error(tmp_path: Path) -> None:
    path = put(tmp_path, "tickets.json", '{"tickets": []}')
    with pytest.raises(ConfigError, match="articles: missing"):
        load_source(str(path), no_network)
