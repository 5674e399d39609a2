"""Reads a folder of documentation as articles, whichever system it was written for."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from bot.domain import Article
from bot.errors import ConfigError
from bot.knowledge.load import front_matter
from bot.knowledge.load.address import address_of, places, plain_path, resolver
from bot.knowledge.load.article import Draft, made, refuse_hidden
from bot.knowledge.load.article_fields import FrontMatter, filled, parse
from bot.knowledge.load.dialects.common import Surroundings, common_markdown, finished_html, without_templates
from bot.knowledge.load.file_names import is_index, name_of
from bot.knowledge.load.html_page import html_page
from bot.knowledge.load.includes import include_near, repository_of
from bot.knowledge.load.outcome import UNFORESEEN, ArticleError, Item, Loaded, Reason, collect, slug
from bot.knowledge.load.walk import walk
from bot.policy import KnowledgeSource

_LONGEST = 5_000_000
_NUMBERS_OUT = (
    *("docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs"),
    *("nuxt.config.ts", "nuxt.config.js", "nuxt.config.mjs"),
)


@dataclass(slots=True)
class _Place:
    """The folder as its articles see it; `known` are their addresses by plain path, `tops` the names by which links
    from above go into it: `docs`, `website/docs`."""

    folder: Path
    source: KnowledgeSource
    numbered: bool
    tops: tuple[str, ...] = ()
    known: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _File:
    """A file that could be opened."""

    path: Path
    relative: PurePosixPath
    meta: FrontMatter
    body: str
    address: str
    filled: bool = False


def load_folder(folder: Path, source: KnowledgeSource | None = None) -> Loaded:
    """Every article below `folder`, in path order. Raises ConfigError when there is no such folder."""
    if not folder.is_dir():
        raise ConfigError(f"knowledge.sources: no folder {folder}; create it or correct the path in the policy file")
    source = source or KnowledgeSource(path=str(folder))
    found = walk(folder, source)
    tops = (folder.resolve(), *folder.resolve().parents[:2])
    numbered = any((top / name).exists() for top in tops for name in _NUMBERS_OUT)
    names = folder.resolve().parts[1:]
    place = _Place(folder, source, numbered, tuple("/".join(names[-depth:]) for depth in range(1, len(names) + 1)))
    # All are opened first: where a link leads is known once every article's address is.
    items = [_opened(path, place) for path in found.files]
    loaded = collect(items, found.left_out)
    partial_ = frozenset({source.where}) if found.partial else frozenset()
    return replace(loaded, broken=tuple(place.broken), partial=partial_)


def _opened(path: Path, place: _Place) -> Item:
    try:
        file = _read(path, place)
    except (ArticleError, *UNFORESEEN) as error:
        return Item(str(path), partial(_again, error))
    plain = plain_path(file.relative)
    spelled = (plain, plain.lower(), *([plain_path(file.relative, numbered=True)] if place.numbered else ()))
    for name in spelled:
        place.known.setdefault(name, file.address)
    place.ids[plain] = file.meta.id or slug(str(file.relative.with_name(_stem(file.relative))))
    return Item(str(path), partial(_article, file, place), _named(file.relative, place.folder))


def _again(error: Exception) -> Article:
    raise error


def _read(path: Path, place: _Place) -> _File:
    where = str(path)
    relative = PurePosixPath(path.relative_to(place.folder).as_posix())
    raw, body = front_matter.split(_text(path, where), where)
    meta = parse(raw, where, place.source.audience)
    address = address_of(meta, relative, place.source.base_url, numbered=place.numbered)
    return _File(path, relative, meta, body, address, not body.strip() and filled(raw))


def _text(path: Path, where: str) -> str:
    try:
        if not path.is_file():
            raise ArticleError(f"{where}: not a file, or a link that leads nowhere; exclude or remove it")
        if path.stat().st_size > _LONGEST:
            raise ArticleError(f"{where}: larger than {_LONGEST // 1_000_000} MB; split it, or exclude it")
        data = path.read_bytes()
    except OSError as error:
        raise ArticleError(f"{where}: cannot be read ({error.strerror}); check the file's permissions") from None
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise ArticleError(f"{where}: not UTF-8 text; save the file in UTF-8") from None
    if "\0" in text:
        raise ArticleError(f"{where}: not text: it holds zero bytes; exclude it")
    return text


def _article(file: _File, place: _Place) -> Article:
    where, meta = str(file.path), file.meta
    refuse_hidden(meta, where)
    name = name_of(file.relative)
    suffix = name.suffix if name else ""
    broken: list[str] = []
    resolve = resolver(
        file.relative,
        file.address,
        place.known,
        partial(_missing, broken, file, place),
        tops=place.tops,
        base_url=place.source.base_url,
    )
    title = ""
    include = include_near(file.path, place.folder, partial(_lost, broken, f"{where}: include"))
    if name and name.is_html:
        page = html_page(without_templates(file.body, include))
        meta = _with_head(meta, page.meta, where, place.source)
        title, markdown = page.title, finished_html(page.markdown, resolve)
    else:
        markdown = common_markdown(file.body, Surroundings(suffix, include, resolve))
    parts = file.relative.parts
    article = _made(
        Draft(
            where=where,
            meta=meta,
            markdown=markdown,
            title=title,
            fallback=_fallback(file.relative, place.folder),
            place=_named(file.relative, place.folder),
            url=file.address,
            area=parts[0] if len(parts) > 1 else "",
            superseded_by=_replacing(meta.superseded_by, file.relative, place.ids),
        ),
        file,
        place.source,
        broken,
    )
    place.broken.extend(broken)
    return article


def _made(draft: Draft, file: _File, source: KnowledgeSource, broken: list[str]) -> Article:
    """The article. Raises ArticleError; a folder's page that has a title and no words names a section, as many do."""
    try:
        return made(draft, source)
    except ArticleError as error:
        names = file.meta.title or file.body.strip()
        if error.reason is Reason.EMPTY and names and is_index(_stem(file.relative).lstrip("0123456789.-_ ")):
            raise ArticleError(str(error), Reason.FRAME) from None
        if error.reason is Reason.EMPTY and file.filled:
            raise ArticleError(str(error), Reason.FILLED) from None
        if error.reason is Reason.EMPTY and broken:
            lost = broken[0].removeprefix(f"{file.path}: ")
            fix = "it must lie in the same repository; add it there or exclude this file"
            raise ArticleError(
                f"{file.path}: nothing is left without {lost}, which is not there; {fix}", error.reason
            ) from None
        raise


