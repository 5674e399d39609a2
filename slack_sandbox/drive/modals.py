"""Submitting and closing modals, and what the app's answer does to them."""

from __future__ import annotations

from copy import deepcopy

from slack_sandbox import interactions
from slack_sandbox.checks.blocks import MODAL
from slack_sandbox.checks.view import checked_view
from slack_sandbox.drive.clicking import Clicking
from slack_sandbox.drive.outcome import BAD_ANSWER, TIMED_OUT, Outcome
from slack_sandbox.jsonlike import Json
from slack_sandbox.refusal import DriveError, SlackRefusal
from slack_sandbox.surface import answer, usables
from slack_sandbox.view_store import ViewRecord
from slack_sandbox.world import User


class Modals(Clicking):
    """A submission closes the modal unless the ack says otherwise (docs/slack.md, Answers to interactions)."""

    async def submit(self, user: str, values: dict[str, object] | None = None) -> Outcome:
        """Fill in and send the modal in front of a person.

        `values`: by action_id or block_id, what is entered there; all else keeps what it shows. Raises DriveError for
        a field that is not there, a text too long, or a required field left empty, as the client would not send it."""
        actor = self._person(user)
        record = self._ws.views.top(actor.id)
        if record is None:
            raise DriveError(f"{actor.name} has no modal in front of them")
        if record.raw.get("submit") is None and not _inputs(record):
            raise DriveError("this modal has no button to submit it")
        self._fill(actor, record, values or {})
        trigger = self._ws.tokens.new_trigger(actor.id, record.id)
        envelope = await self._interact(interactions.view_submission(self._ws.world, actor, record, trigger))
        if not envelope.acked:
            return Outcome(False, TIMED_OUT, view=deepcopy(record.raw))
        try:
            errors = self._answered(actor, record, envelope.ack_payload or {})
        except SlackRefusal as refusal:
            self._ws.note_oddity(f"view_submission answered with something Slack refuses: {refusal.body()}")
            return Outcome(False, BAD_ANSWER, view=deepcopy(record.raw))
        self._ws.changes.notify()
        top = self._ws.views.top(actor.id)
        return Outcome(not errors, errors=errors, view=deepcopy(top.raw) if top else None)

    async def close_view(self, user: str, *, everything: bool = False) -> Outcome:
        """Press close, or with `everything` the cross; the app hears of it if the view asked to."""
        actor = self._person(user)
        record = self._ws.views.top(actor.id)
        if record is None:
            raise DriveError(f"{actor.name} has no modal in front of them")
        cleared = everything or bool(record.raw.get("clear_on_close"))
        payload = interactions.view_closed(self._ws.world, actor, record, is_cleared=cleared)
        if cleared:
            self._ws.views.clear(actor.id)
        else:
            self._ws.views.close(record)
        self._ws.changes.notify()
        if record.raw.get("notify_on_close"):
            return self._seen(actor, await self._interact(payload))
        return self._seen(actor, None)

    def _fill(self, actor: User, record: ViewRecord, values: dict[str, object]) -> None:
        left = dict(values)
        for usable in usables(record.raw["blocks"]):
            block_id, action_id = usable.block["block_id"], usable.element["action_id"]
            for key in (action_id, block_id):
                if key in left:
                    said = answer(usable, left.pop(key), self._loaded.get((actor.id, action_id)))
                    record.entered.setdefault(block_id, {})[action_id] = said
        if left:
            raise DriveError(f"the modal has no field {', '.join(sorted(left))}")
        now = interactions.view_now(record)["state"]["values"]
        for block in _inputs(record):
            entry = now.get(block["block_id"], {}).get(block["element"]["action_id"], {})
            if not block.get("optional") and not [v for k, v in entry.items() if k != "type" and v]:
                raise DriveError(f"{block['block_id']} is required; Slack's client does not send it empty")

    def _answered(self, actor: User, record: ViewRecord, answered: Json) -> dict[str, str]:
        action = answered.get("response_action")
        if action is None:
            if answered:
                raise SlackRefusal("invalid_response_action")
            self._ws.views.close(record)
        elif action == "clear":
            self._ws.views.clear(actor.id)
        elif action == "errors":
            return self._errors(record, answered.get("errors"))
        elif action in ("update", "push"):
            view = checked_view(answered.get("view"), MODAL, self._ws.ids.block_id)
            if action == "push":
                self._ws.views.push(actor, view)
            else:
                self._ws.views.update(record, view, None)
        else:
            raise SlackRefusal("invalid_response_action")
        return {}

    def _errors(self, record: ViewRecord, errors: object) -> dict[str, str]:
        fields = {block["block_id"] for block in _inputs(record)}
        if not isinstance(errors, dict) or not errors or not set(errors) <= fields:
            raise SlackRefusal("invalid_response_action", errors=f"not input blocks of this view: {errors!r}")
        return {str(block_id): str(text) for block_id, text in errors.items()}


def _inputs(record: ViewRecord) -> list[Json]:
    return [block for block in record.raw["blocks"] if block["type"] == "input"]
