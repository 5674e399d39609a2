"""Reads a file of one JSON object a line, `{id, title, content}`, as articles."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

from bot.domain import Article
from bot.errors import ConfigError
from bot.knowledge.load.article import Draft, made
from bot.knowledge.load.article_fields import parse
from bot.knowledge.load.outcome import ArticleError, Item, Loaded, Reason, collect
from bot.policy import KnowledgeSource


def load_jsonl(path: Path, source: KnowledgeSource | None = None) -> Loaded:
    """Every line's article; front matter's other keys may stand beside the three. Raises ConfigError."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError:
        raise ConfigError(f"knowledge.sources: no file {path}; correct the path") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}); it must be a UTF-8 text file") from None
    source = source or KnowledgeSource(path=str(path))
    named = ((f"{path} line {number}", line) for number, line in enumerate(lines, 1) if line.strip())
    return collect([Item(where, partial(_article, line, where, source)) for where, line in named])


def _article(line: str, where: str, source: KnowledgeSource) -> Article:
    try:
        raw = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        raise ArticleError(f"{where}: not valid JSON; write one object a line") from None
    if not isinstance(raw, dict):
        raise ArticleError(f"{where}: must be an object with id, title and content")
    meta = parse(raw, where, source.audience)
    content = raw.get("content")
    if not meta.id:
        raise ArticleError(f"{where}: id: missing; give each article its own")
    if not isinstance(content, str) or not content.strip():
        raise ArticleError(f"{where}: content: missing or empty; write the article's text there", Reason.EMPTY)
    url = meta.url if meta.url.startswith("http") else ""
    return made(Draft(where, meta, content, "", meta.id, meta.id, url, superseded_by=meta.superseded_by), source)