def _missing(broken: list[str], file: _File, place: _Place, target: str) -> None:
    """A link to a file that is there, but read by nobody, leads somewhere on the site."""
    written, top = unquote(target.partition("#")[0]), place.folder.resolve()
    found = any(_is_file(top / there, top) for there in places(file.relative, written, place.tops))
    if not found and not (not written.startswith("/") and _is_file(file.path.parent / written, top)):
        broken.append(f"{file.path}: link {target}")


def _is_file(there: Path, top: Path) -> bool:
    try:
        return there.resolve().is_relative_to(top) and there.is_file()
    except (OSError, ValueError):  # no name of a file
        return False


def _lost(broken: list[str], what: str, target: str) -> None:
    broken.append(f"{what} {target}")


def _with_head(meta: FrontMatter, head: Mapping[object, object], where: str, source: KnowledgeSource) -> FrontMatter:
    """What an HTML page's head says, beneath its front matter."""
    if not head:
        return meta
    below = parse(head, where, source.audience)
    return below.model_copy(update=meta.model_dump(exclude_unset=True, exclude={"changed"}))


def _stem(relative: PurePosixPath) -> str:
    name = name_of(relative)
    return name.stem if name else relative.name


def _named(relative: PurePosixPath, folder: Path) -> str:
    """The path without suffixes, by which an article goes that gives itself no id."""
    stem = _stem(relative)
    if is_index(stem):
        return str(relative.parent) if len(relative.parts) > 1 else (stem if stem.lower() == "index" else folder.name)
    return str(relative.with_name(stem))


def _fallback(relative: PurePosixPath, folder: Path) -> str:
    stem = _stem(relative)
    if is_index(stem):
        stem = relative.parent.name or repository_of(folder).name
    return stem.replace("-", " ").replace("_", " ").strip().capitalize() or stem


def _replacing(named: str, relative: PurePosixPath, ids: Mapping[str, str]) -> str:
    """The id of the article that replaces this one, which it names by id or by path."""
    if not named:
        return ""
    beside = plain_path(relative.parent / named.lstrip("/")) if not named.startswith("http") else ""
    return ids.get(beside) or ids.get(plain_path(PurePosixPath(named.lstrip("/")))) or named
