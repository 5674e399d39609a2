"""Notes to the desk that somebody may act on: a change of trust, a customer who says that an answer is wrong, and a
classifier that learned."""

from __future__ import annotations

from bot.domain import PostId
from bot.outbox.blocks.action_ids import Button
from bot.outbox.blocks.elements import Block, actions, button, link, rich, rich_section, run, section
from bot.outbox.blocks.message import SlackMessage, marked
from bot.texts import classifier as classifier_words
from bot.texts import trust as words

TRUST_MODALS = frozenset({Button.OVERRULE, Button.FLAG_WRONG})


def trust_note_message(post_id: PostId, text: str) -> SlackMessage:
    """A change of trust, with a button to overrule it."""
    overrule = button(words.OVERRULE, Button.OVERRULE.value, post_id)
    return marked(post_id, "notice", text, [section(text), actions([overrule])])


def customer_flag_message(post_id: PostId, text: str, url: str, done: str) -> SlackMessage:
    """A customer's own flag on an answer, with what the desk may find; `done` says what it found."""
    where = [run(" "), link(url, words.THE_ANSWER)] if url else []
    said = rich_section(run(text), *where, *([run(f"\n{done}", "bold")] if done else []))
    return marked(post_id, "notice", f"{text}\n{done}".strip(), [rich([said]), *([] if done else [_buttons(post_id)])])


def classifier_message(post_id: PostId, text: str, done: str) -> SlackMessage:
    """A classifier that learned and is in use, with a button to go back; `done` says who did."""
    back = button(classifier_words.GO_BACK, Button.CLASSIFIER_BACK.value, post_id)
    said = rich_section(run(text), *([run(f"\n{done}", "bold")] if done else []))
    return marked(post_id, "notice", f"{text}\n{done}".strip(), [rich([said]), *([] if done else [actions([back])])])


def _buttons(post_id: PostId) -> Block:
    fine = button(words.FLAG_FINE, Button.FLAG_FINE.value, post_id, "primary")
    return actions([fine, button(words.FLAG_WRONG, Button.FLAG_WRONG.value, post_id, "danger")])
