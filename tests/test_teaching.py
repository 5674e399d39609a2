"""The classifier learns from labels, on both databases: kept or not, followed by every process, one click back."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.classify.local import train_child
from bot.classify.local.classifier import models_folder, train_classifier
from bot.classify.local.in_use import ClassifierInUse
from bot.domain.inbound import Click
from bot.domain.labels import IntentLabel, LabelSource, VersionState
from bot.errors import PermanentError, TransientError
from bot.learn.lessons import is_held_out
from bot.outbox.blocks import Button
from bot.pipeline import Pipeline
from bot.platform.embedding.embedder import LocalEmbedder
from bot.policy import Intent, Policy
from bot.policy.review import Learn, Review
from bot.review.autonomy_command import AutonomyCommand
from bot.review.classifier_desk import ClassifierDesk
from bot.settings import Settings
from bot.store.erasure.erase import Eraser
from bot.store.erasure.subject import Kind, Subject, scope_of
from bot.teaching import EVERY, Teaching
from tests.learn.conftest import migrated_file, postgres, url, world
from tests.outbox.world import CUSTOMER, STAFF, World
from tests.review.test_trust_desk import note_of

__all__ = ["migrated_file", "postgres", "url", "world"]
POLICY = Policy(
    intents={
        "refund": Intent(
            escalate=True,
            examples=["I want my money back", "please refund the payment", "give me a refund", "return what I paid"],
        ),
        "export": Intent(
            examples=["how do I export to csv", "download a spreadsheet", "get my data as a file", "csv export please"]
        ),
        "printing": Intent(
            examples=["the page is cut off on paper", "print the job sheet", "paper size letter", "printing in colour"]
        ),
    },
    review=Review(learn=Learn(labels=12, held_out=0.3, each=50)),
)
ASKED = "why does the zebra jam again"
HALLS = ("north", "south", "harbour", "airport", "station", "cellar", "attic", "garden", "museum", "bakery", "tower")


@dataclass
class Process:
    """A process's classifier, with a DATA_DIR of its own."""

    teaching: Teaching
    in_use: ClassifierInUse
    folder: Path

    async def reads(self, text: str = ASKED) -> str:
        return (await self.in_use.classify(text)).intents[0].name

    @property
    def learned(self) -> list[str]:
        return sorted(file.name for file in models_folder(self.folder).glob("learned-*"))


Begin = Callable[[str], Any]


