"""Writes an article that was made in Slack into a folder of the knowledge base: once, as a new file, inside it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path, PurePosixPath

import yaml

from bot.errors import ConfigError
from bot.knowledge.load.outcome import slug
from bot.knowledge.load.walk import why_not
from bot.policy.knowledge import Knowledge

SUBFOLDER = "answered"
NOBODY = "none"
_LONGEST = 60  # characters of a file's name
_MOST = 1_000  # articles of one name


def folder_for(knowledge: Knowledge, base: Path = Path()) -> Path | None:
    """The folder into which articles from Slack go: the one that the policy names, or the first of the sources that is
    a folder and takes new files in SUBFOLDER; None where there is none."""
    if knowledge.publish_to == NOBODY:
        return None
    for source in knowledge.sources:
        folder = base / Path(source.path).expanduser()
        named = not knowledge.publish_to or knowledge.publish_to == source.path
        takes = source.path and why_not(PurePosixPath(SUBFOLDER, "a-question.md"), source) is None
        if takes and named and folder.is_dir():
            return folder
    return None


def file_for(folder: Path, title: str, taken: Sequence[str] = ()) -> str:
    """A name for a new article's file, below `folder`, that no file has and that is none of `taken`. It is made of
    letters, digits and hyphens alone, whatever the title says."""
    plain = slug(title.encode("ascii", "ignore").decode())[:_LONGEST].strip("-") or "article"
    for number in range(1, _MOST):
        name = f"{SUBFOLDER}/{plain}{f'-{number}' if number > 1 else ''}.md"
        if name not in taken and not os.path.lexists(folder / name):
            return name
    raise ConfigError(f"{folder / SUBFOLDER}: holds a thousand articles named {plain}; give it another title")


def article_text(title: str, text: str, reviewed: date) -> str:
    """The file's content: front matter that no title can break out of, then the text."""
    head = {"title": " ".join(title.split()), "product_area": SUBFOLDER, "reviewed_at": reviewed, "audience": "public"}
    top = yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{top}---\n\n{text.strip()}\n"


def write_new(folder: Path, file: str, content: str) -> bool:
    """Write a new file; True also when it is there with just this content, as after a crash. False when another file
    has the name: nothing is ever overwritten. Raises ConfigError where it cannot be written, or would stand outside."""
    path = folder / file
    try:
        path.parent.mkdir(exist_ok=True)
        if not path.parent.resolve().is_relative_to(folder.resolve()) or path.parent.is_symlink():
            raise ConfigError(f"{path}: leads outside {folder}; remove that link")
        draft = path.with_name(f".{path.name}.{os.getpid()}.part")
        with draft.open("w", encoding="utf-8", newline="\n") as whole:
            whole.write(content)
            whole.flush()
            os.fsync(whole.fileno())
        try:
            os.link(draft, path, follow_symlinks=False)  # unlike a rename, never in place of another file
        finally:
            draft.unlink()
        return True
    except FileExistsError:
        with suppress(OSError, UnicodeDecodeError):
            return not path.is_symlink() and path.read_text(encoding="utf-8") == content
        return False
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror}); check the folder's permissions") from None
