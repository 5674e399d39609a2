"""Finds the metadata block at the top of an article: YAML or TOML, however its writer's editor saved it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

import yaml

from bot.knowledge.load.outcome import ArticleError
from bot.policy.yaml_text import read_yaml

_OPENING = re.compile(r"\A\s*(?P<mark>---|\+\+\+)[ \t]*\n")
_KEY = re.compile(r"^\s*([\w -]+?)\s*:")


def split(text: str, where: str) -> tuple[Mapping[object, object], str]:
    """The raw metadata and the rest of the text. Raises ArticleError naming `where`, line and what to do."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    opening = _OPENING.match(text)
    if opening is None:
        return {}, text
    ending = r"^(?:---|\.\.\.)[ \t]*$" if opening["mark"] == "---" else r"^\+\+\+[ \t]*$"
    closing = re.compile(ending, re.MULTILINE).search(text, opening.end())
    if closing is None:
        first = text[opening.end() :].split("\n", 1)[0]
        if not _KEY.match(first) and opening["mark"] == "---":
            return {}, text  # a rule across the page, not metadata
        three = "three hyphens" if opening["mark"] == "---" else "three plus signs"
        fix = f"add {opening['mark']} after the last key"
        raise ArticleError(f"{where}: front matter: no closing line of {three}; {fix}")
    head, body = text[opening.end() : closing.start()], text[closing.end() :].removeprefix("\n")
    before = text.count("\n", 0, opening.end())
    raw = _toml(head, where) if opening["mark"] == "+++" else _yaml(head, where, before)
    if raw is None:
        return {}, body
    if not isinstance(raw, dict):
        if not any(_KEY.match(line) for line in head.split("\n")):
            return {}, text  # words between two rules
        raise ArticleError(f"{where}: front matter: must be lines of key: value, such as title: …")
    return raw, body


def _yaml(head: str, where: str, before: int) -> object:
    try:
        return read_yaml(head)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + before + 1}" if mark else ""
        raise ArticleError(f"{where}:{line} front matter: not valid YAML; {_fix(head, mark)}") from None
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"{where}: front matter: {error}; correct that value") from None


def _fix(head: str, mark: object) -> str:
    """What to do about it, read off the line where the parser stopped."""
    lines = head.split("\n")
    odd = (
        line
        for line in lines
        if line.partition(":")[2].strip()[:1] in ("'", '"') and line.count(line.partition(":")[2].strip()[0]) % 2
    )
    line = next(odd, "") or lines[min(getattr(mark, "line", 0), len(lines) - 1)]
    key = _KEY.match(line)
    value = line[key.end() :] if key else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "indent with spaces: this line begins with a tab"
    if key and re.search(r":(?:\s|$)", value) and value.strip()[:1] not in "\"'":
        return f"quote the {key[1]}: it holds a colon"
    if key and value.strip()[:1] in ("@", "`", "%", "*", "&", "!", "{", "["):
        return f"quote the {key[1]}: it begins with {value.strip()[0]}"
    if value.count('"') % 2 or value.count("'") % 2:
        return f"close the quotes of {key[1] if key else 'this line'}"
    return "write one key: value a line, and put values with a colon in quotes"


def _toml(head: str, where: str) -> object:
    try:
        return tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        raise ArticleError(f"{where}: front matter: not valid TOML ({error}); correct that line") from None
