"""Reads the instructions that steps keep beside their code, one Markdown file with a version each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

_HEAD = re.compile(r"\A---\nversion: (?P<version>\d+)\n---\n", re.ASCII)
_FIELD = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """Fixed instructions. `name` and `version` are stored with what was written under them, as in `answer/3`."""

    name: str
    version: int
    text: str

    @property
    def label(self) -> str:
        """`answer/3`."""
        return f"{self.name}/{self.version}"

    def filled(self, fields: Mapping[str, str]) -> str:
        """The text with each `{{field}}` replaced. Raises KeyError for a field that is not given."""
        return _FIELD.sub(lambda found: fields[found.group(1)], self.text)


def load_prompt(package: str, name: str) -> Prompt:
    """The file `prompts/<name>.md` of a package. Raises ValueError for one that does not open with its version."""
    written = resources.files(package).joinpath("prompts", f"{name}.md").read_text(encoding="utf-8")
    head = _HEAD.match(written)
    if head is None:
        raise ValueError(f"{package}/prompts/{name}.md: must open with a version between two lines of ---")
    return Prompt(name, int(head["version"]), written[head.end() :])
