"""Long and odd content: cut at block borders, code and tables as they were written."""

from __future__ import annotations

import re

import pytest

from bot.domain import Grounding, Sentence, SentenceCheck
from bot.outbox.blocks import answer_parts, card_message, card_part_message, card_parts
from bot.outbox.blocks.elements import weight
from bot.outbox.blocks.pieces import lines_within, pieces
from bot.outbox.blocks.richtext import as_text, rich_parts
from tests.outbox.blocks.limits import check_message, seen
from tests.outbox.blocks.samples import card, decision, drafted

LINES = [f'  key_{number}: "**x** <value> & <!-- {number} -->"  # `q`' for number in range(100)]
YAML = "root:\n" + "\n".join(LINES)
INTRO = "Save this configuration as x.yml:"
ANSWER = f"{INTRO}\n\n````yaml\n{YAML}\n````\n\nThen restart."


def code_of(parts: list[dict[str, object]]) -> str:
    found = [part for part in parts if part["type"] == "rich_text_preformatted"]
    return as_text(found)


def test_an_answer_carries_4500_characters_of_code_unchanged_in_one_message() -> None:
    assert len(YAML) > 4_500
    (whole,) = answer_parts(ANSWER)
    assert code_of(rich_parts(whole)) == YAML


@pytest.mark.parametrize("room", [900, 2_000, 4_000])
def test_code_that_does_not_fit_is_cut_between_lines_in_closed_fences_under_its_introduction(room: int) -> None:
    made = pieces(ANSWER, room)
    assert all(piece.count("````") == 2 for piece in made[:-1])
    assert made[0].startswith(INTRO) and "key_0" in made[0]
    assert "\n".join(code for piece in made if (code := code_of(rich_parts(piece)))) == YAML
    assert made[-1].endswith("Then restart.")


def test_a_heading_and_an_introduction_stay_with_what_they_announce() -> None:
    text = "word " * 150 + "\n\n## Next\n\nDo this:\n\n1. one\n2. two\n\nDone."
    first, second = pieces(text, 900)
    assert first.strip() == ("word " * 150).strip()
    assert second.startswith("## Next\n\nDo this:\n\n1. one")


def test_rows_of_a_long_table_keep_their_header_and_their_empty_first_cells() -> None:
    rows = [f"| {'' if number % 2 else f'row {number}'} | {number} |" for number in range(120)]
    made = pieces("|  | Limit |\n|---|---|\n" + "\n".join(rows), 1_500)
    assert len(made) > 1
    assert all(piece.startswith("|  | Limit |\n|---|---|\n") for piece in made)
    assert [line for piece in made for line in piece.split("\n")[2:]] == rows
    shown = as_text(rich_parts(made[0]))
    assert re.search(r"^ +\| 1$", shown, re.MULTILINE) and re.search(r"^row 0 +\| 0$", shown, re.MULTILINE)


def test_code_under_the_steps_of_a_list_is_cut_as_code_below_its_step() -> None:
    inside = "\n".join(f"   {line}" for line in ["```yaml", *YAML.split("\n"), "```"])
    text = f"1. Open the editor.\n2. Save this as x.yml:\n\n{inside}\n\n   Close the editor.\n3. Restart."
    made = pieces(text, 2_000)
    assert all(piece.count("```") % 2 == 0 for piece in made)
    assert "\n".join(code for piece in made if (code := code_of(rich_parts(piece)))) == YAML
    assert any("Save this as x.yml:\n\n```yaml\nroot:" in piece for piece in made)
    assert "Close the editor." in made[-1] and "Restart." in made[-1]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_indented_code_and_what_no_block_holds_are_kept_with_any_line_end(end: str) -> None:
    code = "\n".join(f"    {line}" for line in YAML.split("\n"))
    made = pieces(f"{code}\n\nSee [it][1].\n\n[1]: https://x.example/a".replace("\n", end), 2_000)
    assert "\n".join(text for piece in made if (text := code_of(rich_parts(piece)))) == YAML
    assert made[-1].endswith("See [it][1].\n\n[1]: https://x.example/a")


def test_an_open_fence_of_four_ticks_that_ends_on_three_keeps_its_last_line() -> None:
    made = pieces(f"````\n{YAML}\n```", 2_000)
    assert "\n".join(code_of(rich_parts(piece)) for piece in made) == f"{YAML}\n```"


@pytest.mark.parametrize("text", [ANSWER, "a\n\n\nb", "x" * 7_000, "", "no end\n"])
def test_lines_within_a_limit_joined_are_the_text_again(text: str) -> None:
    parts = lines_within(text, 1_000)
    assert "".join(parts) == text
    assert max(len(part) for part in parts) <= 1_000


def test_a_card_shows_the_code_of_a_draft_as_it_is() -> None:
    code = Sentence(f"````yaml\n{YAML}\n````", (), lead="\n\n")
    made = drafted(INTRO)
    checks = (*made.grounding.checks, SentenceCheck(code, True))
    whole = decision(drafted=made.__class__(made.generation, Grounding(checks, 0.9)))
    message = card_message(card(decision=whole))
    check_message(message.blocks)
    assert YAML in seen(message.blocks)


def test_a_draft_that_no_card_holds_stands_in_the_cards_thread_as_a_whole() -> None:
    long = "\n\n".join(ANSWER.replace("x.yml", f"{number}.yml") for number in range(4))
    message = card_message(card(final_text=long))
    check_message(message.blocks)
    assert "in this card's thread" in seen(message.blocks)
    shown = []
    for part, _ in enumerate(card_parts(long)):
        made = card_part_message(card().post_id, long, part)
        assert made is not None
        check_message(made.blocks)
        shown.append(seen(made.blocks))
    assert all(f"{number}.yml" in " ".join(shown) for number in range(4))
    assert " ".join(shown).count("key_99") == 4
    assert card_parts("Short.") == ()


MARKUP = "\n".join(f"- `a{number}` **b** *c* `d`" for number in range(40))


def test_code_beside_what_is_mostly_markup_is_still_code() -> None:
    shown = rich_parts(f"{MARKUP}\n\n````yaml\n{YAML[:600]}\n````\n\nThen restart.")
    assert code_of(shown) == YAML[:600]
    assert "- `a39` **b** *c* `d`" in as_text(shown) and "Then restart." in as_text(shown)


def test_what_is_mostly_markup_weighs_no_more_beside_other_blocks_than_a_message_holds() -> None:
    text = f"{MARKUP}\n\n````yaml\n{YAML[:3_000]}\n````\n\n{MARKUP}\n\nThen restart."
    made = pieces(text, 7_000)
    assert max(weight(rich_parts(piece)) for piece in made) <= 7_000
    assert "\n".join(code for piece in made if (code := code_of(rich_parts(piece)))) == YAML[:3_000]
