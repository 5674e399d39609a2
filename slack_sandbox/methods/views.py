"""views.open, views.push, views.update, views.publish."""

from __future__ import annotations

from copy import deepcopy

from slack_sandbox.checks.blocks import HOME, MODAL
from slack_sandbox.checks.view import checked_view
from slack_sandbox.interaction_tokens import Trigger
from slack_sandbox.jsonlike import Json
from slack_sandbox.methods.base import Args, Method, names
from slack_sandbox.rate import Tier
from slack_sandbox.refusal import SlackRefusal, invalid_arguments
from slack_sandbox.view_store import ViewRecord
from slack_sandbox.workspace import Workspace


def open_view(ws: Workspace, args: Args) -> Json:
    """Show a modal to whoever the trigger is from."""
    view = checked_view(args.values["view"], MODAL, ws.ids.block_id)
    trigger = _trigger(ws, args)
    return _answer(ws, ws.views.open(ws.world.users[trigger.user], view))


def push(ws: Workspace, args: Args) -> Json:
    """Show a modal over the one the trigger came from."""
    view = checked_view(args.values["view"], MODAL, ws.ids.block_id)
    trigger = _trigger(ws, args)
    if not trigger.view_id or ws.views.get(trigger.view_id) is None:
        raise SlackRefusal("not_found")
    return _answer(ws, ws.views.push(ws.world.users[trigger.user], view))


def update(ws: Workspace, args: Args) -> Json:
    """Replace what an open view shows."""
    record = ws.views.get(args.text("view_id")) if "view_id" in args else None
    if record is None and "external_id" in args:
        record = ws.views.by_external_id(args.text("external_id"))
    if record is None:
        if "view_id" not in args and "external_id" not in args:
            raise invalid_arguments("missing required field: view_id")
        raise SlackRefusal("not_found")
    view = checked_view(args.values["view"], record.raw["type"], ws.ids.block_id)
    ws.views.update(record, view, args.text("hash") or None)
    return _answer(ws, record)


def publish(ws: Workspace, args: Args) -> Json:
    """Set a person's App Home."""
    if not ws.grants.home_tab:
        raise SlackRefusal("not_enabled")
    user = ws.world.users.get(args.text("user_id"))
    if user is None or user.is_bot or ws.world.is_external(user):
        raise invalid_arguments("user_id must be a person of this workspace [json-pointer:/user_id]")
    view = checked_view(args.values["view"], HOME, ws.ids.block_id)
    return _answer(ws, ws.views.publish(user, view, args.text("hash") or None))


def _trigger(ws: Workspace, args: Args) -> Trigger:
    trigger_id = args.text("trigger_id") or args.text("interactivity_pointer")
    if not trigger_id:
        raise invalid_arguments("missing required field: trigger_id")
    return ws.tokens.use_trigger(trigger_id)


def _answer(ws: Workspace, record: ViewRecord) -> Json:
    ws.changes.notify()
    return {"view": deepcopy(record.raw)}


_TRIGGERS = names("trigger_id interactivity_pointer")
METHODS = (
    Method("views.open", open_view, Tier.T4, (), ("view",), _TRIGGERS),
    Method("views.push", push, Tier.T4, (), ("view",), _TRIGGERS),
    Method("views.update", update, Tier.T4, (), ("view",), names("view_id external_id hash")),
    Method("views.publish", publish, Tier.T4, (), ("user_id", "view"), names("hash")),
)
