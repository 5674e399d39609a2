"""The modals each person has open, and each person's App Home."""

from __future__ import annotations

from dataclasses import dataclass, field

from slack_sandbox.ids import Ids
from slack_sandbox.jsonlike import Json
from slack_sandbox.refusal import SlackRefusal
from slack_sandbox.world import User, World

STACK_MAX = 3


@dataclass(slots=True)
class ViewRecord:
    """A view on somebody's screen: Slack's view object, and what was `entered`, by block_id and action_id."""

    raw: Json
    user: str
    entered: dict[str, dict[str, Json]] = field(default_factory=dict)
    open: bool = True

    @property
    def id(self) -> str:
        """Slack's id of it."""
        return str(self.raw["id"])


class ViewStore:
    """Stacks of at most three modals a person, and home views."""

    def __init__(self, world: World, ids: Ids) -> None:
        self._world = world
        self._ids = ids
        self._views: dict[str, ViewRecord] = {}
        self._stacks: dict[str, list[ViewRecord]] = {}
        self._homes: dict[str, ViewRecord] = {}

    def get(self, view_id: str) -> ViewRecord | None:
        """By id; None when it was closed."""
        record = self._views.get(view_id)
        return record if record is not None and record.open else None

    def by_external_id(self, external_id: str) -> ViewRecord | None:
        """The open view with this external_id."""
        for record in self._views.values():
            if record.open and external_id and record.raw.get("external_id") == external_id:
                return record
        return None

    def top(self, user: str) -> ViewRecord | None:
        """The modal a person sees."""
        stack = self._stacks.get(user)
        return stack[-1] if stack else None

    def home(self, user: str) -> ViewRecord | None:
        """The person's App Home, if one was published."""
        return self._homes.get(user)

    def open(self, user: User, view: Json) -> ViewRecord:
        """Show a modal as the only one."""
        self._claim_external_id(view, None)
        self.clear(user.id)
        record = self._record(user, view, None)
        self._stacks[user.id] = [record]
        return record

    def push(self, user: User, view: Json) -> ViewRecord:
        """Show a modal over the one that is open. Raises SlackRefusal: push_limit_reached, not_found."""
        stack = self._stacks.get(user.id)
        if not stack:
            raise SlackRefusal("not_found")
        if len(stack) >= STACK_MAX:
            raise SlackRefusal("push_limit_reached")
        self._claim_external_id(view, None)
        record = self._record(user, view, stack[-1])
        stack.append(record)
        return record

    def update(self, record: ViewRecord, view: Json, view_hash: str | None) -> None:
        """Replace what a view shows. Raises SlackRefusal: hash_conflict, duplicate_external_id."""
        if view_hash and view_hash != record.raw["hash"]:
            raise SlackRefusal("hash_conflict")
        self._claim_external_id(view, record)
        record.raw = self._object(view, record.raw)

    def publish(self, user: User, view: Json, view_hash: str | None) -> ViewRecord:
        """Set a person's App Home."""
        record = self._homes.get(user.id)
        if record is not None:
            self.update(record, view, view_hash)
            return record
        self._claim_external_id(view, None)
        record = self._record(user, view, None)
        self._homes[user.id] = record
        return record

    def close(self, record: ViewRecord) -> None:
        """Take one modal away; the one below it is seen again."""
        record.open = False
        stack = self._stacks.get(record.user, [])
        if record in stack:
            stack.remove(record)

    def clear(self, user: str) -> None:
        """Take all of a person's modals away."""
        for record in self._stacks.pop(user, []):
            record.open = False

    def clear_all(self) -> None:
        """Take everybody's modals and App Homes away."""
        for user in list(self._stacks):
            self.clear(user)
        for record in self._homes.values():
            record.open = False
        self._homes.clear()

    def _record(self, user: User, view: Json, below: ViewRecord | None) -> ViewRecord:
        view_id = self._ids.new("V")
        frame = {
            "id": view_id,
            "team_id": user.team_id,
            "root_view_id": below.raw["root_view_id"] if below else view_id,
            "previous_view_id": below.id if below else None,
        }
        record = ViewRecord(self._object(view, frame), user.id)
        self._views[view_id] = record
        return record

    def _object(self, view: Json, frame: Json) -> Json:
        """The view object (docs/slack.md, Interaction payloads), without what the person entered."""
        kept = ("id", "team_id", "root_view_id", "previous_view_id")
        defaults: Json = {
            "callback_id": "",
            "external_id": "",
            "private_metadata": "",
            "title": None,
            "submit": None,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
        }
        return {
            **defaults,
            **view,
            **{key: frame[key] for key in kept},
            "state": {"values": {}},
            "hash": f"{self._ids.ts().split('.')[0]}.{self._ids.secret(8)}",
            "app_id": self._world.bot.app_id,
            "app_installed_team_id": self._world.host.id,
            "bot_id": self._world.bot.bot_id,
        }

    def _claim_external_id(self, view: Json, owner: ViewRecord | None) -> None:
        holder = self.by_external_id(str(view.get("external_id") or ""))
        if holder is not None and holder is not owner:
            raise SlackRefusal("duplicate_external_id")
