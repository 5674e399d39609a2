"""A flagged article's card on the desk, and the form to edit its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain import PostId
from bot.outbox.blocks.action_ids import Button, ModalId
from bot.outbox.blocks.elements import (
    Block,
    actions,
    button,
    context,
    fitted,
    link,
    rich,
    rich_quote,
    rich_section,
    run,
    section,
)
from bot.outbox.blocks.message import SlackMessage, marked
from bot.outbox.blocks.modal_context import ModalContext
from bot.outbox.blocks.modals import PART_MAX, PartLabels, edited_text, modal, parts_of
from bot.outbox.blocks.mrkdwn import one_line, shorten
from bot.texts import articles as words
from bot.texts import forms

FLAGS_SHOWN = 8
RECALLS_SHOWN = 10
ARTICLE_ACTIONS = frozenset({Button.ARTICLE_RIGHT, Button.ARTICLE_EDITED, Button.ARTICLE_RETIRED})
ARTICLE_MODALS = frozenset({Button.ARTICLE_EDITED})
_ROOM = (1_500, 800, 300)


@dataclass(frozen=True, slots=True)
class FlagLine:
    """One flag: by whom, the verdict in words, when, the answer's address, and what they wrote."""

    by: str
    verdict: str
    when: str
    answer_url: str = ""
    correction: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class RecallLine:
    """An earlier answer that leaned on the same passage: to whom, when, its address, and whether it was corrected."""

    decision_id: str
    account: str
    when: str
    url: str
    corrected: bool


@dataclass(frozen=True, slots=True)
class ArticleCardView:
    """All that a flagged article's card shows. `passage` is the text that answers leaned on; `done` says what became of
    it, empty while it waits; `recalled` lists answers that may have to be corrected, those that were not first."""

    review_id: str
    title: str
    url: str
    flags: tuple[FlagLine, ...]
    passage: str
    done: str = ""
    recalled: tuple[RecallLine, ...] = ()


def article_card_message(post_id: PostId, view: ArticleCardView) -> SlackMessage:
    """The card, fitted into one message."""
    title = words.heading(one_line(view.title, 150))
    return marked(post_id, "article_card", f"{title}\n{view.done}".strip(), fitted(lambda r: _blocks(view, r), _ROOM))


def _blocks(view: ArticleCardView, room: int) -> list[Block]:
    where = [run(" — "), link(view.url)] if view.url else []
    parts = [rich_section(run(words.heading(one_line(view.title, 150)), "bold"), *where)]
    for flag in view.flags[-FLAGS_SHOWN:]:
        parts.append(_flag(flag, room))
    if view.passage.strip():
        parts.append(rich_quote(run(shorten(view.passage.strip(), room))))
    notes = [words.MORE_FLAGS] if len(view.flags) > FLAGS_SHOWN else []
    blocks = [rich(parts), context(*notes, view.done or words.UNTIL_LOOKED_AT)]
    if not view.done:
        blocks.append(actions(_buttons(view.review_id)))
    return [*blocks, *_recalled(view)]


def _recalled(view: ArticleCardView) -> list[Block]:
    if not view.recalled:
        return []
    blocks = [section(words.RECALL_HEADING)]
    for line in view.recalled[:RECALLS_SHOWN]:
        said = words.recalled(one_line(line.account, 80), line.when, corrected=line.corrected)
        blocks.append(rich([rich_section(link(line.url, said) if line.url else run(said))]))
        if not line.corrected:
            value = f"{view.review_id} {line.decision_id}"
            blocks.append(actions([button(words.RECALL, Button.RECALL.value, value)]))
    left = len(view.recalled) - RECALLS_SHOWN
    return [*blocks, *([context(words.more_recalled(left))] if left > 0 else [])]


def recall_modal(where: ModalContext, text: str) -> Block:
    """The correction of one answer."""
    labels = PartLabels(words.RECALL_LABEL, words.edit_part, words.RECALL_HINT)
    return modal(ModalId.RECALL, words.RECALL_TITLE, forms.SEND, parts_of(shorten(text, PART_MAX), labels), where)


def _flag(flag: FlagLine, room: int) -> Block:
    said = words.flagged_by(one_line(flag.by, 80), one_line(flag.verdict, 60), flag.when)
    line = link(flag.answer_url, said) if flag.answer_url else run(said)
    more = [words.correction(shorten(flag.correction, room))] if flag.correction.strip() else []
    more += [words.cause(one_line(flag.cause, 80))] if flag.cause.strip() else []
    return rich_section(run("\n"), line, *(run(f"\n{text}") for text in more))


def _buttons(review_id: str) -> list[Block]:
    return [
        button(words.STILL_RIGHT, Button.ARTICLE_RIGHT.value, review_id, "primary"),
        button(words.EDITED, Button.ARTICLE_EDITED.value, review_id),
        button(words.RETIRED, Button.ARTICLE_RETIRED.value, review_id, "danger"),
    ]


def article_modal(where: ModalContext, text: str, corrections: int = 0) -> Block:
    """The article's text in as many fields as it takes; so many `corrections` are proposed at its end."""
    labels = PartLabels(words.EDIT_LABEL, words.edit_part, words.edit_hint(corrections))
    return modal(ModalId.EDIT_ARTICLE, words.EDIT_TITLE, forms.SAVE, parts_of(text, labels), where)


def edited_article(values: Mapping[str, str | None], text: str) -> str:
    """The article's text as a sent form makes it, with the line ends that it had."""
    made = edited_text(values, text).strip("\n")
    made += "\n" * (len(text) - len(text.rstrip("\n"))) if "\r\n" not in text else "\n"
    return made.replace("\n", "\r\n") if "\r\n" in text else made
