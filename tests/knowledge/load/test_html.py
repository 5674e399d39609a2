"""Pages of HTML, and the sitemaps that list them, as help centres really publish them."""

import gzip
from collections.abc import Mapping

import pytest

from bot.errors import ConfigError, TransientError
from bot.knowledge.load.fetch import GoneError, _decoded
from bot.knowledge.load.html_markdown import html_markdown
from bot.knowledge.load.html_page import html_page
from bot.knowledge.load.outcome import Fetch, Reason
from bot.knowledge.load.sitemap import load_sitemap
from bot.policy import KnowledgeSource

SITE = "https://help.example"
WORDS = "<p>" + "Press the button and wait for the mail that we send you. " * 4 + "</p>"


def urlset(*urls: str) -> str:
    inner = "".join(f"<url><loc>\n  {url}\n </loc></url>" for url in urls)
    return f'<?xml version="1.0"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</urlset>'


def web(pages: Mapping[str, str | Exception]) -> Fetch:
    def fetch(url: str) -> str:
        page = pages.get(url, GoneError(f"{url} answered 404"))
        if isinstance(page, Exception):
            raise page
        return page

    return fetch


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a_b and 2 * 3 * 4</p>", "a_b and 2 * 3 * 4"),
        ("<ol><li>One<ul><li>Inner</li></ul></li><li>Two</li></ol>", "1. One\n   - Inner\n2. Two"),
        ('<pre><code class="language-bash">a &lt; b\nc</code></pre>', "```bash\na < b\nc\n```"),
        ("<p>Text</p><table><tr><th></th><td><b></b></td></tr></table>", "Text"),
        ("<p>Set &lt;name&gt; there</p>", "Set `<name>` there"),
        ("<p>See <a href='https://x.example/y'>more</a>.</p>", "See [more](https://x.example/y)."),
        ("<dl><dt>Seat</dt><dd>A person.</dd></dl>", "- **Seat**: A person."),
        ("<script>bad()</script><style>x</style><p>Text</p>", "Text"),
    ],
)
def test_html_becomes_plain_markdown(html: str, expected: str) -> None:
    assert html_markdown(html).strip() == expected


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("<tr><th>Plan</th><th>EU</th></tr><tr><td>Pro</td><td></td></tr>", "| Pro |  |"),
        ("<tr><th colspan=2>Limits</th></tr><tr><td>Pro</td><td>10</td></tr>", "| Limits | Limits |"),
        ("<tr><td rowspan=0>All</td><td>1</td></tr><tr><td>2</td></tr>", "| All | 2 |"),
        ("<tr><th>A</th><th>B</th></tr><tr><td>x|y</td><td><ul><li>1</li><li>2</li></ul></td></tr>", r"| x\|y | 1 2 |"),
        ("<tr><td colspan=9999>wide</td></tr>", "wide"),
    ],
)
def test_tables_keep_each_cell_in_its_column(table: str, row: str) -> None:
    assert row in html_markdown(f"<table>{table}</table>")


@pytest.mark.parametrize(
    "page",
    [
        f"<body><nav>Menu</nav><main><h1>Reset it</h1>{WORDS}<div class='related-articles'>Menu</div></main>"
        "<footer>Menu</footer>",
        f"<body><div class='sidebar'>Menu</div><article><h1>Reset it</h1>{WORDS}<aside>Menu</aside></article>",
        "<body><div id='top'>" + "".join(f"<li><a href='/{n}'>Menu {n}</a></li>" for n in range(20)) + "</div>"
        f"<div><h1>Reset it</h1>{WORDS}{WORDS}</div><div id='foot'><a href='/x'>Menu</a></div></body>",
    ],
)
def test_the_site_around_an_article_is_stripped(page: str) -> None:
    found = html_page(f"<html><head><title>Reset it | Acme</title></head>{page}</html>")
    assert found.title == "Reset it"
    assert "Press the button" in found.markdown and "Menu" not in found.markdown


def test_folded_answers_and_tabs_keep_their_titles() -> None:
    page = html_page(
        "<main><h1>T</h1><details><summary>Why?</summary><p>Because.</p></details><div role=tablist><button id=t1>Linux"
        "</button></div><div role=tabpanel aria-labelledby=t1 hidden><p>Use apt.</p></div></main>"
    )
    assert all(word in page.markdown for word in ("Why?", "Because.", "Linux", "Use apt."))


def test_a_sitemap_as_they_are_padded_nested_and_partly_gone() -> None:
    index = "<sitemapindex>" + "".join(
        f"<sitemap><loc> {SITE}/{name}.xml </loc></sitemap>" for name in ("one", "gone", "again")
    )
    pages = web(
        {
            f"{SITE}/one.xml": urlset(f"{SITE}/a", f"{SITE}/lost", f"{SITE}/shell"),
            f"{SITE}/again.xml": f"<sitemapindex><sitemap><loc>{SITE}/one.xml</loc></sitemap></sitemapindex>",
            f"{SITE}/a": f"<main><h1>A</h1>{WORDS}</main>",
            f"{SITE}/shell": "<html><title>Page not found</title><body><main><h1>404</h1>Sorry.</main></body></html>",
        }
    )
    loaded = load_sitemap(f"{index}</sitemapindex>", f"{SITE}/sitemap.xml", pages)
    assert [article.id for article in loaded.articles] == ["a"]
    told = {one.where: one.reason for one in loaded.left_out}
    assert told == dict.fromkeys((f"{SITE}/gone.xml", f"{SITE}/lost", f"{SITE}/shell"), Reason.GONE)
    assert not loaded.partial


