"""Which files of a folder are articles: the policy's patterns, and the files that no documentation site shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import PurePath

DEFAULT = (
    "SUMMARY.md", "_sidebar.md", "_navbar.md", "_coverpage.md", "AGENTS.md", "CLAUDE.md", "GEMINI.md", "SKILL.md",
    "llms*.txt", "robots.txt", "humans.txt", "requirements*.txt", "CMakeLists.txt",
    "CHANGELOG*", "changelog.*", "changelog/", "changelogs/",
    "HISTORY.md", "CONTRIBUTING*", "CODE_OF_CONDUCT*", "LICENSE*", "NOTICE*", "AUTHORS*", "SECURITY.md", "CODEOWNERS*",
    "PULL_REQUEST_TEMPLATE*", "ISSUE_TEMPLATE*", "404.*", "_redirects*", "style-guide.md", "STYLEGUIDE*",
    "node_modules/", "vendor/", "_layouts/", "_site/", "layouts/", "themes/", "__tests__/", "archetypes/",
)  # fmt: skip
PARTS = (
    "_*.md", "_*.mdx", "_*.markdown", "_*.markerb", "_*.erb", "_includes/",
    "_partials/", "_snippets/", "partials/", "snippets/", "_shared/", "_common/", "shortcodes/",
)  # fmt: skip
"""What is written to be included by other articles."""
_NO_PART = re.compile(r"_index\.", re.IGNORECASE)


def matching(path: PurePath, patterns: Sequence[str]) -> str:
    """The first pattern that a path below its source matches; empty without one. A pattern without a slash is for
    names anywhere, one that ends with a slash for folders, `**` for any depth."""
    return next((pattern for pattern in patterns if _matches(path, pattern)), "")


def part_pattern(path: PurePath) -> str:
    """The pattern by which a file is a part of others."""
    return "" if _NO_PART.match(path.name) else matching(path, PARTS)


def _matches(path: PurePath, pattern: str) -> bool:
    if pattern.endswith("/") and "/" not in pattern[:-1]:
        return pattern[:-1] in path.parts[:-1]
    whole = str(path)
    if pattern.endswith("/"):
        return whole.startswith(pattern) or fnmatchcase(whole, f"{pattern}*")
    if "/" not in pattern:
        return fnmatchcase(path.name, pattern)
    return fnmatchcase(whole, pattern) or fnmatchcase(whole, pattern.replace("**/", ""))
