"""What the tags of documentation sites mean: which holds a section, a step, a card, a remark, or nothing to read."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from enum import Enum, auto

from bot.knowledge.load.dialects.tree import Element


class Meaning(Enum):
    """How a tag's content is written as Markdown."""

    CONTENT = auto()
    SECTION = auto()
    ASIDE = auto()
    STEPS = auto()
    STEP = auto()
    CARD = auto()
    FIELD = auto()
    NOTHING = auto()


_NAMES: dict[Meaning, str] = {
    Meaning.SECTION: "tab tabitem tabpanel tabspanel accordion accordionitem details expandable expander collapse "
    "collapsible collapsepanel disclosure dropdown faq faqitem faqquestion question section update spoiler foldable",
    Meaning.ASIDE: "aside note tip warning warn info hint caution danger important callout admonition alert check "
    "success error notice banner message infobox remark update-note blockquote",
    Meaning.STEPS: "steps stepper procedure steplist",
    Meaning.STEP: "step stepitem",
    Meaning.CARD: "card compactcard linkcard doccard tile navcard hubcard featurecard",
    Meaning.FIELD: "paramfield responsefield property apiparam param parameter field attribute prop",
    Meaning.NOTHING: "script style iframe svg video audio canvas noscript template head nav footer icon youtube vimeo "
    "embed object select option textarea input form toc tableofcontents doccardlist feedback seo title path",
}
_FIELD = re.compile(r"(?<=[a-z])(?:Field|Param|Parameter|Property|Attribute)$")
_MEANING = {name: meaning for meaning, names in _NAMES.items() for name in names.split()}
_TITLES = ("title", "label", "heading", "header", "question", "summary", "tab", "name", "value", "text", "caption")
_TEXTS = ("description", "content", "body", "text", "subtitle")
_TEXT = r"[\"']([^\"'\n]{1,200})[\"']"
_LABELLED = re.compile(rf"[\"']?\b(label|value)[\"']?\s*:\s*{_TEXT}\s*,\s*[\"']?(label|value)[\"']?\s*:\s*{_TEXT}")
_SAID_BY_NAME = frozenset({"required", "optional", "deprecated", "beta", "experimental", "preview"})


def meaning_of(element: Element) -> Meaning:
    """By its name; an unknown one with a title is a section."""
    name = re.sub(r"[^a-z]", "", element.name.rpartition(".")[2].lower())
    found = _MEANING.get(name)
    if found:
        return found
    if _FIELD.search(element.name) and (_said(element.attributes, "type") or name_of(element)):
        return Meaning.FIELD
    titled = element.name[:1].isupper() and element.children and title_of(element, ("title", "heading", "question"))
    return Meaning.SECTION if titled and name not in ("codegroup", "frame", "codeblock") else Meaning.CONTENT


def title_of(element: Element, keys: tuple[str, ...] = _TITLES) -> str:
    """The text of the first attribute that names the element; empty without one."""
    return next((said for key in keys if (said := _said(element.attributes, key))), "")


def labels_of(expression: str) -> dict[str, str]:
    """The label of each tab by its value, as `values={[{value: "a", label: "A"}]}` of the tabs around them says."""
    pairs = ({one: said, other: also} for one, said, other, also in _LABELLED.findall(expression))
    return {pair["value"]: pair["label"] for pair in pairs if len(pair) == 2}


def text_of(element: Element) -> str:
    """What an element that holds nothing says by its attributes."""
    return next((said for key in _TEXTS if (said := _said(element.attributes, key))), "")


def mark_of(element: Element) -> str:
    """What a badge within a line says: its text, or its own name where that is the message."""
    said = _said(element.attributes, "text") or _said(element.attributes, "label")
    if said:
        return f"({said})"
    name = element.name.lower()
    return f"({name})" if name in _SAID_BY_NAME else ""


def name_of(element: Element) -> str:
    """The name of a parameter."""
    keys = ("name", "path", "query", "body", "header", "param", "title")
    return next((said for key in keys if (said := _said(element.attributes, key))), "")


def explained(element: Element) -> str:
    """What a reader sees when pointing at a word, as the definition that it is."""
    if element.name.lower() not in ("tooltip", "abbr", "term", "glossary", "glossarytooltip", "definition"):
        return ""
    keys = ("tip", "content", "definition", "title", "text")
    return next((said for key in keys if (said := _said(element.attributes, key))), "")


def field_of(element: Element) -> str:
    """The head of a parameter's entry: its name as code, its type, whether it must be given, and what holds if not."""
    name = name_of(element)
    about = [_said(element.attributes, "type")]
    about += [word for word in ("required", "deprecated") if element.attributes.get(word, "false") != "false"]
    default = _said(element.attributes, "default") or _said(element.attributes, "defaultValue")
    about += [f"default `{default}`"] if default and "`" not in default else []
    told = ", ".join(word for word in about if word)
    return (f"`{name}`" if name else "") + (f" ({told})" if told else "")


def _said(attributes: Mapping[str, str], key: str) -> str:
    return " ".join(html.unescape(attributes.get(key, "")).split())
