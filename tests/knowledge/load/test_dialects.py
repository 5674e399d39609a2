"""What other documentation systems write becomes plain Markdown: no tag is left, and no word for readers is lost."""

import re
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.chunk import chunk
from bot.knowledge.load.dialects.common import Surroundings, common_markdown
from bot.knowledge.load.dialects.leftover import leftover
from bot.knowledge.load.dialects.tags import Braces
from tests.knowledge.making import article


def read(text: str, suffix: str = ".md") -> str:
    return common_markdown(text, Surroundings(suffix))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("One <!-- two --> three", "One  three", id="html comment"),
        pytest.param("One {/* two */} three", "One  three", id="jsx comment"),
        pytest.param("{% comment %}no{% endcomment %}Yes", "Yes", id="liquid comment"),
        pytest.param(
            "import A from './a'\n\nexport const x = {\n  a: 1,\n}\n\nText.", "Text.", id="imports and exports"
        ),
        pytest.param(
            'import {\n  A,\n  B,\n} from "c"\nexport const v = "2.1"\n\nVersion {v}.', "Version 2.1.", id="constant"
        ),
        pytest.param("import your data from the menu.", "import your data from the menu.", id="a word, not a program"),
        pytest.param('<Badge text="Pro" /> Text{" "}more', '(Pro) Text{" "}more', id="badge outside MDX"),
        pytest.param('A <Icon name="x" onClick={() => { go("}") }} /> b', "A  b", id="attributes with braces"),
        pytest.param("## Title {#anchor}", "## Title", id="heading id"),
        pytest.param("Text\n{: .note }", "Text", id="kramdown attributes"),
        pytest.param(":::tip Be quick\nRun it.\n:::", "**Be quick:** Run it.", id="docusaurus admonition"),
        pytest.param(
            '!!! warning "Stop"\n    First back up.\n\nThen go.', "**Stop:** First back up.\n\nThen go.", id="mkdocs"
        ),
        pytest.param(
            '!!! info "The term "server""\n    A host.', '**The term "server":** A host.', id="title with quotes"
        ),
        pytest.param("> [!NOTE]\n> Mind the gap.", "Mind the gap.", id="github alert"),
        pytest.param('{% hint style="info" %}\nSaved.\n{% endhint %}', "Saved.", id="gitbook hint"),
        pytest.param('{% callout type="x" %}\nSaved.\n{% /callout %}', "Saved.", id="markdoc"),
        pytest.param("{{< note >}}\nSaved.\n{{< /note >}}", "Saved.", id="hugo"),
        pytest.param("<%= nav %>\nSaved.", "Saved.", id="erb"),
        pytest.param("Line one<br/>line two", "Line one\nline two", id="break"),
        pytest.param("Use <kbd>Ctrl</kbd> and <b>hold</b> it", "Use `Ctrl` and **hold** it", id="inline html"),
        pytest.param("Set <your-token> there", "Set `<your-token>` there", id="a name to be replaced"),
        pytest.param("a < b and c > d, <https://x.example>", "a < b and c > d, <https://x.example>", id="no tag"),
        pytest.param("Hello {{ user_name }}, {{ site.title }}", "Hello `{{ user_name }}`,", id="template words"),
        pytest.param(
            'Go to <a href="https://x.example/y">there</a>.', "Go to [there](https://x.example/y).", id="link"
        ),
        pytest.param("Text\u200b\n[TOC]\n", "Text\u200b", id="table of contents"),
        pytest.param("1. TOC\n{:toc}\n\n@[toc]\n[[_TOC_]]\n\nText.", "Text.", id="tables of contents of others"),
        pytest.param("- Scrapped words.\n{:toc}\n\nText.", "Text.", id="what kramdown replaces by its contents"),
        pytest.param('<div style={{color: "red"}}>Red</div>', "Red", id="an object as an attribute"),
        pytest.param("<Frame style={{}}>Red</Frame> {{ site.x }}", "Red", id="an empty object as an attribute"),
        pytest.param("## Next\n---\n\nOne.\n\n---\n\nTwo.\n***", "## Next\n\nOne.\n\nTwo.", id="rules"),
        pytest.param("Next\n----\n\nOne.", "Next\n----\n\nOne.", id="a heading that is underlined"),
        pytest.param(
            "Needs 14[^1], not 13[^2].\n\n[^1]: Until May.\n[^2]:\n    Out of\n    support.",
            "Needs 14, not 13.\n\nUntil May.\n\nOut of\nsupport.",
            id="footnotes",
        ),
        pytest.param("Letters [^abc] match.", "Letters [^abc] match.", id="no footnote"),
        pytest.param("## :material-server-network: Networks", "## Networks", id="an icon"),
        pytest.param("==Mind== a == b, press ++ctrl+c++", "Mind a == b, press `Ctrl+C`", id="highlight and keys"),
        pytest.param("Quota\n:   Of a\n    day.", "Quota\n\nOf a\nday.", id="a definition"),
        pytest.param("APIs &amp; more &rarr; &lt;3&nbsp;h, &lt;id&gt;", "APIs & more → <3 h, `<id>`", id="entities"),
        pytest.param("| a&#124;b | c |\n|---|---|", "| a\\|b | c |\n|---|---|", id="a bar in a cell"),
        pytest.param("*[API]: A thing\n\nText.", "Text.", id="an abbreviation"),
        pytest.param(r"Seats \(5\), a\_b, k\-l \& wow\!", "Seats (5), a_b, k-l & wow!", id="signs that need no escape"),
        pytest.param(r"1\. a \*b\* [c]\(d)", r"1. a \*b\* [c]\(d)", id="signs that need it"),
        pytest.param("One\\\ntwo \\\nthree", "One\ntwo\nthree", id="hard line breaks"),
        pytest.param("####\n\nWords.\n\n##", "Words.", id="headings without words"),
        pytest.param('Words.\n\n{class="mt-6"}\n\nMore.', "Words.\n\nMore.", id="hugo attributes"),
        pytest.param("{/_ models:start _/}\nWords.", "Words.", id="a comment that an editor rewrote"),
        pytest.param(
            "{{< code-toggle file=hugo >}}\na = 1\n{{< /code-toggle >}}",
            "```\na = 1\n```",
            id="code between hugo's tags",
        ),
        pytest.param("Menu --> Users", "Menu → Users", id="an arrow"),
        pytest.param('::callout{icon="i" title="Stop"}\nBack up.\n::', "**Stop:** Back up.", id="two colons"),
        pytest.param("A\n\n::child-pages\n\nB :icon{name='x'} c", "A\n\nB  c", id="colons that hold nothing"),
        pytest.param("::: {.callout-tip}\nBe quick.\n:::", "Be quick.", id="a class in braces"),
        pytest.param("Call `std::move`, ::1 or a::b.", "Call `std::move`, ::1 or a::b.", id="colons that mark nothing"),
        pytest.param(
            "[Orb](https://x.example/){:rel='nofollow'} it", "[Orb](https://x.example/) it", id="kramdown link"
        ),
    ],
)
def test_each_dialect_is_plain_markdown_after(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "```html\n<!-- keep --> <Tab title='x'> {/* keep */}\n```",
        "`<!-- keep -->` and `{% keep %}`",
        '```\n:::note\n!!! tip\n=== "Tab"\n```',
        "~~~yaml\nimport x from 'y'\n{{ value }}\n~~~",
    ],
)
def test_code_stays_as_it_is(text: str) -> None:
    assert read(text, ".mdx").replace("~~~", "```") == text.replace("~~~", "```")


