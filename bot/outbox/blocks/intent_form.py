"""The form in which a person of the desk says what a question is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.outbox.blocks.action_ids import Field, ModalId
from bot.outbox.blocks.elements import Block
from bot.outbox.blocks.modal_context import ModalContext
from bot.outbox.blocks.modals import input_block, modal, select
from bot.texts import forms as words

OFFERED = 100  # Slack's limit


def intent_modal(where: ModalContext, intents: Sequence[str], current: str) -> Block:
    """The policy's intents, `current` chosen where it is one of them."""
    shown = [name for name in intents if name == current or len(name) <= 70][:OFFERED]
    menu = select({name: name for name in shown}, current)
    block = input_block(Field.INTENT, words.INTENT_LABEL, menu, hint=words.INTENT_HINT)
    return modal(ModalId.INTENT, words.INTENT_TITLE, words.SAVE, [block], where)


def intent_errors(values: Mapping[str, str | None], intents: Collection[str]) -> dict[str, str]:
    """What is wrong with the sent form, by field."""
    return {} if values.get(Field.INTENT) in intents else {Field.INTENT.value: words.PICK_ONE}
