"""Reads retrieval sets: articles, and queries with the articles that should be found."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from bot.domain import Article
from bot.errors import ConfigError
from bot.knowledge.load.sources import load_source


@dataclass(frozen=True, slots=True)
class Question:
    """What a customer said, oldest first and never empty, and the ids that help with the last of it."""

    id: str
    turns: tuple[str, ...]
    relevant: frozenset[str]

    @property
    def joined(self) -> str:
        """All of it as one text."""
        return "\n".join(self.turns)


def read_articles(kb: Path) -> tuple[Article, ...]:
    """A folder or a file of articles. Raises ConfigError when there are none or one cannot be read."""

    def no_network(url: str) -> str:
        raise ConfigError(f"--kb: {url}: an evaluation reads files only; save the pages first")

    loaded = load_source(str(kb), no_network)
    if loaded.problems:
        raise ConfigError(f"--kb: {loaded.problems[0]}")
    if not loaded.articles:
        raise ConfigError(f"--kb: {kb} holds no article")
    return loaded.articles


def read_questions(path: Path) -> tuple[Question, ...]:
    """JSONL of `{id, query | turns, relevant}`; other keys are ignored. Raises ConfigError naming line and key."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"--queries: {path} cannot be read ({error}); name a UTF-8 file") from None
    questions = [_question(line, f"{path} line {number}") for number, line in enumerate(lines, 1) if line.strip()]
    if not questions:
        raise ConfigError(f"--queries: {path} is empty")
    return tuple(questions)


def _question(line: str, where: str) -> Question:
    try:
        raw = json.loads(line)
    except json.JSONDecodeError:
        raise ConfigError(f"{where}: not valid JSON; write one object a line") from None
    if not isinstance(raw, dict):
        raise ConfigError(f"{where}: must be an object with query or turns, and relevant")
    turns = raw.get("turns") if raw.get("turns") is not None else [raw.get("query")]
    relevant = raw.get("relevant")
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) for turn in turns):
        raise ConfigError(f"{where}: query or turns: must be a text, or a list of texts, oldest first")
    if not isinstance(relevant, list) or not relevant:
        raise ConfigError(f"{where}: relevant: must list at least one article id")
    return Question(str(raw.get("id", where)), tuple(turns), frozenset(map(str, relevant)))
