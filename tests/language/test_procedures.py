"""Steps belong together with what stands in them, and half of them is never left of a text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.procedures import announces, step_of_heading, without_half
from bot.language.sentences import Kind, units

NESTED = """Do this:

1. Open it.

   ```sh
   run it
   ```

   - Here.
     1. Really.
2. Save it.

## Then

1. Rest."""


def test_all_that_stands_in_a_step_is_of_its_procedure() -> None:
    found = [(unit.text.strip().split("\n")[0], unit.procedure) for unit in units(NESTED)]
    said = ["Open it.", "```sh", "Here.", "Really.", "Save it."]
    assert found[:-1] == [("Do this:", 0), *((text, 1) for text in said), ("Then", 0)]
    assert found[-1][1] not in (0, 1)


def test_steps_that_code_parts_are_one_procedure_with_the_code() -> None:
    text = "1. Open.\n\n```\na\n```\n\n2. Save.\n\n```\nb\n```\n\nWords.\n\n## New\n\n3. Three."
    found = [unit.procedure for unit in units(text)]
    assert found[0] > 0 and found[:4] == [found[0]] * 4
    assert found[4:6] == [0, 0] and found[6] not in (0, found[0])


@pytest.mark.parametrize("apart", ["\n\nA remark between.\n\n", "\n\n> A remark.\n\n", "\n\n- one\n- two\n\n"])
def test_words_between_steps_whose_numbers_go_on_are_of_the_procedure(apart: str) -> None:
    assert len({unit.procedure for unit in units(f"1. Open.{apart}2. Save.")}) == 1


def test_two_lists_that_each_count_from_one_are_two() -> None:
    numbers = [unit.procedure for unit in units("1. Open.\n2. Save.\n\nOr:\n\n1. Ask.\n2. Wait.")]
    assert numbers[0] == numbers[1] != numbers[3] == numbers[4] and numbers[2] == 0


@pytest.mark.parametrize(
    ("text", "follows"),
    [
        ("To move it, take these steps.", True),
        ("Follow the instructions below to move it.", True),
        ("**Do the following**:", True),
        ("Complete the following two steps in order.", True),
        ("It takes three steps.", False),
        ("These steps are done by an admin, and nobody else. They cost nothing.", False),
        ("The next invoice is lower.", False),
    ],
)
def test_a_sentence_that_only_says_that_something_follows_is_known(text: str, follows: bool) -> None:
    assert announces(text.replace("*", "")) is follows


@pytest.mark.parametrize(
    ("heading", "number"),
    [("Step 2: Invite", 2), ("3. Pay", 3), ("1) Open", 1), ("Step 4", 4), ("2 - Two", 2), ("2FA", 0), ("2.5 Notes", 0)],
)
def test_a_heading_that_is_a_step_is_known_by_its_number(heading: str, number: int) -> None:
    assert step_of_heading(heading) == number


STEPS = "\n".join(f"{n}. Press key {n}." for n in range(1, 9))


def test_half_a_procedure_goes_with_its_heading_and_what_announces_it() -> None:
    text = f"It takes an hour.\n\n## How\n\nDo this:\n\n{STEPS}\n\nDone."
    assert without_half(text, text[: text.index("5.")].rstrip()) == "It takes an hour."
    assert without_half(text, text.removesuffix("\n\nDone.")) == text.removesuffix("\n\nDone.")
    assert without_half(f"Do this:\n\n{STEPS}", "Do this:\n\n1. Press key 1.\n2. Pre") == "Do this:"
    assert without_half(STEPS, "1. Press key 1.") == ""


@settings(max_examples=60)
@given(st.integers(0, 400), st.sampled_from(["\n", "\n\n", "\n\n```\nx\n```\n\n", "\n   - more\n"]))
def test_wherever_a_text_is_cut_all_steps_are_left_or_none(at: int, gap: str) -> None:
    text = f"Words.\n\nDo this:\n\n{gap.join(STEPS.split(chr(10)))}\n\nWords behind it."
    kept = without_half(text, text[:at].rstrip())
    steps = [unit for unit in units(kept) if unit.kind is Kind.STEP]
    assert text.startswith(kept)
    assert len(steps) in (0, 8)


def test_paragraphs_that_count_as_steps_are_a_procedure_with_what_stands_between_them() -> None:
    text = "Do this:\n\n**Step 1:** Open.\n\nA mark shows.\n\n**Step 2:** Save.\n\nIt is saved.\n\nOther words."
    assert [unit.procedure for unit in units(text)] == [0, 1, 1, 1, 1, 0]
    assert {unit.procedure for unit in units("Step 1 costs nothing.\n\nWords.\n\nStep 3 does.")} == {0}
    assert {unit.procedure for unit in units("Step 1: Open.\n\n## Else\n\nStep 2: Save.")} == {0}
