"""The forms staff and customers fill in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.outbox.blocks.action_ids import Button, Field, ModalId
from bot.outbox.blocks.elements import Block, context, plain_text
from bot.outbox.blocks.modal_context import ModalContext
from bot.outbox.blocks.mrkdwn import code, one_line, plain, shorten
from bot.outbox.blocks.pieces import lines_within
from bot.texts import customer as customer_words
from bot.texts import forms as words
from bot.texts import incidents as incident_words

INPUT_MAX = 3_000
PART_MAX = 2_800  # of a draft in one field, which leaves room to write
PARTS_SHOWN = 8
INCIDENT_MAX = 1_500
_TEXTS = (ModalId.EDIT_DRAFT, ModalId.EDIT_ARTICLE, ModalId.RECALL, ModalId.GAP_ARTICLE, ModalId.REPLY)
_NO_TEXTS = (Field.TITLE, Field.SOURCES)
SOURCES_OFFERED = 20


@dataclass(frozen=True, slots=True)
class PartLabels:
    """What stands over a text's field, over each of several (number, how many), and below the last."""

    one: str
    several: Callable[[int, int], str]
    hint: str


def edit_modal(where: ModalContext, draft: str) -> Block:
    """The draft in a text field, or in as many as it takes. What does not fit even so is kept, and the form says so."""
    labels = PartLabels(words.EDIT_LABEL, words.edit_part, words.EDIT_HINT)
    return modal(ModalId.EDIT_DRAFT, words.EDIT_TITLE, words.SEND, parts_of(draft, labels), where)


def parts_of(text: str, labels: PartLabels) -> list[Block]:
    """A text in a field, or in as many as it takes and a form can hold."""
    parts = lines_within(code(text).strip(), PART_MAX)
    shown = parts[:PARTS_SHOWN]
    blocks = [_part(number, part, len(shown), labels) for number, part in enumerate(shown)]
    if len(parts) > len(shown):
        left_out = "".join(parts[len(shown) :])
        blocks.insert(0, context(words.draft_goes_on(len(left_out), one_line(left_out, 150))))
    return blocks


def edited_text(values: Mapping[str, str | None], draft: str) -> str:
    """The text that a sent edit form makes of a draft: its fields joined as they were cut, and what it left out."""
    parts = lines_within(code(draft).strip(), PART_MAX)
    made = []
    for number, part in enumerate(parts[:PARTS_SHOWN]):
        text = values.get(_part_id(number))
        if text:
            made.append(text + ("\n" if part.endswith("\n") else ""))
    return "".join([*made, *parts[PARTS_SHOWN:]]).strip()


def _part(number: int, text: str, of: int, labels: PartLabels) -> Block:
    label = labels.one if of == 1 else labels.several(number + 1, of)
    field = text_input(text.removesuffix("\n"), multiline=True, focus=number == 0)
    hint = labels.hint if number == of - 1 else ""
    return input_block(_part_id(number), label, field, hint=hint, optional=number > 0)


def _part_id(number: int) -> str:
    """The first field has the name that it has alone."""
    return Field.TEXT.value if number == 0 else f"{Field.TEXT.value}_{number + 1}"


def reassign_modal(where: ModalContext, teams: Sequence[str], current: str = "", owner: str = "") -> Block:
    """Team, and optionally a person (user id)."""
    team = select({team: team for team in teams[:100]}, current)
    person: Block = {"type": "users_select", "action_id": Button.INPUT.value}
    if owner:
        person["initial_user"] = owner
    blocks = [
        input_block(Field.TEAM, words.TEAM_LABEL, team),
        input_block(Field.OWNER, words.OWNER_LABEL, person, optional=True),
    ]
    return modal(ModalId.REASSIGN, words.REASSIGN_TITLE, words.SAVE, blocks, where)


def reply_modal(where: ModalContext, draft: str, sources: Mapping[str, str]) -> Block:
    """What a person writes to the customer: starts from the draft, or empty. `sources`: titles of articles by id."""
    initial = code(draft).strip()
    text = text_input(initial if len(initial) <= INPUT_MAX else "", multiline=True, focus=True)
    blocks = [input_block(Field.TEXT, words.REPLY_LABEL, text, hint=words.REPLY_HINT)]
    if sources:
        options = [_option(title, article) for article, title in list(sources.items())[:SOURCES_OFFERED]]
        several = {"type": "multi_static_select", "action_id": Button.INPUT.value, "options": options}
        blocks.append(input_block(Field.SOURCES, words.SOURCES_LABEL, several, optional=True))
    return modal(ModalId.REPLY, words.REPLY_TITLE, words.SEND, blocks, where)


def decline_modal(where: ModalContext) -> Block:
    """Why a draft is declined: whether it was wrong, which counts against its kind, as does
    saying nothing, and a word that may stay empty."""
    blocks = [
        input_block(Field.CAUSE, words.DECLINE_CAUSE_LABEL, select(words.DECLINE_CAUSES), optional=True),
        input_block(Field.REASON, words.DECLINE_LABEL, text_input(multiline=True, limit=500), optional=True),
    ]
    return modal(ModalId.DECLINE, words.DECLINE_TITLE, words.DECLINE_SUBMIT, blocks, where)


def flag_modal(where: ModalContext, note: str = "") -> Block:
    """Verdict, correction and cause of a flagged answer; `note` is what staff already wrote."""
    correction = text_input(shorten(plain(note).strip(), 2_000), multiline=True)
    blocks = [
        input_block(Field.VERDICT, words.VERDICT_LABEL, select(words.VERDICTS)),
        input_block(Field.CORRECTION, words.CORRECTION_LABEL, correction, optional=True),
        input_block(Field.CAUSE, words.CAUSE_LABEL, select(words.CAUSES), optional=True),
        input_block(Field.SEVERE, words.SEVERE_LABEL, select(words.SEVERE), optional=True, hint=words.SEVERE_HINT),
    ]
    return modal(ModalId.FLAG, words.FLAG_TITLE, words.FLAG_SUBMIT, blocks, where)


