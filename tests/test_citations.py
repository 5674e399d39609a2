"""Documents that the code cites are in the repository, and so is every heading it names."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("bot", "slack_sandbox", "tests", "docs")
KINDS = frozenset({".py", ".md", ".js", ".css", ".html", ".yml", ".toml"})
CITED = re.compile(r"docs/(?P<name>[\w-]+)\.md, (?P<rest>[^\n]{1,60})")
# The project's own papers, which are not part of the repository.
ABSENT = re.compile(r"\b(?:slack-platform|anthropic-api|retrieval|product|design)\.md\b")


def texts() -> Iterator[tuple[str, str]]:
    """(path, text) of everything that may cite; this file names what nothing may."""
    found = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*")) if path.suffix in KINDS]
    for path in [*found, *ROOT.glob("*.md"), *ROOT.glob("*.yml"), ROOT / "pyproject.toml"]:
        if path != Path(__file__) and (ROOT / "tests" / "data") not in path.parents:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8", errors="replace")


def headings(name: str) -> set[str]:
    path = ROOT / "docs" / f"{name}.md"
    assert path.is_file(), f"docs/{name}.md is cited but is not there"
    return set(re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE))


def wrong(text: str) -> list[str]:
    """Citations in a text whose heading does not exist. The longest heading may be followed by anything but a word."""
    return [
        match[0]
        for match in CITED.finditer(text)
        if not any(re.match(re.escape(known) + r"(?!\w)", match["rest"]) for known in headings(match["name"]))
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("as seen (docs/slack.md, Deleted parents).", 0),
        ("docs/slack.md, Blocks, as data", 0),
        ("docs/slack.md, Deleted parent", 1),
        ("docs/slack.md, Blocksmith", 1),
    ],
)
def test_a_wrong_citation_is_seen(text: str, count: int) -> None:
    assert len(wrong(text)) == count


def test_every_cited_heading_exists() -> None:
    assert {path: found for path, text in texts() if (found := wrong(text))} == {}


def test_nothing_cites_a_paper_that_is_not_in_the_repository() -> None:
    assert [path for path, text in texts() if ABSENT.search(text)] == []


def test_every_document_that_is_mentioned_exists() -> None:
    # The tests of loaders name made-up articles.
    read = ((path, text) for path, text in texts() if not str(path).startswith("tests/knowledge/"))
    mentioned = {(path, name) for path, text in read for name in re.findall(r"\bdocs/([\w-]+\.md)\b", text)}
    assert {(path, name) for path, name in mentioned if not (ROOT / "docs" / name).is_file()} == set()


def test_the_code_does_cite() -> None:
    cited = {match["name"] for _, text in texts() for match in CITED.finditer(text)}
    assert {"slack", "claude"} <= cited
