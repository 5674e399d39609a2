"""Every button, form, shortcut and command of the desk's asks who may act: a new one too, by itself."""

from __future__ import annotations

import ast
from pathlib import Path
from unittest.mock import sentinel

import pytest

from bot.domain import ChannelId, MessageTs
from bot.domain.inbound import Click, Command, Shortcut, ViewSubmitted
from bot.outbox.blocks import Button, ModalContext, ModalId
from bot.review.commands import Commands
from bot.review.forms import Forms
from bot.review.permission import NOT_A_MEMBER
from bot.texts.commands import COMMANDS, ONLY_DESK
from tests.listen.conftest import clicks_of, forms
from tests.outbox.world import CUSTOMER, World

__all__ = ["forms"]
BOT = Path(__file__).parents[2] / "bot"
CUSTOMERS = {Button.FEEDBACK, Button.FEEDBACK_UP, Button.FEEDBACK_DOWN, Button.TALK_TO_PERSON}
NO_BUTTON = {Button.INPUT}
NO_FORM_OF_THE_DESKS = {ModalId.FEEDBACK_WORD, ModalId.FLAG_SHORTCUT}
HERE = ChannelId("CACME")


def told(world: World) -> bool:
    """Whether exactly one line went out, to whoever acted alone, and no form was opened."""
    said = [str(call["text"]) for call in world.slack.made("chat.postEphemeral")]
    return len(said) == 1 and ONLY_DESK in said[0] and world.slack.made("views.open") == []


@pytest.mark.parametrize("button", sorted(set(Button) - CUSTOMERS - NO_BUTTON))
async def test_a_button_of_the_desks_does_nothing_for_others(world: World, forms: Forms, button: Button) -> None:
    click = Click(button.value, CUSTOMER, "1 1", channel=HERE, message_ts=MessageTs("1.0"), trigger_id="T1")
    if forms.opens_modal(click):
        await forms.open(click)
    else:
        assert await clicks_of(world).clicked(click) == NOT_A_MEMBER
    assert told(world)


@pytest.mark.parametrize("modal", sorted(set(ModalId) - NO_FORM_OF_THE_DESKS))
async def test_a_form_of_the_desks_changes_nothing_for_others(
    world: World, forms: Forms, modal: ModalId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Forms, "errors", lambda self, form: {})  # as if it were filled in well
    where = ModalContext(decision_id="1", post_id="1", review_id="1", channel=HERE, message_ts="1.0")
    assert await forms.submitted(ViewSubmitted(modal.value, CUSTOMER, where.pack(), {})) == NOT_A_MEMBER
    assert told(world)


async def test_the_shortcut_opens_no_form_for_others(world: World, forms: Forms) -> None:
    await forms.open(Shortcut(ModalId.FLAG_SHORTCUT.value, CUSTOMER, HERE, MessageTs("1.0"), trigger_id="T1"))
    assert told(world)


@pytest.mark.parametrize("word", [word for word, *_ in COMMANDS])
async def test_a_command_says_nothing_else_to_others(world: World, word: str) -> None:
    commands = Commands(
        world.runtime, sentinel.verdicts, sentinel.dry_run, sentinel.gaps, sentinel.reports, sentinel.texts
    )
    assert await commands.commanded(Command("/earnest", word, CUSTOMER, HERE)) == NOT_A_MEMBER
    assert told(world)


def test_nobody_asks_beside_it() -> None:
    """Reactions ask by another rule and App Home shows who may not a page of their own: both say nothing."""
    asking = {
        str(path.relative_to(BOT))
        for path in sorted(BOT.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "may_act"
    }
    assert asking == {"review/permission.py", "review/home.py", "listen/reactions.py"}
