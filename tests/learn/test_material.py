"""A material change begins a new period: another model, prompt, check or index, or most of an intent's articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain import ArticleId, TrustEventKind
from bot.learn.material import MaterialChange, most_changed
from bot.pipeline import made_of
from bot.policy import load_policy
from bot.settings import Settings
from tests.learn.test_auditing import desk, drafted, events, judged
from tests.outbox.world import World

PARTS = {"extractive": {"model": "extractive/1", "check": "check/4", "index": "chunks-4/3"}}
HELD = {ArticleId("exports"): "digest one"}


class Texts:
    """An index whose articles have these digests."""

    def __init__(self, held: Mapping[ArticleId, str]) -> None:
        self.held = held

    async def get(self, article: ArticleId) -> None:
        assert article

    async def contents(self, articles: Sequence[ArticleId]) -> Mapping[ArticleId, str]:
        return {article: self.held[article] for article in articles if article in self.held}


async def earned(world: World) -> None:
    for number in range(40):
        world.clock.advance(3600)
        await judged(world, await drafted(world, number), passed=True)


async def look(
    world: World, parts: Mapping[str, Mapping[str, str]] = PARTS, held: Mapping[ArticleId, str] = HELD
) -> None:
    await MaterialChange(world.runtime, Texts(held), parts).look()


async def test_the_first_look_and_one_at_the_same_end_nothing(world: World) -> None:
    await earned(world)
    await look(world)
    await look(world)
    assert (await events(world))[0] is True


async def test_another_check_ends_the_trust_that_was_earned_with_the_old_one_once(world: World) -> None:
    await earned(world)
    await look(world)
    newer = {"extractive": {**PARTS["extractive"], "check": "check/5"}}
    await look(world, newer)
    await look(world, newer)
    assert await events(world) == (False, 0)
    told = [text for text in await desk(world) if "the engine's check changed" in text]
    assert len(told) == 1
    kinds = [event.kind for event in await world.store.audits.events("feature_question", "extractive")]
    assert kinds.count(TrustEventKind.CHANGED) == 1


async def test_another_engines_change_is_not_this_ones(world: World) -> None:
    await earned(world)
    await look(world, {**PARTS, "claude": {"model": "a"}})
    await look(world, {**PARTS, "claude": {"model": "b"}})
    assert (await events(world))[0] is True


async def test_when_most_of_an_intents_articles_say_something_else_its_trust_ends(world: World) -> None:
    await earned(world)
    await look(world)
    await look(world, held={ArticleId("exports"): "digest two"})
    assert (await events(world))[0] is False
    assert any("most of the articles" in text for text in await desk(world))


def test_most_is_more_than_half_and_an_article_that_is_gone_has_changed() -> None:
    before = {"a": "1", "b": "1", "c": "1", "d": "1"}
    assert not most_changed(before, {**before, "a": "2", "b": "2"})
    assert most_changed(before, {"d": "1"})
    assert not most_changed({}, {})


def test_each_engine_that_runs_names_its_parts() -> None:
    policy = load_policy(Settings(_env_file=None).policy_file)
    assert made_of(Settings(_env_file=None), policy).keys() == {"extractive"}
    with_claude = made_of(Settings(_env_file=None, llm_engine="claude", anthropic_api_key="k"), policy)
    assert with_claude["claude"].keys() == {"model", "prompt", "check", "index"}
    assert with_claude["claude"]["prompt"].startswith("answer/")
