"""Reads a site to be measured on: its articles, and questions with the sentences of them that answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.domain import Article
from bot.errors import ConfigError
from bot.evaluation.labelled import rows
from bot.evaluation.retrieval.data import read_articles
from bot.evaluation.site.markdown import Heading, to_markdown
from bot.language.sentences import Kind, units


@dataclass(frozen=True, slots=True)
class Site:
    """`articles` as JSON objects that the product's JSONL source reads; `units` each article's sentences, in order, as
    `(heading path, text)`."""

    articles: tuple[dict[str, Any], ...]
    units: Mapping[str, tuple[Heading, ...]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question. `answer` holds the numbers of the units of `article` that answer it, empty where nothing does."""

    question: str
    article: str
    answer: tuple[int, ...]
    history: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether the site answers it."""
        return bool(self.answer)


def read_site(kb: Path, today: date) -> Site:
    """A folder of articles, a JSONL file of `{id, title, content}`, or one of `{id, title, units: [[path, text]]}`.

    Every article counts as reviewed `today`: how fresh a site is says nothing of how well it is read.
    Raises ConfigError."""
    raw = _with_units(kb)
    if raw is None:
        raw = {str(article.id): _entry(article) for article in read_articles(kb)}
    articles, found = [], {}
    for id_, (title, content, own, url) in raw.items():
        articles.append({"id": id_, "title": title, "content": content, "url": url, "reviewed_at": today.isoformat()})
        found[id_] = own
    return Site(tuple(articles), found)


Entry = tuple[str, str, tuple[Heading, ...], str]  # title, content, units, address


def _with_units(kb: Path) -> dict[str, Entry] | None:
    """The articles of a file whose lines hold units; None for any other source."""
    if not kb.is_file():
        return None
    with kb.open(encoding="utf-8") as file:
        first = file.readline()
    if '"units"' not in first:
        return None
    found: dict[str, Entry] = {}
    for number, row in enumerate(rows(kb, ("id", "title", "units")), 1):
        own = row["units"]
        if not isinstance(own, list) or not all(isinstance(u, list) and len(u) == 2 for u in own):
            raise ConfigError(f"--kb: {kb} article {number}: units must be a list of [heading path, text]")
        pairs = tuple((str(path), str(text)) for path, text in own)
        if content := to_markdown(pairs):
            found[str(row["id"])] = (str(row["title"]), content, pairs, str(row.get("url", "")))
    return found


def _entry(article: Article) -> Entry:
    """An article of Markdown, cut into its own sentences."""
    own = tuple((u.heading, u.text) for u in units(article.content) if u.kind is not Kind.HEADING)
    return article.title, article.content, own, article.url


def read_asked(path: Path, site: Site) -> tuple[Asked, ...]:
    """JSONL of `{article, question, answerable, answer}`: the answer's sentences by number, or word for word.
    Raises ConfigError naming line and key."""
    return tuple(
        _asked(row, site, f"{path} row {number}")
        for number, row in enumerate(rows(path, ("article", "question", "answerable")), 1)
    )


def _asked(row: Mapping[str, Any], site: Site, where: str) -> Asked:
    article, answer = str(row["article"]), row.get("answer", [])
    history = tuple(str(said) for said in row.get("history", ()))
    if not row["answerable"]:
        return Asked(str(row["question"]), article, (), history)
    if article not in site.units:
        raise ConfigError(f"{where}: article: {article!r} is not in --kb")
    if not isinstance(answer, list) or not answer:
        raise ConfigError(f"{where}: answer: must list the sentences that answer, by number or word for word")
    own = site.units[article]
    numbers = [one if isinstance(one, int) else _number_of(str(one), own, where) for one in answer]
    if any(not 0 <= number < len(own) for number in numbers):
        raise ConfigError(f"{where}: answer: the article has {len(own)} sentences, counted from 0")
    return Asked(str(row["question"]), article, tuple(numbers), history)


def _number_of(sentence: str, own: tuple[Heading, ...], where: str) -> int:
    for number, (_, text) in enumerate(own):
        if " ".join(sentence.split()) in " ".join(text.split()):
            return number
    raise ConfigError(f"{where}: answer: {json.dumps(sentence[:60])} does not stand in the article")