def test_code_indented_by_four_is_code_but_not_in_mdx() -> None:
    assert "<!-- keep -->" in read("Text:\n\n    <!-- keep -->\n    b")
    assert "<!--" not in read("Text:\n\n    <!-- drop -->\n    b", ".mdx")


TABS = {
    "mintlify": """<Tabs>
  <Tab title="Linux">
    Use apt.
  </Tab>
  <Tab title="Mac">
    Use brew.
  </Tab>
</Tabs>""",
    "docusaurus": """<Tabs>
<TabItem value="l" label="Linux">

Use apt.

</TabItem>
<TabItem value="Mac">

Use brew.

</TabItem>
</Tabs>""",
    "mkdocs": """=== "Linux"

    Use apt.

=== "Mac"

    Use brew.
""",
    "gitbook": """{% tabs %}
{% tab title="Linux" %}
Use apt.
{% endtab %}

{% tab title="Mac" %}
Use brew.
{% endtab %}
{% endtabs %}""",
    "hugo": """{{< tabs >}}
{{% tab "Linux" %}}
Use apt.
{{% /tab %}}
{{% tab name="Mac" %}}
Use brew.
{{% /tab %}}
{{< /tabs >}}""",
    "nuxt": """::tabs
  :::tabs-item{label="Linux" icon="i"}
  Use apt.
  :::

  :::div
  ---
  label: Mac
  class: wide
  ---
  Use brew.
  :::
::""",
    "vitepress": """:::tabs
== Linux
Use apt.
== Mac
Use brew.
:::""",
}


