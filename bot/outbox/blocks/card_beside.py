"""What came with a question beside its words, on its card: files, forwarded messages, parts that cannot be read."""

from __future__ import annotations

from bot.outbox.blocks.card_view import CardView
from bot.outbox.blocks.elements import Block, bullets, link, rich, rich_section, run
from bot.outbox.blocks.mrkdwn import one_line
from bot.texts import card as words

_SHOWN = 8


def beside_blocks(view: CardView, line: int) -> list[Block]:
    """A list with a link for each thing that has one; nothing where nothing came. `line` is the most characters."""
    items = []
    for what in view.beside[:_SHOWN]:
        text = one_line(what.text, line)
        items.append([link(what.url, text)] if what.url else [run(text)])
    if more := len(view.beside) - len(items):
        items.append([run(words.beside_more(more))])
    return [rich([rich_section(run(words.BESIDE, "bold")), bullets(items)])] if items else []
