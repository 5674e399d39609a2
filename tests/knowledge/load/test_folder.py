"""A folder of somebody else's documentation, as it comes: names, metadata, addresses, includes, what is left out."""

import os
from datetime import date
from pathlib import Path

import pytest

from bot.domain import Article, Audience, Standing
from bot.knowledge.load.folder import load_folder
from bot.knowledge.load.outcome import Loaded, Reason
from bot.knowledge.load.sources import load_source, read_sources
from bot.knowledge.sync_report import finding_lines
from bot.policy import KnowledgeSource
from tests.knowledge.making import index_of


def put(folder: Path, name: str, text: str | bytes = "Some words.") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def load(folder: Path, **fields: object) -> Loaded:
    return load_folder(folder, KnowledgeSource.model_validate({"path": str(folder), **fields}))


def only(loaded: Loaded) -> Article:
    (article,) = loaded.articles
    return article


def test_every_suffix_of_text_is_read_and_the_rest_is_told(tmp_path: Path) -> None:
    read = ("a.md", "b.mdx", "c.markdown", "d.html", "e.htm", "f.md.erb", "g.html.markerb", "h.txt", "i.html.md")
    for name in (*read, "README.md", "guides/index.md"):
        put(tmp_path, name)
    for name in ("SUMMARY.md", "AGENTS.md", "CHANGELOG.md", "_part.mdx", "_includes/x.md", "tool.yml", "pic.png"):
        put(tmp_path, name)
    loaded = load(tmp_path)
    assert {Path(origin).name for origin in loaded.origins.values()} == {*read, "README.md", "index.md"}
    told = {Path(one.where).name: one.reason for one in loaded.left_out}
    assert told == {
        **dict.fromkeys(("SUMMARY.md", "AGENTS.md", "CHANGELOG.md"), Reason.PATTERN),
        **dict.fromkeys(("_part.mdx", "x.md"), Reason.PART),
        "tool.yml": Reason.SUFFIX,
    }


def test_the_report_names_the_patterns_by_which_files_were_left_out(tmp_path: Path) -> None:
    for name in ("a.md", "SUMMARY.md", "AGENTS.md", "CHANGELOG-2.md", "CHANGELOG.md", "_part.md", "tool.yml"):
        put(tmp_path / "kb", name)
    lines = list(finding_lines(index_of(tmp_path / "index", load(tmp_path / "kb")).findings))
    assert "Left out, default pattern: 2 CHANGELOG*, 1 AGENTS.md, 1 SUMMARY.md" in lines
    assert any(line.startswith("Left out, ") and "1 _*.md" in line for line in lines)
    assert "Left out, not text: 1 .yml" in lines


def test_patterns_of_the_policy_decide_and_a_named_file_is_meant(tmp_path: Path) -> None:
    for name in ("en/a.md", "en/old/b.md", "de/a.md", "CHANGELOG.md"):
        put(tmp_path, name)
    loaded = load(tmp_path, include=["en/**", "CHANGELOG.md"], exclude=["old/"])
    assert [article.id for article in loaded.articles] == ["changelog", "en-a"]
    assert {one.reason for one in loaded.left_out} == {Reason.EXCLUDED}


@pytest.mark.parametrize(
    "head",
    [
        "---\ntitle: Pay\n---\n",
        "--- \nTitle: Pay\n---\t\n",
        "\ufeff---\r\ntitle: Pay\r\n---\r\n",
        "---\rtitle: Pay\r---\r",
        '+++\ntitle = "Pay"\n+++\n',
        "---\ntitle: Pay\n...\n",
    ],
)
def test_front_matter_is_read_however_an_editor_saved_it(tmp_path: Path, head: str) -> None:
    put(tmp_path, "a.md", head + "By card.")
    article = only(load(tmp_path))
    assert (article.title, article.content) == ("Pay", "By card.")


