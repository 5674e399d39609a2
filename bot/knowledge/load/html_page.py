"""Finds the article in a page of HTML: its title, what its head says of it, and its text without the site around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag

from bot.knowledge.load.html_markdown import attributes_text, soup_markdown, soup_of

_MAIN = ("article .article-body", ".article-body", "main article", "article", "main", "[role=main]", "#main-content")
_AROUND = "nav, footer, aside, [role=navigation], [role=banner], [role=contentinfo], [role=search], [hidden], dialog"
_AROUND_NAMED = re.compile(
    r"(?:^|[\s_-])(?:breadcrumbs?|sidebar|toc|table-of-contents|pagination|pager|feedback|was-this-helpful|edit-(?:this-)?page|"
    r"related-articles|cookie(?:-banner)?|skip-link|article-votes|share|social|comments?|newsletter|theme-doc-footer)(?:$|[\s_-])",
    re.IGNORECASE,
)
_FEW_WORDS = 30
_MISSING = re.compile(
    r"\b(?:404|page (?:not|cannot be|could not be) found|not found|page doesn.t exist|error 40[0-9]|access denied|"
    r"just a moment|sign in to continue|log ?in required)\b",
    re.IGNORECASE,
)
_MISSING_AT_MOST_WORDS = 120


@dataclass(frozen=True, slots=True)
class Page:
    """A page's title, the `<meta name>` values of its head, and its article as Markdown."""

    title: str
    markdown: str
    meta: dict[object, object] = field(default_factory=dict)
    canonical: str = ""

    @property
    def is_error(self) -> bool:
        """Whether it says that there is no such page, though the server answered that all is well."""
        words = self.markdown.split()
        head = f"{self.title}\n{' '.join(words[:30])}"
        return len(words) <= _MISSING_AT_MOST_WORDS and bool(_MISSING.search(head))


def html_page(html: str) -> Page:
    """Read a whole page or a fragment of one. Never raises."""
    soup = soup_of(html)
    meta: dict[object, object] = {}
    for tag in soup.find_all("meta"):
        if tag.get("name") and tag.get("content"):
            meta.setdefault(str(tag["name"]), str(tag["content"]))
    robots = str(meta.get("robots", ""))
    if "noindex" in robots:
        meta["noindex"] = True
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    link = soup.find("link", rel="canonical")
    canonical = str(link.get("href") or "") if link else ""
    heading, markdown = _article(soup, html)
    return Page(heading or _without_site(title), markdown, meta, canonical)


def _article(soup: BeautifulSoup, html: str) -> tuple[str, str]:
    """The article's own heading, and its text."""
    _name_tabs(soup)
    main = next(
        (found for selector in _MAIN if (found := soup.select_one(selector)) and found.get_text(strip=True)), None
    )
    root: Tag | BeautifulSoup = main or soup.body or soup
    heading = root.find("h1") or soup.find("h1")
    title = " ".join(heading.get_text(" ").split()).rstrip("#¶ ") if heading else ""
    if heading and main is not None:
        heading.decompose()
    _strip(root)
    markdown = soup_markdown(root)
    if main is None and len(soup.find_all(True)) > _FEW_WORDS:
        markdown = _extracted(html) or markdown
    return title, markdown


def _strip(root: Tag | BeautifulSoup) -> None:
    for tag in root.select(_AROUND):
        if tag.get("role") != "tabpanel":
            tag.decompose()
    for tag in root.find_all(True):
        if tag.attrs is None or tag.name in ("body", "main", "article", "html"):
            continue
        named = f"{attributes_text(tag.get('class'))} {attributes_text(tag.get('id'))}"
        if _AROUND_NAMED.search(named) or attributes_text(tag.get("aria-hidden")) == "true":
            tag.decompose()


def _name_tabs(soup: BeautifulSoup) -> None:
    """A tab's title stands far from its content: carry it there before anything is removed."""
    for panel in soup.select("[role=tabpanel]"):
        named_by = attributes_text(panel.get("aria-labelledby"))
        tab = soup.find(id=named_by) if named_by else None
        if tab is not None:
            panel["data-tab-title"] = " ".join(tab.get_text(" ").split())
    for tabs in soup.select("[role=tablist]"):
        tabs.decompose()


def _extracted(html: str) -> str:
    """The main text of a page that does not say where it is."""
    import trafilatura  # half a second that most sites need not spend

    found = trafilatura.extract(
        html, output_format="html", include_links=True, include_tables=True, include_formatting=True, favor_recall=True
    )
    return soup_markdown(soup_of(found)) if found else ""


def _without_site(title: str) -> str:
    """`Reset a password | Acme Help` names the article first."""
    return re.split(r"\s+[|–—·]\s+", title)[0].strip()