@pytest.mark.parametrize("dialect", TABS)
def test_tabs_become_sections_that_end_where_they_end(dialect: str) -> None:
    text = read(f"## Install\n\nFirst.\n\n{TABS[dialect]}\n\nAfter all.", ".mdx" if "<Tab" in TABS[dialect] else ".md")
    lines = [line for line in text.split("\n") if line and not line.startswith("[//]")]
    assert lines == ["## Install", "First.", "### Linux", "Use apt.", "### Mac", "Use brew.", "After all."]
    long = (
        text.replace("First.", "First. " * 390)
        .replace("Use apt.", "Use apt. " * 150)
        .replace("Use brew.", "Use brew. " * 150)
        .replace("After all.", "End. " * 390)
    )
    paths = {passage.text.split()[-1]: passage.heading_path for passage in chunk(article("a", long))}
    assert (paths["apt."], paths["brew."], paths["End."]) == (
        ("Install", "Linux"),
        ("Install", "Mac"),
        ("Install",),
    )


STEPS = {
    "mintlify": """<Steps>
<Step title="Open it">
Click.
</Step>
<Step title="Close it">
```bash
exit
```
</Step>
</Steps>""",
    "gitbook": """{% stepper %}
{% step %}
### Open it
Click.
{% endstep %}
{% step %}
### Close it
```bash
exit
```
{% endstep %}
{% endstepper %}""",
}


@pytest.mark.parametrize("dialect", STEPS)
def test_steps_become_one_numbered_list(dialect: str) -> None:
    text = read(f"Do this.\n\n{STEPS[dialect]}")
    assert text.startswith("Do this.\n\n1. **Open it**\n\n   Click.\n\n2. **Close it**\n\n   ```bash\n   exit\n   ```")
    (passage,) = chunk(article("a", text))
    assert passage.text.startswith("Do this.")


@pytest.mark.parametrize(
    "text",
    [
        "<details>\n<summary>Can I pay later?</summary>\n\nYes, you can.\n\n</details>",
        '<Accordion title="Can I pay later?">\n  Yes, you can.\n</Accordion>',
        "Q: Can I pay later?\nA: Yes, you can.",
        "**Can I pay later?**\n\nYes, you can.",
        "- **Can I pay later?** Yes, you can.",
        "- Can I pay later?\n\n  Yes, you can.",
        '??? question "Can I pay later?"\n    Yes, you can.',
        "::: details Can I pay later?\nYes, you can.\n:::",
    ],
)
def test_a_question_is_a_heading_over_its_answer(text: str) -> None:
    lines = [line for line in read(f"## Billing\n\n{text}").split("\n") if line and not line.startswith("[//]")]
    assert lines == ["## Billing", "### Can I pay later?", "Yes, you can."]


def test_a_list_of_questions_stays_a_list() -> None:
    text = "You may ask:\n\n- Can I pay later?\n- Can I pay now?"
    assert read(text) == text


def test_cards_and_parameters_are_entries_of_a_list() -> None:
    cards = '<CardGroup>\n<Card title="Start" href="https://x.example/s" icon="play">Begin here.</Card>\n</CardGroup>'
    assert read(cards) == "- [Start](https://x.example/s): Begin here."
    nuxt = (
        "::u-grid\n  :::u-page-card\n  ---\n  title: Start\n  to: https://x.example/s\n  ---\n  Begin here.\n  :::\n::"
    )
    assert read(nuxt) == read(cards)
    field = '<ParamField path="id" type="string" required>\n  The **id** of it.\n</ParamField>'
    assert read(field) == "- `id` (string, required): The **id** of it."


def test_tags_in_a_list_keep_their_place_in_it() -> None:
    text = '1. Install:\n   <Tabs>\n   <Tab title="npm">\n   `npm i`\n   </Tab>\n   </Tabs>\n2. Run it.'
    lines = [line for line in read(text).split("\n") if line.strip()]
    assert lines == ["1. Install:", "   **npm**", "   `npm i`", "2. Run it."]


def test_code_that_is_an_entry_of_a_list_stays_code_below_its_mark() -> None:
    text = "1. ```sh\n   # look\n   ls\n   ```\n2. <pre><code>cd a\nls</code></pre>\n3. ```sh\n   exit\n   ```"
    lines = [line for line in read(text).split("\n") if line.strip()]
    assert lines == ["1. ```sh", "   # look", "   ls", "   ```", "2. ```", "   cd a", "   ls", "   ```", "3. `exit`"]


def test_a_table_of_html_keeps_header_and_cell_together_through_spans() -> None:
    text = (
        '<table><tr><th>Plan</th><th>Region</th><th>Limit</th></tr><tr><td rowspan="2">Business</td><td>US</td>'
        "<td>1000/min</td></tr><tr><td>EU</td><td>600/min</td></tr></table>"
    )
    assert "| Business | EU | 600/min |" in read(text)


def test_links_lead_somewhere_or_are_words() -> None:
    assert read("See [the guide](guides/nginx.md) and ![](a.png)![A map](b.png).") == "See the guide and A map."
    assert read("See [it][1].\n\n[1]: https://x.example/a") == "See [it](https://x.example/a)."
    around = Surroundings(".md", None, lambda target: f"https://x.example/{target}")
    assert common_markdown("See [the guide](nginx).", around) == "See [the guide](https://x.example/nginx)."


