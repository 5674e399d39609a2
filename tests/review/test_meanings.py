"""What is easy to forget: a button without a meaning, a command without its handler, a hint that lags behind."""

from unittest.mock import sentinel

import yaml

from bot.domain.states import Act
from bot.joined import RENDERERS
from bot.outbox.blocks import CARD_ACTIONS, MODAL_ACTIONS
from bot.outbox.post_intents import PostKind
from bot.outbox.removals_and_alerts import CALLS_WITHOUT_LOOKUP
from bot.review.commands import Commands
from bot.review.desk import Desk
from bot.review.forms import FORM_BUTTONS
from bot.texts import card_history
from bot.texts import commands as words
from tests.test_manifest import ROOT


def test_every_button_of_a_card_does_something_by_itself_or_opens_a_form() -> None:
    plain = Desk(sentinel.runtime, sentinel.verdicts).acts.keys()
    assert set(FORM_BUTTONS.values()) == MODAL_ACTIONS
    assert plain | MODAL_ACTIONS == CARD_ACTIONS
    assert not plain & MODAL_ACTIONS


def test_every_command_has_its_handler_and_its_line_of_help() -> None:
    handlers = Commands(
        sentinel.runtime, sentinel.verdicts, sentinel.dry_run, sentinel.gaps, sentinel.reports, sentinel.texts
    ).handlers
    assert list(handlers) == [word for word, _, _ in words.COMMANDS]


def test_the_manifests_hint_lists_the_commands() -> None:
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
    assert manifest["features"]["slash_commands"][0]["usage_hint"] == words.USAGE_HINT


def test_every_kind_of_post_is_drawn_by_somebody() -> None:
    assert set(RENDERERS) | set(CALLS_WITHOUT_LOOKUP) == set(PostKind)


def test_every_act_has_a_line_in_a_cards_history_and_what_other_code_wrote_has_none() -> None:
    assert all(card_history.done(act) for act in Act)
    assert card_history.done("planted_by_a_later_version") == ""
