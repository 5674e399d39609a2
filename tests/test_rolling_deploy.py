"""What one version writes as JSON another reads, in a deploy or after it: keys that it does not know are ignored, and
what is missing takes its default."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic_core import to_jsonable_python
from sqlalchemy import select, update

import bot
from bot.domain import ChannelId, Classification, Decision, Drafted, Inbound, Reason, ReasonCode, Tier
from bot.domain.codec import decode, encode
from bot.domain.inbound import from_json, to_json
from bot.domain.message_parts import Heard
from bot.errors import PermanentError
from bot.flow import Retrieved
from bot.knowledge.sync_report import Findings, SyncReport
from bot.listen.turn_work import Listened
from bot.outbox.blocks import unpack
from bot.outbox.blocks.modal_context import ModalContext
from bot.outbox.deliver import Outcome
from bot.platform.durable import outcome
from bot.platform.qdrant.builds import Builds, Manifest
from bot.store.records import Guard, NewPost, PostState
from bot.store.tables import posts
from tests.outbox.conftest import database, empty_database, world
from tests.outbox.world import World
from tests.shapes import NEW_KEY, filled, with_new_keys, without_later_keys

__all__ = ["database", "empty_database", "world"]

CODED = (Listened, Classification, Retrieved, Drafted, Decision, Outcome, Heard)
INBOUND = get_args(Inbound)


@dataclass(frozen=True)
class Told:
    """How a record is written and read again."""

    shape: Any
    write: Callable[[Any], str]
    read: Callable[[str], Any]


def _manifest(text: str, folder: Path) -> Manifest:
    index = Builds(folder)
    index.folder("000001-a").mkdir(parents=True, exist_ok=True)
    (index.folder("000001-a") / "manifest.json").write_text(text, encoding="utf-8")
    return index.manifest("000001-a")


SHAPES = [
    *(Told(one, lambda v, one=one: encode(v, one), lambda text, one=one: decode(text, one)) for one in CODED),
    *(Told(one, to_json, from_json) for one in INBOUND),
    Told(ModalContext, ModalContext.pack, unpack),
    Told(Findings, lambda v: json.dumps(v.as_json()), lambda text: Findings.from_json(json.loads(text))),
    Told(SyncReport, lambda v: json.dumps(v.as_json()), lambda text: SyncReport.from_json(json.loads(text))),
]
each_shape = pytest.mark.parametrize("told", SHAPES, ids=lambda told: told.shape.__name__)


@each_shape
def test_keys_that_only_a_newer_version_knows_are_ignored(told: Told) -> None:
    value = filled(told.shape)
    written = told.write(value)
    assert told.read(written) == value
    newer = with_new_keys(value, json.loads(written))
    if told.shape is ModalContext:  # holds words alone
        newer[NEW_KEY] = "word"
    assert NEW_KEY in newer
    assert told.read(json.dumps(newer)) == value


@each_shape
def test_what_an_older_version_did_not_write_takes_its_default(told: Told) -> None:
    value = filled(told.shape)
    older = without_later_keys(value, json.loads(told.write(value)))
    if told.shape in INBOUND:
        older["kind"] = value.kind  # by which they are told apart since the first version
    read = told.read(json.dumps(older))
    assert read == told.shape(**{name: getattr(value, name) for name in older if name != "kind"})


def test_an_index_of_another_version_is_read_as_far_as_it_is_known(tmp_path: Path) -> None:
    manifest = Manifest("000001-a", "m@1", "c1", 384, 2, {"exports": "p1"})
    written = to_jsonable_python(manifest)
    assert _manifest(json.dumps({**written, NEW_KEY: [1]}), tmp_path) == manifest
    older = {**without_later_keys(manifest, written), "format": manifest.format}
    assert _manifest(json.dumps(older), tmp_path) == manifest


def test_an_error_of_a_step_is_read_with_more_words_and_fewer() -> None:
    text = outcome.failure(PermanentError("refused", code="is_archived"))
    with pytest.raises(PermanentError, match="refused") as caught:
        outcome.unpack(json.dumps({**json.loads(text), NEW_KEY: 1}), str)
    assert caught.value.code == "is_archived"
    with pytest.raises(PermanentError, match="refused"):
        outcome.unpack(json.dumps({"error": "AnErrorOfTomorrow", "message": "refused"}), str)


async def test_a_post_of_another_version_is_sent_under_the_conditions_that_this_one_knows(world: World) -> None:
    guard = Guard(ticket_open=True, after="card:1")
    async with world.store.begin() as tx:
        [post] = await world.store.posts.add([NewPost("p1", "notice", ChannelId("C1"), {}, guard=guard)], tx)
        written = (await tx.execute(select(posts.c.guard).where(posts.c.id == post))).scalar_one()
        await tx.execute(update(posts).where(posts.c.id == post).values(guard={**written, NEW_KEY: True}))
    found = await world.store.posts.get(post)
    assert found is not None and found.guard == guard
    async with world.store.begin() as tx:
        await tx.execute(update(posts).where(posts.c.id == post).values(guard={"ticket_open": True}))
    found = await world.store.posts.get(post)
    assert found is not None and found.guard == Guard(ticket_open=True)


async def test_a_post_of_a_kind_that_only_a_newer_version_knows_is_left_to_it_for_ten_minutes(world: World) -> None:
    [post] = await world.store.posts.add([NewPost("p1", "tomorrow", ChannelId("C1"), {})])
    for _ in range(20):
        await world.run(2.0)
    found = await world.store.posts.get(post)
    assert found is not None and found.state is PostState.DUE
    await world.run(600.0)
    found = await world.store.posts.get(post)
    assert found is not None and (found.state, found.error) == (PostState.FAILED, "unknown_kind")
    assert world.slack.ours("C1") == []


def test_a_reason_that_only_a_newer_version_knows_is_read_as_one() -> None:
    text = encode(Reason(ReasonCode.PAUSED, Tier.REVIEWED, "x"), Reason).replace("paused", "reason_of_tomorrow")
    assert decode(text, Reason) == Reason(ReasonCode.OF_A_NEWER_VERSION, Tier.REVIEWED, "x")


def test_every_record_that_is_kept_as_json_is_tried_here() -> None:
    tried = {shape.__name__ for shape in CODED}
    found = set[str]()
    for path in Path(bot.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and call.args:
                found |= _shape_of(call)
    assert found == tried


def _shape_of(call: ast.Call) -> set[str]:
    """The record that a call keeps or reads: `decode(text, R)`, `steps.step(name, work, R)`, `Coded(R)`."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    last = call.args[-1]
    wanted = {"decode": 2, "encode": 2, "step": 3, "Coded": 1}.get(name)
    known = isinstance(last, ast.Name) and last.id[:1].isupper() and wanted == len(call.args)
    return {last.id} if known and isinstance(last, ast.Name) else set()
