"""Reads a folder of Markdown and HTML files as articles."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from bot.domain import Article, ArticleId
from bot.errors import ConfigError
from bot.knowledge.load import front_matter
from bot.knowledge.load.html_markdown import html_page
from bot.knowledge.load.outcome import ArticleError, Loaded, collect, slug

_MARKDOWN, _HTML = {".md", ".markdown"}, {".html", ".htm"}
_HEADING = re.compile(r"\A\s*#\s+(.+?)\s*#*\s*$", re.MULTILINE)


def load_folder(folder: Path) -> Loaded:
    """Every article below `folder`, in path order; README.md and hidden files are none. Raises ConfigError."""
    if not folder.is_dir():
        raise ConfigError(f"knowledge.sources: no folder {folder}; create it or correct the path in the policy file")
    paths = [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in _MARKDOWN | _HTML and path.name.lower() != "readme.md" and path.is_file()
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]
    return collect([partial(read_article, path, folder) for path in paths])


def read_article(path: Path, folder: Path) -> Article:
    """One file as an article; `folder` names it where it does not name itself. Raises ArticleError."""
    where = str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ArticleError(f"{where}: not UTF-8 text; save the file in UTF-8") from None
    except OSError as error:
        raise ArticleError(f"{where}: cannot be read ({error.strerror}); check the file's permissions") from None
    raw, body = front_matter.split(text, where)
    title = ""
    if path.suffix.lower() in _HTML:
        page = html_page(body)
        raw, title, body = {**page.meta, **raw}, page.title, page.markdown
    meta = front_matter.parse(raw, where)
    heading = _HEADING.match(body)
    if heading:
        # The title is carried in front of every chunk; a second copy would only use up space.
        title, body = title or heading[1], body[heading.end() :] if meta.title in ("", heading[1]) else body
    if not body.strip():
        raise ArticleError(f"{where}: the article is empty; write its text below the front matter or delete the file")
    relative = path.relative_to(folder).with_suffix("")
    return Article(
        id=ArticleId(meta.id) if meta.id else slug(str(relative)),
        title=meta.title or title or path.stem.replace("-", " ").capitalize(),
        content=body.strip(),
        product_area=meta.product_area or (relative.parts[0] if len(relative.parts) > 1 else ""),
        url=meta.url,
        reviewed_at=meta.reviewed_at,
        audience=meta.audience,
        plans=meta.plans,
    )