def overrule_modal(where: ModalContext) -> Block:
    """Staff's own word on answers of a kind, and why."""
    blocks = [
        input_block(Field.VERDICT, words.OVERRULE_LABEL, select(words.OVERRULE_CHOICES)),
        input_block(Field.REASON, words.OVERRULE_REASON, text_input(multiline=True, limit=500)),
    ]
    return modal(ModalId.OVERRULE, words.OVERRULE_TITLE, words.SAVE, blocks, where)


def feedback_word_modal(where: ModalContext) -> Block:
    """The optional word after a thumb."""
    blocks = [
        input_block(Field.WORD, customer_words.WORD_LABEL, text_input(multiline=True, limit=1_000), optional=True)
    ]
    return modal(ModalId.FEEDBACK_WORD, customer_words.WORD_TITLE, words.SEND, blocks, where)


def incident_modal(form: ModalId, where: ModalContext, threads: int, text: str = "") -> Block:
    """What all threads of an incident are told: a holding note or an update; `threads` have not got it yet."""
    update = form is ModalId.INCIDENT_UPDATE
    title = incident_words.UPDATE_TITLE if update else incident_words.NOTE_TITLE
    field = text_input(text, multiline=True, limit=INCIDENT_MAX, focus=True)
    blocks = [input_block(Field.TEXT, incident_words.TEXT_LABEL, field, hint=incident_words.goes_to(threads))]
    return modal(form, title, words.SEND, blocks, where)


def form_errors(
    callback_id: str,
    values: Mapping[str, str | None],
    teams: Sequence[str] = (),
    unowned: Collection[str] = (),
) -> dict[str, str]:
    """What is wrong with a submitted form: block id to sentence, empty when nothing is. Values may be forged. `unowned`
    are the teams that have nobody on call."""
    errors: dict[str, str] = {}
    if callback_id in _TEXTS:
        written = {name: (text or "").strip() for name, text in values.items() if name not in _NO_TEXTS}
        if not any(written.values()):
            errors[Field.TEXT] = words.NOTHING_TO_SEND
        errors |= {name: words.TOO_LONG for name, text in written.items() if len(text) > INPUT_MAX}
    if callback_id in (ModalId.INCIDENT_NOTE, ModalId.INCIDENT_UPDATE):
        written_text = (values.get(Field.TEXT) or "").strip()
        if not written_text or len(written_text) > INCIDENT_MAX:
            errors[Field.TEXT] = words.TOO_LONG if written_text else words.NOTHING_TO_SEND
    if callback_id == ModalId.REASSIGN and values.get(Field.TEAM) not in teams:
        errors[Field.TEAM] = words.PICK_ONE
    elif callback_id == ModalId.REASSIGN and not values.get(Field.OWNER) and values[Field.TEAM] in unowned:
        errors[Field.OWNER] = words.no_owner(values[Field.TEAM] or "")
    if callback_id == ModalId.DECLINE and values.get(Field.CAUSE) not in {None, *words.DECLINE_CAUSES}:
        errors[Field.CAUSE] = words.PICK_ONE
    if callback_id == ModalId.FLAG:
        if values.get(Field.VERDICT) not in words.VERDICTS:
            errors[Field.VERDICT] = words.PICK_ONE
        if values.get(Field.CAUSE) not in {None, *words.CAUSES}:
            errors[Field.CAUSE] = words.PICK_ONE
        if values.get(Field.SEVERE) not in {None, *words.SEVERE}:
            errors[Field.SEVERE] = words.PICK_ONE
    if callback_id == ModalId.OVERRULE:
        if values.get(Field.VERDICT) not in words.OVERRULE_CHOICES:
            errors[Field.VERDICT] = words.PICK_ONE
        if not (values.get(Field.REASON) or "").strip():
            errors[Field.REASON] = words.NEEDS_REASON
    return {str(field): text for field, text in errors.items()}


def modal(form: ModalId, title: str, submit: str, blocks: list[Block], where: ModalContext) -> Block:
    """A form."""
    return {
        "type": "modal",
        "callback_id": form.value,
        "title": plain_text(title, 24),
        "submit": plain_text(submit, 24),
        "close": plain_text(words.CANCEL, 24),
        "private_metadata": where.pack(),
        "blocks": blocks,
    }


def input_block(field: str, label: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    """A field of a form, by its name."""
    made: Block = {"type": "input", "block_id": str(field), "label": plain_text(label, 200), "element": element}
    made["optional"] = optional
    return made | ({"hint": plain_text(hint, 500)} if hint else {})


def text_input(initial: str = "", *, multiline: bool, limit: int = INPUT_MAX, focus: bool = False) -> Block:
    """The element of a text field."""
    made: Block = {"type": "plain_text_input", "action_id": Button.INPUT.value}
    made |= {"multiline": multiline, "max_length": limit}
    made |= {"focus_on_load": True} if focus else {}
    return made | ({"initial_value": initial} if initial else {})


def select(choices: Mapping[str, str], current: str = "") -> Block:
    """The element of a menu: value to text, `current` chosen where it is one of them."""
    options = [_option(text, value) for value, text in choices.items()]
    made: Block = {"type": "static_select", "action_id": Button.INPUT.value, "options": options}
    initial = next((option for option in options if option["value"] == current), None)
    return made | ({"initial_option": initial} if initial else {})


def _option(text: str, value: str) -> Block:
    return {"text": plain_text(one_line(text, 70)), "value": value[:150]}
