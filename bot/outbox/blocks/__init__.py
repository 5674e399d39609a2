"""Slack out: pure Block Kit builders, one file a surface; records in, messages and views out."""

from bot.outbox.blocks.action_ids import Button, Field, ModalId, vote
from bot.outbox.blocks.answer import AnswerView, Origin, answer_message, answer_parts
from bot.outbox.blocks.article_card import (
    ARTICLE_ACTIONS,
    ARTICLE_MODALS,
    ArticleCardView,
    FlagLine,
    article_card_message,
    article_modal,
    edited_article,
)
from bot.outbox.blocks.autonomy import TrustLine, autonomy_message
from bot.outbox.blocks.card import card_message
from bot.outbox.blocks.card_buttons import CARD_ACTIONS, MODAL_ACTIONS, available_actions
from bot.outbox.blocks.card_draft import card_part_message, card_parts
from bot.outbox.blocks.card_view import Beside, CardState, CardView, LaterMessage
from bot.outbox.blocks.home import HomeView, IntentLine, OpenCard, closed_home, home_view
from bot.outbox.blocks.message import EVENT_TYPE, SlackMessage, block_id
from bot.outbox.blocks.modal_context import ModalContext, unpack
from bot.outbox.blocks.modals import (
    decline_modal,
    edit_modal,
    edited_text,
    feedback_word_modal,
    flag_modal,
    form_errors,
    reassign_modal,
    reply_modal,
)
from bot.outbox.blocks.notices import clock_message, correction_message, notice_message, pointer_message, reply_message
from bot.outbox.blocks.staff import config_message, dry_run_message, help_message, note_message, why_message

__all__ = [
    "ARTICLE_ACTIONS",
    "ARTICLE_MODALS",
    "CARD_ACTIONS",
    "EVENT_TYPE",
    "MODAL_ACTIONS",
    "AnswerView",
    "ArticleCardView",
    "Beside",
    "Button",
    "CardState",
    "CardView",
    "Field",
    "FlagLine",
    "HomeView",
    "IntentLine",
    "LaterMessage",
    "ModalContext",
    "ModalId",
    "OpenCard",
    "Origin",
    "SlackMessage",
    "TrustLine",
    "answer_message",
    "answer_parts",
    "article_card_message",
    "article_modal",
    "autonomy_message",
    "available_actions",
    "block_id",
    "card_message",
    "card_part_message",
    "card_parts",
    "clock_message",
    "closed_home",
    "config_message",
    "correction_message",
    "decline_modal",
    "dry_run_message",
    "edit_modal",
    "edited_article",
    "edited_text",
    "feedback_word_modal",
    "flag_modal",
    "form_errors",
    "help_message",
    "home_view",
    "note_message",
    "notice_message",
    "pointer_message",
    "reassign_modal",
    "reply_message",
    "reply_modal",
    "unpack",
    "vote",
    "why_message",
]