@pytest.mark.parametrize(
    ("head", "fix"),
    [
        ("title: Setup: the basics", "line 2 front matter: not valid YAML; quote the title: it holds a colon"),
        ("title: x\n\tkey: y", "indent with spaces: this line begins with a tab"),
        ("title: @home", "quote the title: it begins with @"),
        ('title: "open', "close the quotes of title"),
        ("date: 2026-02-31", "day is out of range"),
    ],
)
def test_what_cannot_be_read_is_told_with_line_and_fix(tmp_path: Path, head: str, fix: str) -> None:
    put(tmp_path, "a.md", f"---\n{head}\n---\nText.")
    loaded = load(tmp_path)
    assert not loaded.articles and fix in loaded.problems[0] and "a.md" in loaded.problems[0]


def test_two_rules_across_a_page_are_no_metadata(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "---\nJust words here.\n---\nMore words.")
    assert "Just words here." in only(load(tmp_path)).content


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("draft: true", Reason.DRAFT),
        ('draft: "yes"', Reason.DRAFT),
        ("status: draft", Reason.DRAFT),
        ("unlisted: true", Reason.UNLISTED),
        ("hidden: true", Reason.UNLISTED),
        ("noindex: yes", Reason.UNLISTED),
        ("published: false", Reason.UNLISTED),
    ],
)
def test_what_is_not_public_is_left_out_and_told(tmp_path: Path, line: str, reason: Reason) -> None:
    put(tmp_path, "a.md", f"---\n{line}\n---\nSecret.")
    loaded = load(tmp_path)
    assert not loaded.articles and [one.reason for one in loaded.left_out] == [reason]


@pytest.mark.parametrize(
    "head", ["deprecated: true", "superseded_by: new.md", "archived: true", "title: '[Deprecated] Old way'"]
)
def test_what_no_longer_holds_says_so(tmp_path: Path, head: str) -> None:
    put(tmp_path, "new.md", "---\nid: fresh\n---\nThe new way.")
    put(tmp_path, "old.md", f"---\n{head}\n---\nThe old way.")
    _, old = load(tmp_path).articles
    assert old.standing is Standing.DEPRECATED
    assert old.superseded_by == ("fresh" if "superseded" in head else "")


def test_an_audience_that_the_policy_sets_stands_instead_of_foreign_words(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "---\naudience: admins\n---\nFor all.")
    put(tmp_path, "b.md", "---\naudience: internal\n---\nFor us.")
    assert "audience: 'admins' must be public or internal" in load(tmp_path).problems[0]
    audiences = [article.audience for article in load(tmp_path, audience="public").articles]
    assert audiences == [Audience.PUBLIC, Audience.INTERNAL]


def test_a_folder_may_be_the_product_area_where_the_article_names_none(tmp_path: Path) -> None:
    put(tmp_path, "billing/a.md")
    put(tmp_path, "billing/b.md", "---\nproduct_area: refunds\n---\nWords.")
    put(tmp_path, "a.md")
    assert [article.product_area for article in load(tmp_path, product_area="folder").articles] == [
        "",
        "billing",
        "refunds",
    ]
    assert {article.product_area for article in load(tmp_path, product_area="app").articles} == {"app", "refunds"}


def test_an_article_in_another_language_than_the_sources_is_told(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "---\nlang: en-US\n---\nWords.")
    put(tmp_path, "b.md", "---\nlanguage: de\n---\nWorte.")
    put(tmp_path, "c.md", "Of no language.")
    loaded = load(tmp_path, language="en")
    assert [article.id for article in loaded.articles] == ["a", "c"]
    assert [one.reason for one in loaded.left_out] == [Reason.LANGUAGE]


def test_a_block_that_a_tag_highlights_is_code(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "Before.\n\n{% highlight bash %}\nrun <!-- it -->\n{% endhighlight %}\n\nAfter.")
    content = only(load(tmp_path)).content
    assert content == "Before.\n\n```bash\nrun <!-- it -->\n```\n\nAfter."


