"""Reads a file of one JSON object a line, `{id, title, content}`, as articles."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

from bot.domain import Article, ArticleId
from bot.errors import ConfigError
from bot.knowledge.load import front_matter
from bot.knowledge.load.outcome import ArticleError, Loaded, collect


def load_jsonl(path: Path) -> Loaded:
    """Every line's article; front matter's other keys may stand beside the three. Raises ConfigError."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        raise ConfigError(f"knowledge.sources: no file {path}; correct the path") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}); it must be a UTF-8 text file") from None
    return collect([partial(_article, line, f"{path} line {n}") for n, line in enumerate(lines, 1) if line.strip()])


def _article(line: str, where: str) -> Article:
    try:
        raw = json.loads(line)
    except json.JSONDecodeError:
        raise ArticleError(f"{where}: not valid JSON; write one object a line") from None
    if not isinstance(raw, dict):
        raise ArticleError(f"{where}: must be an object with id, title and content")
    meta = front_matter.parse(raw, where)
    content = raw.get("content")
    if not meta.id:
        raise ArticleError(f"{where}: id: missing; give each article its own")
    if not isinstance(content, str) or not content.strip():
        raise ArticleError(f"{where}: content: missing or empty; write the article's text there")
    return Article(
        id=ArticleId(meta.id),
        title=meta.title or meta.id,
        content=content,
        product_area=meta.product_area,
        url=meta.url,
        reviewed_at=meta.reviewed_at,
        audience=meta.audience,
        plans=meta.plans,
    )
