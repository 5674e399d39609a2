"""A model's article is checked against what colleagues answered, sentence by sentence, like an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

from bot.domain import Brief, Generation, Grounding, Sentence, SentenceCheck
from bot.errors import ModelError
from bot.policy import Policy
from bot.publishing import Publishing

ANSWERS = ("Press Rotate in the settings.", "You rotate it in the settings, it takes a minute.")


@dataclass
class Writes:
    """An engine that writes what a test says."""

    sentences: tuple[str, ...]
    name: str = "claude"
    briefs: list[Brief] = field(default_factory=list)

    async def answer(self, brief: Brief) -> Generation:
        self.briefs.append(brief)
        if not self.sentences:
            raise ModelError("declined", code="refusal")
        cites = (brief.passages[0].id,)
        lead = ("", *[" "] * (len(self.sentences) - 1))
        made = (Sentence(text, cites, before) for text, before in zip(self.sentences, lead, strict=True))
        return Generation(self.name, tuple(made))


class Checks:
    """A check that supports what shares a word with a colleague's answer."""

    async def check(self, question: str, generation: Generation, passages: Any, *more: object) -> Grounding:
        said = " ".join(passage.text for passage in passages).casefold()
        found = [
            any(word.strip(".").casefold() in said.split() for word in s.text.split()) for s in generation.sentences
        ]
        checks = [
            SentenceCheck(s, ok, finding="" if ok else "no") for s, ok in zip(generation.sentences, found, strict=True)
        ]
        return Grounding(tuple(checks), 1.0)


def publishing(engine: Writes) -> Publishing:
    pipeline = SimpleNamespace(parts=SimpleNamespace(engine=engine, checker=Checks()))
    return Publishing(cast(Any, None), Policy.model_validate({"intents": {}}), cast(Any, pipeline))


async def test_what_no_colleagues_answer_supports_is_left_out_and_counted() -> None:
    engine = Writes(("Press **Rotate** in the settings.", "Our phones never sleep."))
    assert await publishing(engine).written("How do I rotate?", ANSWERS) == ("Press **Rotate** in the settings.", 1)
    assert [passage.text for passage in engine.briefs[0].passages] == list(ANSWERS)
    assert engine.briefs[0].question == "How do I rotate?" and "no names" in engine.briefs[0].guidance
    assert len(engine.briefs) == 2, "it was told once what is not supported"


async def test_where_the_model_declines_or_none_writes_nothing_is_written() -> None:
    assert await publishing(Writes(())).written("How?", ANSWERS) == ("", 0)
    assert await publishing(Writes(("Phones.",))).written("How?", ANSWERS) == ("", 0)
    quoting = Writes(("Press Rotate.",), name="extractive")
    assert await publishing(quoting).written("How?", ANSWERS) == ("", 0)
    assert quoting.briefs == []