def test_addresses_come_from_the_article_or_from_its_place(tmp_path: Path) -> None:
    put(tmp_path, "guides/nginx.md", "---\nslug: web-server\n---\nWords.")
    put(tmp_path, "guides/index.md", "See [it](nginx.md#top), [up](../start.md), ![map](map.png) and [gone](gone.md).")
    put(tmp_path, "start.md", "---\nurl: https://other.example/start\n---\nWords.")
    put(tmp_path, "legal.md", "---\npermalink: /docs/legal/\n---\nWords.")
    loaded = load(tmp_path, base_url="https://x.example/docs")
    of = {article.id: article for article in loaded.articles}
    assert {id_: article.url for id_, article in of.items()} == {
        "guides": "https://x.example/docs/guides",
        "guides-nginx": "https://x.example/docs/guides/web-server",
        "legal": "https://x.example/docs/legal/",
        "start": "https://other.example/start",
    }
    for link in (
        "[it](https://x.example/docs/guides/web-server#top)",
        "[up](https://other.example/start)",
        "![map](https://x.example/docs/map.png)",
    ):
        assert link in of["guides"].content
    assert [line.rpartition(": ")[2] for line in loaded.broken] == ["link gone.md"]


def test_a_link_to_a_file_that_is_left_out_leads_somewhere_and_one_out_of_the_folder_does_not(tmp_path: Path) -> None:
    put(
        tmp_path / "help",
        "guides/start.md",
        "# Start\n\n[all](../CHANGELOG.md#two), [top](/CHANGELOG.md), [up](../../own.md), "
        f"[odd](%00.md), [long]({'x' * 300}.md).",
    )
    put(tmp_path / "help", "CHANGELOG.md", "# Changes\n\nTwo.")
    put(tmp_path, "own.md", "Nobody's business.")
    loaded = load(tmp_path / "help", base_url="https://x.example/docs")
    broken = [line.rpartition(": link ")[2] for line in loaded.broken]
    assert broken == ["../../own.md", "%00.md", f"{'x' * 300}.md"]


@pytest.mark.parametrize(
    "link",
    [
        pytest.param("/platform/keys.mdx#new", id="from the source's folder"),
        pytest.param("/docs/platform/keys.mdx", id="from above it"),
        pytest.param("docs/platform/keys.mdx", id="from above it, without a slash"),
        pytest.param("/site/docs/platform/keys.mdx", id="from two folders above"),
        pytest.param("../docs/platform/keys.mdx", id="out and in again"),
        pytest.param("/apps/web.md", id="from a folder of articles inside"),
        pytest.param("apps/web.md", id="the same without a slash"),
        pytest.param("/apps/CHANGELOG.md", id="to a file there that is left out"),
    ],
)
def test_a_link_from_the_top_of_a_site_finds_its_file_wherever_that_top_is(tmp_path: Path, link: str) -> None:
    folder = tmp_path / "site" / "docs"
    put(folder, "platform/keys.mdx", "# Keys\n\nWords.")
    put(folder, "src/apps/web.md", "# Web\n\nWords.")
    put(folder, "src/apps/CHANGELOG.md", "# Changes")
    put(folder, "src/guides/start.md", f"# Start\n\n[it]({link}), [gone](/apps/gone.md), [page](/keys)")
    loaded = load(folder, base_url="https://x.example")
    assert [line.rpartition(": link ")[2] for line in loaded.broken] == ["/apps/gone.md"]
    if "CHANGELOG" not in link:
        said = next(article.content for article in loaded.articles if article.id.endswith("start"))
        assert "[it](https://x.example/" + ("platform/keys" if "keys" in link else "src/apps/web") in said
        assert "[page](https://x.example/keys)" in said


