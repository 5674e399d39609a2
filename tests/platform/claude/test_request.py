"""What goes out: cache marks only where the cache keeps a prompt, and prompts that are what their version says."""

from __future__ import annotations

import hashlib

import pytest

import bot.answer.engines.claude
import bot.classify
from bot.platform.claude.models import MODELS
from bot.platform.claude.prompts import Prompt, load_prompt
from bot.platform.claude.request import Ask, expected_cost_usd, parameters

ANSWER, CLASSIFY = bot.answer.engines.claude.__name__, bot.classify.__name__
# A prompt whose text changes gets a new version: what was answered under the old one must be told apart.
PROMPTS = {
    (ANSWER, "answer"): "2:51e756f37b4e",
    (ANSWER, "guidance"): "1:641638ec5d2c",
    (ANSWER, "second_opinion"): "1:7322cb97ced0",
    (ANSWER, "summarise"): "2:e9e171975d4f",
    (CLASSIFY, "classify"): "2:cbed20d67900",
}


@pytest.mark.parametrize(("package", "name"), PROMPTS)
def test_a_prompt_changes_only_together_with_its_version(package: str, name: str) -> None:
    prompt = load_prompt(package, name)
    digest = hashlib.sha256(prompt.text.encode()).hexdigest()[:12]
    assert f"{prompt.version}:{digest}" == PROMPTS[package, name]


def test_a_prompt_is_filled_and_named() -> None:
    prompt = Prompt("answer", 3, "For {{product}}. {{voice}}")
    assert prompt.label == "answer/3"
    assert prompt.filled({"product": "Fieldbook", "voice": "Dry."}) == "For Fieldbook. Dry."
    with pytest.raises(KeyError):
        prompt.filled({"product": "Fieldbook"})


@pytest.mark.parametrize("model", sorted(MODELS))
def test_a_block_is_marked_only_where_the_prompt_up_to_its_end_is_long_enough_to_be_kept(model: str) -> None:
    long = "word " * MODELS[model].cache_from
    system = parameters(Ask(model, "answer", ("Short.", long, "More."), ("hi",), 10))["system"]
    assert ["cache_control" in block for block in system] == [False, True, True]
    assert "cache_control" not in parameters(Ask(model, "answer", ("Short.",), ("hi",), 10))["system"][0]


def test_no_call_costs_more_than_expected() -> None:
    ask = Ask("claude-sonnet-5-5", "answer", ("s" * 3_000,), ("c" * 3_000,), 500)
    assert expected_cost_usd(ask) == pytest.approx((2_000 * 4 + 500 * 10) / 1e6)
