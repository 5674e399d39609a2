"""What sites say by a component's attributes, by nesting and by what they leave open reaches the passage."""

from pathlib import Path
from time import process_time

import pytest

from bot.knowledge.chunk import chunk
from bot.knowledge.load.dialects.common import Surroundings, common_markdown
from bot.knowledge.load.folder import load_folder
from bot.knowledge.load.html_markdown import html_markdown
from bot.knowledge.load.outcome import Loaded, Reason
from bot.knowledge.reconcile import Plan
from bot.knowledge.sync_report import finding_lines, findings
from bot.policy import KnowledgeSource
from tests.knowledge.making import article


def read(text: str, part: str = "") -> str:
    return common_markdown(text, Surroundings(".mdx", lambda path, depth: part))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            '<SettingField title="wait" type="integer" defaultValue="30" required={false}>Seconds.</SettingField>',
            "- `wait` (integer, default `30`): Seconds.",
            id="a parameter by another name",
        ),
        pytest.param(
            '<ParamField path="size" type="number" default="5" required deprecated>How much.</ParamField>',
            "- `size` (number, required, deprecated, default `5`): How much.",
            id="a default",
        ),
        pytest.param(
            'Each <Tooltip tip="What two boats share.">berth</Tooltip> is free.',
            "Each berth (What two boats share) is free.",
            id="a definition",
        ),
        pytest.param(
            '<Recipe description="Hand this to the cook.">\nBoil it.\n\nEat it.\n</Recipe>',
            "Hand this to the cook.\n\nBoil it.\n\nEat it.",
            id="what stands over a box",
        ),
        pytest.param(
            '<Tabs values={[{label: "On Linux", value: "l"}]}>\n<TabItem value="l">\nRun it.\n</TabItem>\n</Tabs>',
            "## On Linux\n\nRun it.\n\n[//]: # (level 1)",
            id="a tab whose label stands with the others",
        ),
        pytest.param(
            "- ### `port` \\{#the-port}\n\n  Its number.", "- **`port`**\n\n  Its number.", id="an entry's heading"
        ),
        pytest.param(
            ":::note\nNew ones only.\n::: (default: 3)", "New ones only.\n\n(default: 3)", id="words at an end"
        ),
        pytest.param(
            '<Shot src="https://x.example/a.png" alt="A berth" />',
            "![A berth](https://x.example/a.png)",
            id="a picture",
        ),
        pytest.param("\n---\n\n# Title", "# Title", id="a rule over everything"),
        pytest.param("One<br/ >two", "One\ntwo", id="a blank in a tag's end"),
        pytest.param("<kbd>`Alt`</kbd> + <code>a<br/>b</code>", "`Alt` + `a b`", id="code in code"),
        pytest.param(
            "Run:\n\n```sh\nboat --go", "Run:\n\n```sh\nboat --go\n```", id="code that nothing closes at the end"
        ),
        pytest.param(
            "```sh\nboat\n\n" + "Words.\n\n" * 30 + "End.",
            "```sh\nboat\n\n" + "Words.\n\n" * 30 + "End.",
            id="a fence that nothing closes over a whole article",
        ),
    ],
)
def test_what_a_component_says_is_read(text: str, expected: str) -> None:
    assert read(text) == expected


def test_what_is_included_in_a_tab_belongs_to_the_tab_and_takes_nothing_with_it() -> None:
    tabs = '<Tabs>\n  <TabItem label="A">\n    <Part />\n    <Tabs>\n      <TabItem label="B">\n        Go.\n'
    text = read(
        "import Part from './_part.mdx'\n\n" + tabs + "      </TabItem>\n    </Tabs>\n  </TabItem>\n</Tabs>", "- one"
    )
    assert "\n- one\n\n### B\n\nGo.\n" in text


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td", "blockquote", "Step", "pre"])
def test_the_words_of_what_is_nested_as_deep_as_nobody_would_are_read(tag: str) -> None:
    names = tag.split("><")
    nested = f"<{tag}>" * 2000 + "words" + "".join(f"</{name}>" for name in reversed(names)) * 2000
    start = process_time()
    assert "words" in common_markdown(nested, Surroundings()) and "words" in html_markdown(f"<body>{nested}</body>")
    assert process_time() - start < 20


