"""No text from outside, however nested, becomes a mention, a disguised link or a refused message."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import PostId
from bot.outbox.blocks import AnswerView, answer_message, card_message, edit_modal, note_message, why_message
from bot.outbox.blocks.elements import rich_section
from bot.outbox.blocks.modal_context import ModalContext
from bot.outbox.blocks.mrkdwn import fallback, honest_url, plain, shorten, size
from bot.outbox.blocks.richtext import inline_runs, rich_parts
from tests.outbox.blocks.limits import check_harmless, check_message, check_view, texts
from tests.outbox.blocks.samples import SOURCE, card, decision

PIECES = (
    "<", ">", "&", "|", "\n", "- ", "1. ", "  ", "```", "`", "**", "_", "~~", "> ", "# ", "\\", "word ",
    "!channel", "@U1", "<!here>", "<@U1>", "<!subteam^S1>", "&lt;!channel&gt;", "&amp;", ":tada:",
    "https://x.example", "[a](https://y.example)", "![i](z)", "<https://evil|bank>", "|a|b|\n|-|-|\n|1|2|\n",
    "\x00", "\u202e", "é\u0301", "שלום", "👩\u200d👩", "\ud800",
)  # fmt: skip
pieces = st.sampled_from(PIECES)
hostile = st.lists(pieces | st.text(max_size=4), max_size=25).map("".join)


@settings(max_examples=60)
@given(hostile)
def test_hostile_answers_and_sources(text: str):
    source = replace(SOURCE, title=text, url=text)
    message = answer_message(AnswerView(PostId("P1"), text, (source,), reviewer=text))
    check_message(message.blocks)
    check_harmless(message.text, message.blocks, most=12_000)


@settings(max_examples=40)
@given(hostile)
def test_hostile_cards(text: str):
    view = card(question=text, asker=text, channel_name=text, thread_url=text, final_text=text, events=(text,))
    message = card_message(view)
    check_message(message.blocks)
    check_harmless(message.text, message.blocks)
    check_view(edit_modal(ModalContext(decision_id=text), text))


@settings(max_examples=40)
@given(hostile)
def test_hostile_notes_and_reasons(text: str):
    for message in (note_message(text), why_message(text, decision(summary=text))):
        check_message(message.blocks)
        check_harmless(message.text, message.blocks)


@settings(max_examples=80)
@given(hostile)
def test_rich_text_of_anything_is_well_formed_and_can_be_encoded(text: str):
    check_message([{"type": "rich_text", "elements": [*rich_parts(text), rich_section(*inline_runs(text))]}])
    for run in inline_runs(text):
        assert run["type"] in {"text", "link"}
    for shown in texts([rich_parts(text), inline_runs(text)]):
        shown.encode()


@settings(max_examples=80)
@given(st.text(), st.integers(20, 200))
def test_shortened_text_is_never_longer_than_asked_for(text: str, limit: int):
    assert size(shorten(text, limit)) <= limit
    assert size(fallback(text * 3, limit)) <= limit


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("[your bank](https://evil.example/x)", "your bank (https://evil.example/x)"),
        ("[https://bank.example](https://evil.example)", "https://bank.example (https://evil.example)"),
        ("[a](javascript:alert(1))", "[a](javascript:alert(1))"),
        ("https://ok.example/a, then", "https://ok.example/a, then"),
        ("[ok.example/a](https://ok.example/a)", "https://ok.example/a"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_where_a_link_leads_can_be_seen(markdown: str, shown: str):
    runs = rich_parts(markdown)[0]["elements"]
    assert "".join(run.get("text") or run["url"] for run in runs) == shown
    assert all("text" not in run for run in runs if run["type"] == "link")


@pytest.mark.parametrize(
    "url",
    ["javascript:1", "https://bank.example@evil.example", "https://b\u0430nk.example", "http://", "ftp://a.b", "//a.b"],
)
def test_dishonest_addresses_are_no_links(url: str):
    assert honest_url(url) is None


def test_plain_text_keeps_what_is_harmless():
    assert plain("a < b && c > d, x<y <b>") == "a < b && c > d, x<y <b>"
    assert plain("<!channel> <@U1> <mailto:a@b|c>") == "‹!channel> ‹@U1> ‹mailto:a@b|c>"
