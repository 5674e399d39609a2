"""App Home: my open cards, the queues, and a table of what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.outbox.blocks.charts import table
from bot.outbox.blocks.elements import Block, bullets, context, fields, header, link, rich, rich_section, run, section
from bot.outbox.blocks.mrkdwn import one_line
from bot.outbox.blocks.richtext_table import table_parts
from bot.texts import home as words
from bot.texts import times

CARDS_SHOWN = 30
INTENTS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class OpenCard:
    """A card that waits. `title` is texts.card.title's, `asker` a name, `asked_at` aware."""

    title: str
    asker: str
    asked_at: datetime
    url: str = ""


@dataclass(frozen=True, slots=True)
class IntentLine:
    """How a kind of question stands: its trust in words, and its requests, answers and audited accuracy of the week."""

    name: str
    trust: str
    requests: int
    answered: int
    accuracy: str


@dataclass(frozen=True, slots=True)
class HomeView:
    """What a desk member's page shows. `counts` maps a queue's name to its size; `as_of` is shown as it is."""

    cards: tuple[OpenCard, ...]
    counts: Mapping[str, int]
    now: datetime
    as_of: str = ""
    intents: tuple[IntentLine, ...] = ()


def home_view(view: HomeView, *, plain: bool = False) -> Block:
    """The page of a desk member. `plain`: for a Slack that refuses tables."""
    blocks = [header(words.TITLE)]
    if view.counts:
        blocks.append(fields((name, str(number)) for name, number in list(view.counts.items())[:10]))
    blocks.append(rich([rich_section(run(words.MINE, "bold")), *_cards(view)]))
    if view.intents:
        blocks += _intents(view.intents, plain=plain)
    return _home([*blocks, *([context(words.updated(view.as_of))] if view.as_of else [])])


def closed_home() -> Block:
    """The page of anybody else."""
    return _home([header(words.TITLE), section(words.STAFF_ONLY)])


def _intents(lines: tuple[IntentLine, ...], *, plain: bool) -> list[Block]:
    rows = [words.INTENT_HEADS]
    rows += [
        (one_line(line.name, 60), one_line(line.trust, 120), str(line.requests), str(line.answered), line.accuracy)
        for line in lines[:INTENTS_SHOWN]
    ]
    heading = rich([rich_section(run(words.INTENTS, "bold"))])
    drawn = rich(table_parts([[[run(text)] for text in row] for row in rows])) if plain else table(rows, numbers=(2, 3))
    return [heading, drawn, context(words.INTENTS_MEANING)]


def _cards(view: HomeView) -> list[Block]:
    if not view.cards:
        return [rich_section(run("\n" + words.NOTHING_MINE))]
    items = [_line(card, view.now) for card in view.cards[:CARDS_SHOWN]]
    hidden = len(view.cards) - len(items)
    return [bullets(items), *([rich_section(run(words.more_cards(hidden), "italic"))] if hidden else [])]


def _line(card: OpenCard, now: datetime) -> list[Block]:
    text = words.card_line(one_line(card.title, 100), one_line(card.asker, 60), times.span(now - card.asked_at))
    return [run(text), *([run(" — "), link(card.url)] if card.url else [])]


def _home(blocks: list[Block]) -> Block:
    return {"type": "home", "blocks": blocks}