def test_numbers_in_front_of_names_are_no_part_of_an_address_where_the_sites_generator_leaves_them_out(
    tmp_path: Path,
) -> None:
    put(tmp_path, "nuxt.config.ts", "export default {}")
    put(tmp_path, "content/1.guides/0.index.md", "See [it](/guides/nginx) and [that](./02.nginx.md).")
    put(tmp_path, "content/1.guides/02.nginx.md", "See [prices](/prices#top), [up](/docs/guides), [bad](//[x).")
    loaded = load(tmp_path / "content", base_url="https://x.example/docs")
    of = {article.url: article.content for article in loaded.articles}
    assert of == {
        "https://x.example/docs/guides": "See [it](https://x.example/docs/guides/nginx) and "
        "[that](https://x.example/docs/guides/nginx).",
        "https://x.example/docs/guides/nginx": "See [prices](https://x.example/docs/prices#top), "
        "[up](https://x.example/docs/guides), [bad](https://[x).",
    }


def test_a_relative_link_without_an_address_is_its_words(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "See [the guide](guides/nginx.md).")
    assert only(load(tmp_path)).content == "See the guide."


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("a.mdx", "import Part from './_part.mdx'\n\n<Part />", "_part.mdx"),
        ("a.md", '{% include "part.md" %}', "_includes/part.md"),
        ("a.md", "{% include-markdown '../a/part.md' %}", "a/part.md"),
        ("a.md", '--8<-- "part.md"', "part.md"),
        ("a.mdx", '<Snippet file="part.mdx" />', "snippets/part.mdx"),
        ("a.html.markerb", '<%= partial "/docs/partials/part" %>', "partials/_part.html.erb"),
        ("a.md", "<!--@include: ./parts/part.md-->", "parts/part.md"),
        ("a.md", "[!INCLUDE [x](includes/part.md)]", "includes/part.md"),
        ("a.md", '{{< include "part.md" >}}', "_includes/part.md"),
        ("a.md", "{!part.md!}", "part.md"),
        ("a.md", '{{% include "part.md" %}}', "_includes/part.md"),
        ("a.md", ':partial{content="part"}', "_partials/part.md"),
    ],
)
def test_what_a_page_includes_is_read_with_it(tmp_path: Path, name: str, text: str, part: str) -> None:
    put(tmp_path, f"docs/{name}", f"Before.\n\n{text}\n\nAfter.")
    put(
        tmp_path,
        f"docs/{part}",
        "---\ntitle: x\n---\nThe {/* not this */}same everywhere." if "mdx" in part else "The same everywhere.",
    )
    loaded = load(tmp_path / "docs")
    content = next(a.content for a in loaded.articles if loaded.origins[a.id].endswith(f"/{name}"))
    assert content == "Before.\n\nThe same everywhere.\n\nAfter." and not loaded.broken


def test_a_named_part_of_a_file_is_included_alone_also_in_code(tmp_path: Path) -> None:
    part = "no = 1\n# --8<-- [start:use]\nuse = 2\n# --8<-- [end:use]\n"
    put(tmp_path, "snippets/part.py", part)
    put(
        tmp_path,
        "a.md",
        'Write:\n\n```python\n--8<-- "part.py:use"\n```\n\nor all:\n\n```python\n--8<-- "part.py"\n```',
    )
    assert only(load(tmp_path)).content == (
        "Write:\n\n```python\nuse = 2\n```\n\nor all:\n\n```python\nno = 1\nuse = 2\n```"
    )


def test_an_include_never_leaves_the_repository_and_never_turns_in_a_circle(tmp_path: Path) -> None:
    put(tmp_path, "secret.md", "Password.")
    put(tmp_path, "docs/a.md", '{% include "../secret.md" %}\n\nWords.\n\n{% include "b.md" %}')
    put(tmp_path, "docs/b.md", 'B {% include "c.md" %}')
    put(tmp_path, "docs/c.md", 'C {% include "b.md" %}')
    loaded = load(tmp_path / "docs")
    assert "Password" not in "".join(article.content for article in loaded.articles)
    assert any("secret.md" in line for line in loaded.broken)


def test_articles_of_one_title_are_told_apart(tmp_path: Path) -> None:
    for folder in ("billing", "teams", "api"):
        put(tmp_path, f"{folder}/guides.md", "---\ntitle: Guides\n---\nWords.")
    loaded = read_sources([str(tmp_path)], str)
    assert [article.title for article in loaded.articles] == ["Guides (Api)", "Guides (Billing)", "Guides (Teams)"]
    assert list(loaded.same_title) == ["Guides"]