@pytest.fixture
def taught(world: World, model_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Begin:
    """Begins a process; it trains as its child would, in the same process."""
    monkeypatch.setattr("bot.teaching.train_in_child", train_child.run)

    async def begin(name: str, embedder: LocalEmbedder) -> Process:
        folder = tmp_path / name
        shutil.copytree(model_dir, folder)
        used = ClassifierInUse(await train_classifier(POLICY, embedder, folder))
        settings = Settings.model_construct(data_dir=folder)
        parts = cast(Pipeline, SimpleNamespace(embedder=embedder, local=used))
        teaching = Teaching(replace(world.runtime, policy=POLICY), settings, parts)
        await teaching.begin()
        return Process(teaching, used, folder)

    return begin


async def labelled(world: World, count: int, intent: str = "export", held: str = "export") -> None:
    """More questions that the desk says are about an intent; those that are held out about another."""
    first = await world.store.labels.count_after(None)
    for number in range(first, first + count):
        hall = HALLS[number % len(HALLS)]
        case = await world.case(question=f"the zebra in the {hall} {number} hall jams and blinks {number * 31}")
        out = is_held_out(case.ticket.id, 0.3)
        label = IntentLabel(
            id=f"corrected:{case.row.id}:1",
            ticket_id=case.ticket.id,
            decision_id=case.row.id,
            source=LabelSource.CORRECTED,
            intent=held if out else intent,
            was="refund",
            by=STAFF,
            at=world.clock.now(),
            asked_at=case.row.decided_at,
            place="acme",
            text=case.row.decision.question,
        )
        async with world.store.begin() as tx:
            assert await world.store.labels.add(label, tx)


async def go_back(world: World) -> str:
    note, _ = await note_of(world, "Intents are now read")
    at: dict[str, Any] = {"channel": note.slack_channel, "message_ts": note.slack_ts}
    click = Click(Button.CLASSIFIER_BACK.value, STAFF, note.id, trigger_id="T1", nonce="1", **at)
    return await ClassifierDesk(world.runtime).go_back(click)


async def standing(world: World) -> str:
    command = cast(Any, SimpleNamespace(user=STAFF))
    shown = await AutonomyCommand(replace(world.runtime, policy=POLICY)).show(command, "")
    return str(shown.blocks)


async def test_it_learns_what_the_desk_says_and_every_process_follows_and_one_click_goes_back(
    world: World, taught: Begin, embedder: LocalEmbedder
) -> None:
    one, other = await taught("one", embedder), await taught("other", embedder)
    before = await one.reads()
    assert before != "export"
    await labelled(world, 11)
    await one.teaching.work()
    assert await world.store.classifiers.newest() is None  # eleven are not enough
    assert "policy's examples alone" in await standing(world)
    await labelled(world, 9)
    await one.teaching.work()
    version = await world.store.classifiers.in_use()
    assert version is not None
    assert version.learned + version.held_out == 20
    assert version.right_after > version.right_before
    assert version.recall_after >= version.recall_policy
    for process in (one, other):
        await process.teaching.follow()
        assert await process.reads() == "export"
        assert len(process.learned) == 1
    assert one.learned == other.learned  # trained apart, from the same rows
    assert f"learned from {version.learned} reviewed tickets" in await standing(world)
    _, shown = await note_of(world, "Intents are now read")
    assert f"Of {version.held_out} others" in shown["text"]
    assert f"reads {version.right_after} right, the one before {version.right_before}" in shown["text"]
    assert await go_back(world) == "went back"
    assert await go_back(world) == "decided already"
    for process in (one, other):
        await process.teaching.follow()
        assert await process.reads() == before
        assert process.learned == []
    _, shown = await note_of(world, "went back to the classifier before it")
    assert "actions" not in [block["type"] for block in shown["blocks"]]
    entry = await world.store.reviews.entry(f"classifier_back:{version.id}")
    assert entry is not None
    assert (entry.actor, entry.action) == (STAFF, "classifier_back")


async def test_after_a_click_back_it_takes_as_many_new_labels_again_and_a_day(
    world: World, taught: Begin, embedder: LocalEmbedder
) -> None:
    process = await taught("one", embedder)
    await labelled(world, 20)
    await process.teaching.work()
    assert await go_back(world) == "went back"
    world.clock.advance(2 * EVERY.total_seconds())
    await process.teaching.work()
    first = await world.store.classifiers.newest()
    assert first is not None
    assert first.state is VersionState.UNDONE
    await labelled(world, 12)
    await process.teaching.work()
    second = await world.store.classifiers.in_use()
    assert second is not None
    world.clock.advance(3600)
    await labelled(world, 12)
    assert await process.teaching.work() == second.made_at + timedelta(days=1)
    assert await world.store.classifiers.newest() == second


async def test_one_that_reads_fewer_held_out_questions_right_is_not_used_and_the_desk_is_told(
    world: World, taught: Begin, embedder: LocalEmbedder
) -> None:
    process = await taught("one", embedder)
    before = await process.reads()
    await labelled(world, 20, intent="export", held=before)
    await process.teaching.work()
    version = await world.store.classifiers.newest()
    assert version is not None
    assert version.right_after < version.right_before
    assert version.state is VersionState.REFUSED
    await process.teaching.follow()
    assert await process.reads() == before
    assert process.learned == []
    _, shown = await note_of(world, "was worse")
    assert "actions" not in [block["type"] for block in shown["blocks"]]


async def test_what_is_erased_is_learned_no_more(world: World, taught: Begin, embedder: LocalEmbedder) -> None:
    process = await taught("one", embedder)
    before = await process.reads()
    await labelled(world, 20)
    await process.teaching.work()
    await process.teaching.follow()
    (first,) = process.learned
    async with world.store.view() as tx:
        scope = await scope_of(tx, Subject(Kind.USER, CUSTOMER), "key")
    await Eraser(world.store.database, "key", world.clock.now()).run(scope)
    version = await world.store.classifiers.in_use()
    assert version is not None
    assert await world.store.labels.size(version.until) == (0, 0)
    await process.teaching.follow()
    assert first not in process.learned
    assert await process.reads() == before


async def test_a_process_that_starts_uses_what_its_folder_holds_from_the_first_question_on(
    world: World, taught: Begin, embedder: LocalEmbedder
) -> None:
    process = await taught("one", embedder)
    await labelled(world, 20)
    await process.teaching.work()
    used = ClassifierInUse(process.in_use.shipped)
    parts = cast(Pipeline, SimpleNamespace(embedder=embedder, local=used))
    settings = Settings.model_construct(data_dir=process.folder)
    await Teaching(replace(world.runtime, policy=POLICY), settings, parts).begin()
    assert (await used.classify(ASKED)).intents[0].name == "export"


async def test_it_learns_nothing_where_the_policy_says_never(
    world: World, taught: Begin, embedder: LocalEmbedder
) -> None:
    process = await taught("one", embedder)
    await labelled(world, 20)
    await process.teaching.work()
    never = POLICY.model_copy(update={"review": Review(learn=None)})
    parts = cast(Pipeline, SimpleNamespace(embedder=embedder, local=process.in_use))
    settings = Settings.model_construct(data_dir=process.folder)
    teaching = Teaching(replace(world.runtime, policy=never), settings, parts)
    await teaching.follow()
    assert await process.reads() != "export"
    assert await teaching.work() is None


async def test_a_training_that_fails_is_told_once_and_tried_again_after_an_hour(
    world: World, taught: Begin, embedder: LocalEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = await taught("one", embedder)
    await labelled(world, 20)

    async def fails(job: object) -> None:
        raise PermanentError("no memory")

    with monkeypatch.context() as patched:
        patched.setattr("bot.teaching.train_in_child", fails)
        with pytest.raises(PermanentError):
            await process.teaching.work()
        assert await process.teaching.work() is None
    assert await process.teaching.work() is None
    assert await world.store.classifiers.newest() is None
    world.clock.advance(3600)
    await process.teaching.work()
    assert await world.store.classifiers.in_use() is not None


async def test_a_bot_that_stops_ends_its_training_and_begins_no_other(
    world: World, taught: Begin, embedder: LocalEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = await taught("one", embedder)
    await labelled(world, 20)
    begun = asyncio.Event()

    async def endless(job: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr("bot.teaching.train_in_child", endless)
    work = asyncio.create_task(process.teaching.work())
    await begun.wait()
    await process.teaching.close()
    with pytest.raises(TransientError):
        await work
    assert await process.teaching.work() is None
