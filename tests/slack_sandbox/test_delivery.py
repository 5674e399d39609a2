"""Acks, retries and the ways in which events go astray: docs/slack.md, Missing acks and retries."""

from dataclasses import replace

import pytest

from slack_sandbox import Copy, ManualClock, Options, Sandbox
from tests.slack_sandbox.app import BareSocket, bare_socket, bolt

Attempt = tuple[int, str, float]


def clock_of(sandbox: Sandbox) -> ManualClock:
    clock = sandbox.workspace.clock
    assert isinstance(clock, ManualClock)
    return clock


async def attempt(sandbox: Sandbox, socket: BareSocket, since: float) -> Attempt:
    envelope = await socket.next()
    return envelope["retry_attempt"], envelope["retry_reason"], round(sandbox.workspace.now() - since)


async def test_an_unacked_event_comes_again_at_once_then_after_one_and_five_minutes(strict: Sandbox) -> None:
    clock = clock_of(strict)
    async with bare_socket(strict) as socket:
        start = clock.now()
        await strict.drive.post("dana", "lumio-acme", "anybody?")
        seen = [await attempt(strict, socket, start)]
        for pause in (3.0, 63.0, 303.0):
            await clock.advance(pause)
            seen.append(await attempt(strict, socket, start))
        await clock.advance(1000)
    assert seen == [(0, "", 0), (1, "timeout", 3), (2, "timeout", 66), (3, "timeout", 369)]
    assert len(strict.dropped_events) == 1
    assert {envelope.event_id for envelope in strict.envelopes} == {strict.dropped_events[0]["event_id"]}


async def test_an_ack_after_three_seconds_is_late_and_the_event_comes_again(strict: Sandbox) -> None:
    clock = clock_of(strict)
    async with bare_socket(strict) as socket:
        await strict.drive.post("dana", "lumio-acme", "anybody?")
        first = await socket.next()
        await clock.advance(3.1)
        second = await socket.next()
        await socket.ack(first)
        await strict.wait_for(lambda: strict.envelopes[0].late)
        await socket.ack(second)
        await strict.wait_for(lambda: not strict.delivery.under_way)
    assert [envelope.acked for envelope in strict.envelopes] == [False, True]
    assert first["envelope_id"] != second["envelope_id"]
    assert not strict.dropped_events


async def test_what_is_said_while_no_socket_is_open_comes_as_a_retry(strict: Sandbox) -> None:
    await strict.drive.post("dana", "lumio-acme", "anybody?")
    await strict.wait_for(lambda: len(strict.envelopes) == 2)
    async with bare_socket(strict) as socket:
        await clock_of(strict).advance(60)
        envelope = await socket.next()
        await socket.ack(envelope)
        await strict.wait_for(lambda: not strict.delivery.under_way)
    assert envelope["retry_attempt"] == 2
    assert [record.socket for record in strict.envelopes][:2] == [None, None]


async def test_an_app_that_stays_away_past_all_retries_never_hears_of_it(strict: Sandbox) -> None:
    posted = await strict.drive.post("dana", "lumio-acme", "anybody?")
    await clock_of(strict).advance(400)
    assert [payload["event"]["ts"] for payload in strict.dropped_events] == [posted["ts"]]


async def test_an_event_more_than_two_hours_late_is_dropped(strict: Sandbox) -> None:
    strict.faults.withhold()
    async with bare_socket(strict):
        await strict.drive.post("dana", "lumio-acme", "early")
        await clock_of(strict).advance(7300)
        late = await strict.drive.post("dana", "lumio-acme", "late")
        strict.faults.release()
        await strict.wait_for(lambda: strict.envelopes)
    assert [payload["event"]["text"] for payload in strict.dropped_events] == ["early"]
    assert strict.envelopes[0].payload["event"]["ts"] == late["ts"]
    assert strict.envelopes[0].retry_attempt == 1


@pytest.mark.parametrize(
    ("how", "event_ids", "envelope_ids"),
    [(Copy.SAME_EVENT, 1, 2), (Copy.NEW_EVENT_ID, 2, 2), (Copy.SAME_ENVELOPE, 1, 1)],
)
async def test_one_post_can_come_twice(sandbox: Sandbox, how: Copy, event_ids: int, envelope_ids: int) -> None:
    sandbox.faults.duplicate(how)
    async with bolt(sandbox) as app:
        await sandbox.drive.post("dana", "lumio-acme", "hello")
        await sandbox.wait_for(lambda: len(app.bodies) == 2 and not sandbox.delivery.under_way)
        await sandbox.drive.post("dana", "lumio-acme", "once")
        await sandbox.wait_for(lambda: len(app.bodies) == 3)
    first, second = app.bodies[:2]
    assert first["event"]["ts"] == second["event"]["ts"]
    assert len({first["event_id"], second["event_id"]}) == event_ids
    assert len({e.envelope_id for e in sandbox.envelopes[:2]}) == envelope_ids
    assert [e.retry_attempt for e in sandbox.envelopes] == [0, 0, 0]


async def test_events_can_come_in_the_wrong_order(sandbox: Sandbox) -> None:
    sandbox.faults.reorder(3)
    async with bolt(sandbox):
        for text in ("one", "two", "three"):
            await sandbox.drive.post("dana", "lumio-acme", text)
        await sandbox.wait_for(lambda: len(sandbox.envelopes) == 3)
    assert [e.payload["event"]["text"] for e in sandbox.envelopes] == ["three", "two", "one"]


async def test_a_lost_ack_means_the_event_comes_again(strict: Sandbox) -> None:
    strict.faults.ignore_acks()
    async with bolt(strict) as app:
        await strict.drive.post("dana", "lumio-acme", "hello")
        await strict.wait_for(lambda: app.bodies)
        await clock_of(strict).advance(3.1)
        await strict.wait_for(lambda: len(app.bodies) == 2 and not strict.delivery.under_way)
    assert [e.acked for e in strict.envelopes] == [False, True]


async def test_an_event_nobody_listens_to_is_not_acked_by_bolt(strict: Sandbox) -> None:
    async with bolt(strict):
        strict.tell_rate_limited()
        await strict.wait_for(lambda: strict.envelopes)
        await clock_of(strict).advance(400)
    assert strict.dropped_events[0]["type"] == "app_rate_limited"
    assert "event" not in strict.dropped_events[0]


async def test_events_the_manifest_does_not_subscribe_to_are_not_sent() -> None:
    granted = Options().grants
    events = granted.events - {"reaction_added"} | {"reaction_removed"}
    without = replace(granted, events=events, scopes=granted.scopes - {"groups:history"})
    async with Sandbox(Options(grants=without)) as sandbox, bolt(sandbox) as app:
        posted = await sandbox.drive.post("dana", "lumio-acme", "hello")
        await sandbox.drive.react("dana", "lumio-acme", posted["ts"], "eyes")
        await sandbox.drive.post("kenji", "lumio-globex", "in a private channel, whose scope is missing")
        await sandbox.drive.unreact("dana", "lumio-acme", posted["ts"], "eyes")
        await sandbox.wait_for(lambda: app.events("reaction_removed") and not sandbox.delivery.under_way)
    assert [event["type"] for event in app.events()] == ["message", "reaction_removed"]


async def test_a_channel_the_app_is_not_in_stays_silent(sandbox: Sandbox) -> None:
    await sandbox.drive.post("nora", "announcements", "for us alone")
    assert not sandbox.delivery.under_way
