"""Rewrites the tags of Jekyll, GitBook, Markdoc, Hugo and ERB as tags of HTML; what they alone can resolve goes."""

from __future__ import annotations

import html
import re

from bot.knowledge.load.dialects.code import Shelf
from bot.knowledge.load.dialects.lines import between, replaced

# How code between tags begins and ends.
_CODE = (
    (
        re.compile(r"\{%-?\s*(?:highlight|codeblock)\s+(?P<info>[^%]*?)-?%\}"),
        re.compile(r"\{%-?\s*end(?:highlight|codeblock)\s*-?%\}"),
    ),
    (
        re.compile(r"\{\{[<%]\s*(?P<name>highlight|code-toggle|code)\b(?P<info>[^>%]*?)(?<!/)[>%]\}\}"),
        re.compile(r"\{\{[<%]\s*/(?P<name>highlight|code-toggle|code)\s*[>%]\}\}"),
    ),
)
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}"), re.compile(r"\{%-?\s*endraw\s*-?%\}")
_RAW_TAG = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}\n?")
_TAG = re.compile(
    r"\{%-?\s*(?P<liquid>.*?)\s*-?%\}|\{\{<\s*(?P<short>.*?)\s*>\}\}|\{\{%\s*(?P<percent>.*?)\s*%\}\}|<%[=-]?\s*(?P<erb>.*?)\s*-?%>",
    re.DOTALL,
)
_OUTPUT = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}", re.DOTALL)
_PATH = re.compile(r"^(?:ref|relref|link|post_url|asset_path)\s+[\"']?([^\s\"']+)[\"']?$")
_ERB_LINK = re.compile(r"^link_to\s+[\"']([^\"']+)[\"']\s*,\s*[\"']([^\"']+)[\"']")
_ATTRIBUTE = re.compile(r"([\w-]+)\s*[=:]\s*(\"[^\"]*\"|'[^']*'|[^\s\"',/]+)")
_POSITIONAL = re.compile(r"^[\w/-]+\s+[\"']([^\"']*)[\"']")
# What steers how a page is made, and says nothing itself.
_SILENT_WORDS = (
    "if elsif elif else endif unless endunless case when endcase for endfor assign set capture endcapture "
    "load with endwith block endblock extends raw endraw liquid cycle break continue tablerow endtablerow "
    "trans toc import from macro endmacro call endcall filter endfilter autoescape endautoescape "
    "increment decrement layout seo feed_meta link_tree break-page content-ref endcontent-ref "
)
_SILENT = frozenset(_SILENT_WORDS.split())
_OF_THE_SITE = re.compile(
    r"^(?:site|page|include|layout|jekyll|theme|config|extra|paginator|content|baseurl|base_url|\$?frontmatter|\.|\$)"
)
_QUOTED = re.compile(r"^[\"']([^\"']*)[\"'](?:\s*\|.*)?$")


def code_of(text: str, shelf: Shelf) -> str:
    """The text with code that is written between tags set aside."""
    for opening, closing in _CODE:
        text = between(
            text, opening, closing, lambda found, code: f"\n{shelf.block(_word(found['info']), code.strip(chr(10)))}\n"
        )
    shelf.blocks[:] = [_RAW_TAG.sub("", block) for block in shelf.blocks]
    shelf.spans[:] = [_RAW_TAG.sub("", span) for span in shelf.spans]
    return between(text, *_RAW, lambda _, raw: _OUTPUT.sub(lambda inner: shelf.span(inner[0]), raw))


def as_tags(text: str, shelf: Shelf) -> str:
    """The text with template tags as tags of HTML. A variable that only the site's generator knows is left out; one
    in the product's own templates, which an article tells of, is code."""
    closed = {
        found[1].casefold() for found in re.finditer(r"(?:\{%-?\s*(?:end\s*|/\s*)|\{\{[<%]\s*/\s*)([\w-]+)", text)
    }
    text = replaced(_TAG, lambda found: _tag(found, closed), text, "%}", ">}}", "%>")
    return replaced(_OUTPUT, lambda found: _output(found, shelf), text, "}}")


def _word(info: str) -> str:
    found = re.match(r"\s*([\w+#.-]+)(?!\s*=|[\w+#.-])", info)
    return found[1] if found else ""


def _tag(found: re.Match[str], closed: set[str]) -> str:
    if found["erb"] is not None:
        link = _ERB_LINK.match(found["erb"])
        return f"[{link[1]}]({link[2]})" if link else ""
    said = next(part for part in (found["liquid"], found["short"], found["percent"]) if part is not None)
    path = _PATH.match(said)
    if path:
        return path[1]
    close = re.match(r"^(?:/\s*|end)([A-Za-z][\w-]*)$", said)
    if close and close[1].casefold() in _SILENT:
        return ""
    if close:
        return f"</{close[1].casefold()}>"
    name = re.match(r"[A-Za-z][\w-]*", said)
    if name is None or name[0].casefold() in _SILENT:
        return ""
    attributes = _attributes(said)
    void = "" if name[0].casefold() in closed and not said.endswith("/") else " /"
    return f"<{name[0].casefold()}{attributes}{void}>"


def _attributes(said: str) -> str:
    found = {key: value.strip("\"'") for key, value in _ATTRIBUTE.findall(said)}
    positional = _POSITIONAL.match(said)
    if positional and not found.get("title"):
        found["title"] = positional[1]
    return "".join(f' {key}="{html.escape(value, quote=True)}"' for key, value in found.items())


def _output(found: re.Match[str], shelf: Shelf) -> str:
    said = found[1]
    if found.string[: found.start()].endswith("=") and re.match(r"['\"]?[\w-]+['\"]?\s*:|\.\.\.|$", said):
        return found[0]  # an object as a tag's attribute in JSX
    quoted = _QUOTED.match(said)
    if quoted:
        return quoted[1]
    if _OF_THE_SITE.match(said) or re.search(r"\w+\s*:\s*[\"']", said) or not said:
        return ""
    return shelf.span(f"{{{{ {' '.join(said.split())} }}}}")