def test_a_page_that_is_down_is_unreadable_and_a_list_that_is_down_makes_the_source_partial() -> None:
    pages = web({f"{SITE}/a": TransientError("down"), f"{SITE}/b": f"<main><h1>B</h1>{WORDS}</main>"})
    loaded = load_sitemap(urlset(f"{SITE}/a", f"{SITE}/b"), f"{SITE}/sitemap.xml", pages)
    assert [one.reason for one in loaded.left_out] == [Reason.UNREADABLE] and not loaded.partial
    index = f"<sitemapindex><sitemap><loc>{SITE}/x.xml</loc></sitemap><url><loc>{SITE}/b</loc></url></sitemapindex>"
    down = web({f"{SITE}/x.xml": TransientError("down"), f"{SITE}/b": f"<main><h1>B</h1>{WORDS}</main>"})
    assert load_sitemap(index, f"{SITE}/sitemap.xml", down).partial == {f"{SITE}/sitemap.xml"}


def test_a_page_that_asks_not_to_be_listed_is_not_public() -> None:
    head = '<html><head><meta name="robots" content="noindex, nofollow"></head>'
    pages = web({f"{SITE}/a": f"{head}<body><main><h1>A</h1>{WORDS}</main></body></html>"})
    loaded = load_sitemap(urlset(f"{SITE}/a"), f"{SITE}/s.xml", pages)
    assert not loaded.articles and [one.reason for one in loaded.left_out] == [Reason.UNLISTED]


def test_the_patterns_of_the_policy_hold_for_pages_too() -> None:
    pages = web({f"{SITE}/{name}": f"<main><h1>{name}</h1>{WORDS}{name}</main>" for name in ("en/a", "en/old/b", "c")})
    source = KnowledgeSource(sitemap=f"{SITE}/s.xml", include=["en/**"], exclude=["en/old/"])
    loaded = load_sitemap(urlset(*(f"{SITE}/{n}" for n in ("en/a", "en/old/b", "c"))), f"{SITE}/s.xml", pages, source)
    assert [article.title for article in loaded.articles] == ["en/a"]
    assert [one.reason for one in loaded.left_out] == [Reason.EXCLUDED, Reason.EXCLUDED]


def test_pages_that_all_say_the_same_are_no_articles() -> None:
    frame = "<main><h1>App</h1><p>Loading your workspace, please wait a moment.</p></main>"
    pages = web({f"{SITE}/{n}": frame for n in range(3)} | {f"{SITE}/real": f"<main><h1>R</h1>{WORDS}</main>"})
    loaded = load_sitemap(urlset(*(f"{SITE}/{n}" for n in (0, 1, 2, "real"))), f"{SITE}/s.xml", pages)
    assert [article.title for article in loaded.articles] == ["R"]
    assert "says the same as 2 other pages" in loaded.problems[0]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("<html><body>Hello</body></html>", "none found"),
        ("<urlset><url><loc>x</urlset>", "line 1: not valid XML"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><urlset><url><loc>&a;</loc></url></urlset>', "declares entities"),
        ("", "none found"),
    ],
)
def test_what_is_no_sitemap_is_an_error(text: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        load_sitemap(text, f"{SITE}/sitemap.xml", web({}))


def test_a_packed_sitemap_is_unpacked_and_a_damaged_one_told() -> None:
    text = urlset(f"{SITE}/a")
    assert _decoded("u", gzip.compress(text.encode()), "utf-8") == text
    with pytest.raises(ConfigError, match="packed and damaged"):
        _decoded("u", gzip.compress(text.encode())[:20], "utf-8")
    with pytest.raises(ConfigError, match="packed and damaged"):
        _decoded("u", gzip.compress(text.encode())[:12] + b"\xff" * 40, "utf-8")
    with pytest.raises(ConfigError, match="larger than 20 MB"):
        _decoded("u", gzip.compress(bytes(30_000_000)), "utf-8")
    assert _decoded("u", "é".encode("latin-1"), "no-such-charset") == "\ufffd"


def test_an_address_that_is_none_and_a_list_that_cannot_be_read_cost_no_other_page() -> None:
    child = f"{SITE}/child.xml"
    pages = {
        f"{SITE}/a": f"<html><body><main>{WORDS}<a href='http://[x'>odd</a></main></body></html>",
        child: "<urlset",
    }
    entries = f"<url><loc>http://[bad</loc></url><url><loc>{SITE}/a</loc></url><sitemap><loc>{child}</loc></sitemap>"
    loaded = load_sitemap(f"<urlset>{entries}</urlset>", f"{SITE}/sitemap.xml", web(pages))
    assert [article.url for article in loaded.articles] == [f"{SITE}/a"]
    assert {one.where: one.reason for one in loaded.left_out} == {
        "http://[bad": Reason.ELSEWHERE,
        child: Reason.UNREADABLE,
    }
    listed = load_sitemap(f"http://[bad\n{SITE}/a\n", f"{SITE}/sitemap.txt", web(pages))
    assert [article.url for article in listed.articles] == [f"{SITE}/a"]
