"""Clicks, choices and typing into menus, on messages, ephemerals, modals and App Home."""

from __future__ import annotations

from copy import deepcopy

from slack_sandbox import events, interactions
from slack_sandbox.drive.outcome import BAD_ANSWER, TIMED_OUT, Outcome
from slack_sandbox.drive.people import Actor
from slack_sandbox.journal import Envelope, Ephemeral
from slack_sandbox.jsonlike import Json
from slack_sandbox.refusal import DriveError
from slack_sandbox.socket_mode import SocketHub
from slack_sandbox.surface import Usable, answer, find
from slack_sandbox.view_store import ViewRecord
from slack_sandbox.workspace import Workspace
from slack_sandbox.world import Channel, User

OPTIONS_MAX = 100
MIN_QUERY = 3


class Clicking(Actor):
    """Everybody who sees a message may click on it, other organisations' people too."""

    def __init__(self, ws: Workspace, hub: SocketHub) -> None:
        super().__init__(ws)
        self._hub = hub
        self._loaded: dict[tuple[str, str], list[Json]] = {}

    async def click(
        self,
        user: str,
        channel: str,
        ts: str,
        action_id: str,
        value: object = None,
        *,
        block_id: str | None = None,
        seen: Json | None = None,
        forged: Json | None = None,
    ) -> Outcome:
        """Use an element of a message: click a button, choose from a menu, give feedback.

        `seen`: the message as it still stood on the person's screen. `forged`: fields put over the action's own,
        which no Slack client does, to try what an app makes of them."""
        actor = self._person(user)
        place = self._place(actor, channel)
        shown = seen if seen is not None else self._shown(actor, place, ts)
        usable = find(shown.blocks if isinstance(shown, Ephemeral) else shown.get("blocks", []), action_id, block_id)
        said = answer(usable, value, self._loaded.get((actor.id, action_id)))
        action = interactions.action_item(usable, said, self._ws.ids.ts()) | (forged or {})
        thread_ts = shown.thread_ts if isinstance(shown, Ephemeral) else shown.get("thread_ts")
        token = self._ws.tokens.new_url(
            actor.id, place.id, message_ts=ts, thread_ts=thread_ts or "", ephemeral=isinstance(shown, Ephemeral)
        )
        url = f"{self._ws.base_url}/actions/{token}"
        trigger = self._ws.tokens.new_trigger(actor.id)
        payload = interactions.on_message(self._ws.world, actor, place, shown, action, trigger, url)
        return self._seen(actor, await self._interact(payload))

    async def click_view(
        self, user: str, action_id: str, value: object = None, *, home: bool = False, block_id: str | None = None
    ) -> Outcome:
        """Use an element of the modal in front of the person, or with `home` of their App Home."""
        actor = self._person(user)
        record = self._ws.views.home(actor.id) if home else self._ws.views.top(actor.id)
        if record is None:
            raise DriveError(f"{actor.name} has no {'App Home' if home else 'modal'} in front of them")
        usable = find(record.raw["blocks"], action_id, block_id)
        said = answer(usable, value, self._loaded.get((actor.id, action_id)))
        if usable.block["type"] == "input":
            record.entered.setdefault(usable.block["block_id"], {})[action_id] = said
            if not usable.block.get("dispatch_action"):
                return self._seen(actor, None)
        elif said and usable.field != "value":
            record.entered.setdefault(usable.block["block_id"], {})[action_id] = said
        action = interactions.action_item(usable, said, self._ws.ids.ts())
        trigger = self._ws.tokens.new_trigger(actor.id, "" if home else record.id)
        payload = interactions.on_view(self._ws.world, actor, record, action, trigger)
        return self._seen(actor, await self._interact(payload))

    async def suggest(
        self, user: str, action_id: str, text: str, *, channel: str | None = None, ts: str | None = None
    ) -> Outcome:
        """Type into an external select of a message, or of the modal in front of the person."""
        actor = self._person(user)
        blocks, place = self._suggestion_place(actor, channel, ts)
        usable = find(blocks, action_id)
        if not usable.kind.endswith("external_select"):
            raise DriveError(f"{action_id} is a {usable.kind}, which asks the app for nothing")
        if len(text) < int(usable.element.get("min_query_length", MIN_QUERY)):
            return Outcome(True)
        record = await self._interact(interactions.suggestion(self._ws.world, actor, usable, text, place))
        if not record.acked:
            return Outcome(False, TIMED_OUT)
        return self._options(actor, usable, record.ack_payload or {})

    async def open_home(self, user: str, tab: str = "home") -> Outcome:
        """Open the app's home. Other organisations' people cannot count on having one."""
        actor = self._person(user)
        if self._ws.world.is_external(actor):
            raise DriveError(f"{actor.name} is of another organisation; App Home is not to be relied on there")
        record = self._ws.views.home(actor.id)
        view = deepcopy(record.raw) if record else None
        dm = self._ws.dm(actor).id
        self._ws.publish(events.home_opened(self._ws.world, actor, dm, tab, view, self._ws.ids.ts()))
        return Outcome(True)

    # ------------------------------------------------------------ parts

    async def _interact(self, payload: Json) -> Envelope:
        if not self._ws.grants.interactivity:
            raise DriveError("the app's manifest has interactivity off")
        return await self._hub.offer("interactive", payload, accepts=True)

    def _seen(self, actor: User, record: Envelope | None) -> Outcome:
        top = self._ws.views.top(actor.id)
        view = deepcopy(top.raw) if top else None
        if record is not None and not record.acked:
            return Outcome(False, TIMED_OUT, view=view)
        if record is not None and record.ack_payload:
            self._ws.note_oddity(f"ack of a {record.payload.get('type')} with a payload, which nobody sees")
        return Outcome(True, view=view)

    def _shown(self, actor: User, place: Channel, ts: str) -> Json | Ephemeral:
        mine = self._ws.journal.ephemerals
        for ephemeral in mine:
            if ephemeral.ts == ts and ephemeral.user == actor.id:
                return ephemeral
        self._message(place, ts)
        return self._ws.messages.shown(place.id, ts) or {}

    def _suggestion_place(self, actor: User, channel: str | None, ts: str | None) -> tuple[list[Json], Json]:
        if channel is not None and ts is not None:
            place = self._place(actor, channel)
            shown = self._ws.messages.shown(place.id, ts) or self._message(place, ts)
            container = {"type": "message", "message_ts": ts, "channel_id": place.id, "is_ephemeral": False}
            return shown.get("blocks", []), {
                "container": container,
                "channel": {"id": place.id, "name": place.name},
                "message": shown,
            }
        record: ViewRecord | None = self._ws.views.top(actor.id)
        if record is None:
            raise DriveError(f"{actor.name} has no modal in front of them")
        container = {"type": "view", "view_id": record.id}
        return record.raw["blocks"], {"container": container, "view": interactions.view_now(record)}

    def _options(self, actor: User, usable: Usable, answered: Json) -> Outcome:
        options = list(answered.get("options") or [])
        for group in answered.get("option_groups") or []:
            options.extend(group.get("options") or [])
        if len(options) > OPTIONS_MAX or ("options" in answered) == ("option_groups" in answered):
            self._ws.note_oddity(f"options answered for {usable.element['action_id']} that Slack does not take")
            return Outcome(False, BAD_ANSWER)
        self._loaded[(actor.id, str(usable.element["action_id"]))] = options
        return Outcome(True, options=options)