def test_a_table_in_a_cell_is_its_words_and_one_that_lays_out_others_is_none() -> None:
    inner = "<table><tr><th>Plan</th><th>Boats</th></tr><tr><td>Pro</td><td>9</td></tr></table>"
    assert "| Limits | Plan Boats; Pro 9 |" in html_markdown(f"<table><tr><td>Limits</td><td>{inner}</td></tr></table>")
    laid_out = html_markdown(f"<table><tr><td>Menu</td></tr><tr><td>{inner}</td></tr></table>")
    assert laid_out == "Menu\n\n| Plan | Boats |\n| --- | --- |\n| Pro | 9 |"


@pytest.mark.parametrize(
    "piece",
    [
        "{% highlight a %} ",
        "{{< code >}} ",
        "{% raw %} ",
        "{% comment %} ",
        "<%= partial 'a' ",
        '{{< include "a" ',
        "```a\n",
    ],
)
def test_what_is_opened_again_and_again_is_read_in_the_time_of_its_length(piece: str) -> None:
    def seconds(times: int) -> float:
        start = process_time()
        common_markdown(piece * times, Surroundings(".md", lambda path, depth: None))
        return process_time() - start

    seconds(100)
    assert seconds(8000) < 30 * max(seconds(1000), 0.02)


def test_a_long_quotation_is_cut_between_what_it_quotes() -> None:
    rows = "\n".join(f"> | `sail{n}` | A sail of the size {n} that fits. |" for n in range(60))
    table = f"> ### Sails\n>\n> | Name | What |\n> | --- | --- |\n{rows}"
    passages = chunk(article("a", f"The names are:\n\n{table}"))
    assert len(passages) > 1 and passages[0].text.startswith("The names are:\n\n> ### Sails\n>\n> | Name | What |")
    assert all(one.text.startswith("> | Name | What |\n> | --- | --- |\n> | `sail") for one in passages[1:])


def test_a_page_that_its_site_fills_is_nothing_to_mend_and_one_without_its_part_says_which(tmp_path: Path) -> None:
    pages = {
        "boats.md": "layout: category",
        "list.mdx": 'openapi: "GET /boats"',
        "gone.mdx": "noindex: true",
        "soon.md": "",
    }
    for name, line in pages.items():
        (tmp_path / name).write_text(f"---\ntitle: A\n{line}\n---\n")
    (tmp_path / "log.mdx").write_text("import Log from '/parts/log.mdx'\n\n<Log />\n")
    loaded = load_folder(tmp_path)
    reasons = {Path(one.where).name: one.reason for one in loaded.left_out}
    filled = dict.fromkeys(("boats.md", "list.mdx"), Reason.FILLED)
    rest = {"gone.mdx": Reason.UNLISTED, "soon.md": Reason.EMPTY, "log.mdx": Reason.EMPTY}
    assert reasons == filled | rest
    told = next(one.detail for one in loaded.left_out if one.where.endswith("log.mdx"))
    assert "nothing is left without include /parts/log.mdx" in told


def test_the_report_says_once_what_many_pages_miss() -> None:
    lost = ("a.md: include /one.md", "a.md: include /two.md", "b.md: include /two.md")
    found = findings(Loaded(broken=lost), Plan(()), ())
    assert found.counts["broken"] == 3
    assert "includes are looked for in the repository" in "\n".join(finding_lines(found))
    assert found.broken == ("include /two.md, 2 times, first in a.md", "a.md: include /one.md")


def test_what_changed_in_releases_is_no_documentation(tmp_path: Path) -> None:
    for name in ("changelog.mdx", "about/changelog/desktop.md", "about/us.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("# A\n\nWords.\n")
    assert [one.id for one in load_folder(tmp_path).articles] == ["about-us"]


def test_a_link_to_a_letter_that_only_the_sites_generator_knows_is_its_words(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("A [berth](g), a [`boat`](g) and the [map](map).\n")
    (article_,) = load_folder(tmp_path, KnowledgeSource(path=str(tmp_path), base_url="https://x.example")).articles
    assert article_.content == "A berth, a `boat` and the [map](https://x.example/map)."
