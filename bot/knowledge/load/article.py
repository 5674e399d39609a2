"""Makes an article of a text and what is known about its place, in the same way for every loader."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.domain import Article, ArticleId, Audience, Standing
from bot.knowledge.load.article_fields import FrontMatter
from bot.knowledge.load.outcome import ArticleError, Reason, slug
from bot.policy import KnowledgeSource

_HEADING = re.compile(r"\A\s*#\s+(.+?)\s*#*\s*(?:\n|$)")
_UNDERLINED = re.compile(r"\A\s*([^\n]+)\n=+[ \t]*(?:\n|$)")
_ARCHIVED = re.compile(
    r"^\W*(?:archived|deprecated|obsolete|legacy)\W*[:\])|-]|[(\[](?:archived|deprecated|obsolete)[)\]]", re.IGNORECASE
)
_MARKS = re.compile(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}")
_LINKED = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a loader found out: `fallback` names an article that has no title of its own, `place` one without an id."""

    where: str
    meta: FrontMatter
    markdown: str
    title: str
    fallback: str
    place: str
    url: str
    area: str = ""
    superseded_by: str = ""


def refuse_hidden(meta: FrontMatter, where: str) -> None:
    """Raises ArticleError for what customers may not see, and for what is in another language."""
    hidden = meta.hidden
    if hidden is not None:
        raise ArticleError(f"{where}: {hidden.value}", hidden)


def made(draft: Draft, source: KnowledgeSource) -> Article:
    """The article. Raises ArticleError when it is hidden, empty, or in a language that the source leaves out."""
    meta = draft.meta
    refuse_hidden(meta, draft.where)
    if source.language and meta.language and not _same_language(meta.language, source.language):
        raise ArticleError(f"{draft.where}: {meta.language}", Reason.LANGUAGE)
    title, body = (_printable(text) for text in _titled(draft))
    if not body.strip():
        detail = f"{draft.where}: the article is empty; write its text below the front matter or delete the file"
        raise ArticleError(detail, Reason.EMPTY)
    article = Article(
        id=ArticleId(_printable(meta.id)) if meta.id else slug(draft.place) or slug(title) or ArticleId("article"),
        title=title,
        content=body.strip("\n"),
        product_area=meta.product_area or (draft.area if source.product_area == "folder" else source.product_area),
        url=draft.url,
        reviewed_at=meta.reviewed_at or meta.changed,
        audience=meta.audience if meta.audience is Audience.INTERNAL else source.audience or meta.audience,
        plans=meta.plans,
    )
    if meta.outdated or _ARCHIVED.search(title):
        return replace(article, standing=Standing.DEPRECATED, superseded_by=draft.superseded_by)
    return replace(article, standing=Standing.EXEMPT) if source.reviewed_at == "exempt" else article


def _printable(text: str) -> str:
    """Half a character, as JSON may hold one, and zero bytes can be stored nowhere."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _titled(draft: Draft) -> tuple[str, str]:
    """The title, and the body without a first heading that says the same: it is carried in front of every passage."""
    body = draft.markdown
    heading = _HEADING.match(body) or _UNDERLINED.match(body)
    own = words(heading[1]) if heading else ""
    given = words(draft.meta.title)
    if heading and given in ("", own):
        body = body[heading.end() :]
    return given or words(draft.title) or own or draft.fallback, body


def words(title: str) -> str:
    """A title without marks and links."""
    return " ".join(_MARKS.sub("", _LINKED.sub(r"\1", title)).split())


def _same_language(one: str, other: str) -> bool:
    """`en-US` is English; two regions of one language are not told apart unless both name one."""
    a, b = one.casefold().replace("_", "-").split("-"), other.casefold().replace("_", "-").split("-")
    return a[0] == b[0] and (len(a) == 1 or len(b) == 1 or a[1] == b[1])