def test_names_of_references_are_found_however_they_are_spelled_and_are_words_where_nobody_defines_them() -> None:
    told = "\n\n[the  guide]: https://x.example/g\n[map]: https://x.example/m.png"
    assert read(f"See [The guide][]: it, [it][the guide] and ![A map][map].{told}") == (
        "See [The guide](https://x.example/g): it, [it](https://x.example/g) and ![A map](https://x.example/m.png)."
    )
    told = "\n\n[`Params`]: https://x.example/p"
    assert read(f"Use [`Params`][] or [`params`].{told}") == (
        "Use [`Params`](https://x.example/p) or [`params`](https://x.example/p)."
    )
    assert read("See [**File**][shop.files.File], cells[row][column].") == "See **File**, cells[row][column]."


def test_an_address_with_blanks_and_brackets_is_one_address() -> None:
    around = Surroundings(".md", None, lambda target: f"https://x.example/{target}")
    picture = common_markdown('<figure><img src="a (1) (1).png" alt="A map"></figure>', around)
    assert picture == "![A map](https://x.example/a%20(1)%20(1).png)"
    assert read('<figure><img src="a (1).png" alt=""></figure>\n\nWords.') == "Words."


def test_a_picture_that_is_a_link_is_its_words_and_a_badge_is_nothing() -> None:
    badge = "[![Build](https://img.shields.io/x.svg)](https://x.example/ci)"
    assert read(f"{badge} [![Deploy](https://x.example/d.svg)](https://x.example)") == "[Deploy](https://x.example)"


def test_tags_in_a_cell_of_a_table_leave_it_one_row() -> None:
    table = "| Plan | Has |\n|---|---|\n"
    text = read(f"{table}| A<br /><div>best</div> | <ul><li>one</li><li>two</li></ul> |\n| B | - |\n")
    assert re.sub(" +", " ", text) == f"{table}| A best | one; two |\n| B | - |"


WORDS = (
    "<Tab title='a'>; </Tab>;<;>;{;};{%;%};{{x}};```;`;:::note\n;:::\n;!!! tip\n;- ;1. ;words;"
    "<table><tr><td>;</table>;{/*;*/};<!--;-->;> [!NOTE]\n;[a](b);**;<details>;<summary>;export const a = {\n;"
    "<Step>;\\;<%;# ;import x from 'y'\n;~~~\n;|;"
    '=== "Tab"\n;    ;\n;\n\n;\t;[^1]: ;[^1];&lt;;&#124;;---\n;: ;| ;{{;=='
)
PIECES = st.sampled_from(WORDS.split(";"))


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=25), st.sampled_from([".md", ".mdx"]))
def test_no_text_stops_the_reader(pieces: list[str], suffix: str) -> None:
    read("".join(pieces), suffix)


ODD = (
    "[![a](", "[a](b (", "    \n", "\n    ", "[", "<a b=", "<T a={", "{", "{%", "{{<", "<%", "<!--",
    "export const a = {\n", "export const a = [\n", "<table><td a='", ":a{", "::a\n", "[^1]: a\n\n    ", "**a?**\n\n",
    "- a b c?\n  b\n", "`", "> ",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("piece", ODD)
def test_a_text_eight_times_as_long_takes_no_more_than_about_eight_times_the_work(piece: str) -> None:
    """A reader that looks at the rest of a text again for each piece would take sixty-four times as long."""
    for suffix in (".md", ".mdx"):
        short, long = (_processor_time(piece * times, suffix) for times in (500, 4_000))
        assert long < 24 * short + 0.5


def _processor_time(text: str, suffix: str) -> float:
    begun = process_time()
    read(text, suffix)
    return process_time() - begun


def test_braces_that_nothing_closes_are_given_up_after_a_while() -> None:
    braces = Braces("{" * 100_000, patience=5_000)
    assert [braces.after(at, at + 1_000) for at in range(50)] == [None] * 50
    assert braces.looked == 5_000
    assert Braces("{a {b} 'x}' }").after(0) == 13


def test_an_export_that_nothing_closes_takes_no_words_with_it() -> None:
    assert read("export const a = [\n  1,\n\nAll these words.", ".mdx").endswith("All these words.")


def test_leftover_markup_is_found_outside_code_only() -> None:
    assert leftover("Text <Tab title='x'> and {{ y }}") == ["<Tab title='x'>", "{{", "}}"]
    assert leftover("<div style=>Text[^1]") == ["<div style=>", "[^1]"]
    assert leftover("::card\nSee [it][] :icon{name='x'}\n::") == ["::c", "[]", ":icon{name='x'}", "::"]
    assert leftover("`<Tab>`\n\n```\n{% x %}\n```\n\na < b") == []
