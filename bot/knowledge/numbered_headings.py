"""A procedure that its author wrote as sections with numbers: "## Step 1: …", "## 2. …"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.knowledge.markdown_blocks import Block
from bot.language.procedures import announces, step_of_heading
from bot.language.words import plain_text


def numbered_sections(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """Runs of two and more sections of one level that count from 1, each from its first block, or from the sentence
    that introduces it, to behind its last; in order."""
    runs: list[tuple[int, int]] = []
    place = 0
    while place < len(blocks):
        end = _run_end(blocks, place)
        if end > place:
            lead = place and blocks[place - 1].kind == "paragraph" and announces(plain_text(blocks[place - 1].text))
            runs.append((place - 1 if lead else place, end))
        place = max(end, place + 1)
    return runs


def _run_end(blocks: Sequence[Block], first: int) -> int:
    """Behind the last section of the run that begins at `first`; `first` where none does."""
    depth, last = len(blocks[first].path), 1
    if _number(blocks[first]) != 1:
        return first
    for place in range(first + 1, len(blocks)):
        block = blocks[place]
        if block.kind == "heading" and len(block.path) <= depth:
            if len(block.path) < depth or _number(block) != last + 1:
                return place if last > 1 else first
            last += 1
        elif len(block.path) < depth:  # the section has ended without a heading
            return place if last > 1 else first
    return len(blocks) if last > 1 else first


def _number(block: Block) -> int:
    return step_of_heading(block.path[-1]) if block.kind == "heading" and block.path else 0