def test_bad_files_never_stop_a_folder(tmp_path: Path) -> None:
    put(tmp_path, "good.md")
    put(tmp_path, "zero.md", b"a\0b")
    put(tmp_path, "latin.md", "é".encode("latin-1"))
    put(tmp_path, "utf16.md", "Wörter.".encode("utf-16"))
    put(tmp_path, "deep.html", "<div>" * 5000 + "Deep words.")
    put(tmp_path, "empty.md", "")
    put(tmp_path, "folder.md/inner.md", "Words in a folder with an odd name.")
    put(tmp_path, "long.md", b"a" * 5_000_001)
    (tmp_path / "out.md").symlink_to("/etc/hostname")
    (tmp_path / "nowhere.md").symlink_to(tmp_path / "gone.md")
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    (tmp_path / "circle").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.md")
    Path(os.fsdecode(bytes(tmp_path) + b"/\xff.md")).write_text("Words.")
    loaded = load(tmp_path)
    told = {Path(one.where).name: one.reason for one in loaded.left_out}
    assert {"good", "utf16", "folder-md-inner"} == {str(article.id) for article in loaded.articles} - {"deep"}
    assert told.pop("deep.html", Reason.UNREADABLE) is Reason.UNREADABLE
    unreadable = ("zero.md", "latin.md", "long.md", "nowhere.md", "loop.md", "pipe.md", "\\udcff.md")
    elsewhere = dict.fromkeys(("out.md", "circle"), Reason.ELSEWHERE)
    assert told == dict.fromkeys(unreadable, Reason.UNREADABLE) | elsewhere | {"empty.md": Reason.EMPTY}
    "\n".join(loaded.problems).encode()


def test_a_folder_that_cannot_be_listed_is_told_and_its_articles_are_not_taken_for_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.md")
    put(tmp_path, "locked/b.md")
    listed = os.scandir

    def refused(place: str) -> object:
        if Path(place).name == "locked":
            raise PermissionError(13, "Permission denied", str(place))
        return listed(place)

    monkeypatch.setattr(os, "scandir", refused)
    loaded = load(tmp_path)
    assert loaded.partial == {str(tmp_path)} and "locked: cannot be listed" in loaded.problems[0]


def test_a_page_that_only_names_its_section_is_told_and_nothing_to_mend(tmp_path: Path) -> None:
    put(tmp_path, "math/_index.md", "---\ntitle: Math\n---\n")
    put(tmp_path, "tutorials/README.md", "# Tutorials\n")
    put(tmp_path, "soon.md", "---\ntitle: Soon\n---\n")
    reasons = {Path(one.where).name: one.reason for one in load(tmp_path).left_out}
    assert reasons == {"_index.md": Reason.FRAME, "README.md": Reason.FRAME, "soon.md": Reason.EMPTY}


def test_an_include_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    put(tmp_path, "a.md", 'Words.\n\n{% include "big.md" %}')
    put(tmp_path, "_includes/big.md", b"a" * 1_000_001)
    loaded = load(tmp_path)
    assert [line.rpartition(": ")[2] for line in loaded.broken] == ["include big.md"]


def test_review_dates_may_come_from_the_files_or_be_exempt(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "---\nlast_update:\n  date: 2026-05-04\n---\nWords.")
    put(tmp_path, "b.md")
    source = {"path": str(tmp_path)}
    assert [a.reviewed_at for a in load_source(source, str).articles] == [date(2026, 5, 4), None]
    from_files = load_source({**source, "reviewed_at": "file"}, str).articles
    assert from_files[0].reviewed_at == date(2026, 5, 4) and from_files[1].reviewed_at is not None
    assert {a.standing for a in load_source({**source, "reviewed_at": "exempt"}, str).articles} == {Standing.EXEMPT}
