"""Slash commands and shortcuts, which only people of the installing organisation have."""

from __future__ import annotations

from slack_sandbox import interactions, timeline
from slack_sandbox.drive.modals import Modals
from slack_sandbox.drive.outcome import BAD_ANSWER, TIMED_OUT, Outcome
from slack_sandbox.jsonlike import Json
from slack_sandbox.markup import escape
from slack_sandbox.methods.base import Args
from slack_sandbox.methods.chat_extras import show_ephemeral
from slack_sandbox.methods.content import content_of
from slack_sandbox.refusal import DriveError, SlackRefusal
from slack_sandbox.world import Channel, User


class Commands(Modals):
    """Denied to other organisations and, for commands, inside threads (docs/slack.md, What external people can do)."""

    async def command(
        self, user: str, channel: str, command: str, text: str = "", *, thread_ts: str | None = None
    ) -> Outcome:
        """Run `/earnest …` in a channel. Slack hands over the text escaped."""
        actor = self._person(user)
        place = self._place(actor, channel)
        if self._ws.world.is_external(actor) or command not in self._ws.grants.commands:
            return Outcome(False, f"{command} is not a valid command")
        if thread_ts is not None:
            return Outcome(False, f"{command} is not supported in threads. Sorry!")
        url = f"{self._ws.base_url}/actions/{self._ws.tokens.new_url(actor.id, place.id)}"
        rights = {"response_url": url, "trigger_id": self._ws.tokens.new_trigger(actor.id)}
        payload = interactions.slash_command(self._ws.world, actor, place, command, escape(text.strip()), rights)
        record = await self._hub.offer("slash_commands", payload, accepts=True)
        if not record.acked:
            return Outcome(False, TIMED_OUT)
        return self._command_answer(actor, place, f"{command} {text}".strip(), record.ack_payload or {})

    async def message_shortcut(self, user: str, callback_id: str, channel: str, ts: str) -> Outcome:
        """Choose a message shortcut from a message's menu."""
        actor = self._person(user)
        place = self._place(actor, channel)
        self._message(place, ts)
        if self._ws.world.is_external(actor):
            return Outcome(False, "shortcuts of this app are not there for other organisations")
        if callback_id not in self._ws.grants.message_shortcuts:
            raise DriveError(f"the manifest has no message shortcut {callback_id!r}")
        shown = self._ws.messages.shown(place.id, ts) or {}
        token = self._ws.tokens.new_url(actor.id, place.id, message_ts=ts, thread_ts=str(shown.get("thread_ts") or ""))
        rights: Json = {
            "response_url": f"{self._ws.base_url}/actions/{token}",
            "trigger_id": self._ws.tokens.new_trigger(actor.id),
        }
        payload = interactions.message_action(
            self._ws.world, actor, place, shown, callback_id, self._ws.ids.ts(), rights
        )
        return self._seen(actor, await self._interact(payload))

    async def global_shortcut(self, user: str, callback_id: str) -> Outcome:
        """Choose a global shortcut."""
        actor = self._person(user)
        if self._ws.world.is_external(actor):
            return Outcome(False, "shortcuts of this app are not there for other organisations")
        if callback_id not in self._ws.grants.global_shortcuts:
            raise DriveError(f"the manifest has no global shortcut {callback_id!r}")
        trigger = self._ws.tokens.new_trigger(actor.id)
        payload = interactions.shortcut(self._ws.world, actor, callback_id, self._ws.ids.ts(), trigger)
        return self._seen(actor, await self._interact(payload))

    def _command_answer(self, actor: User, place: Channel, said: str, answered: Json) -> Outcome:
        if not answered:
            return Outcome(True)
        try:
            content = content_of(self._ws, Args(answered))
        except SlackRefusal as refusal:
            self._ws.note_oddity(f"command answered with something Slack refuses: {refusal.body()}")
            return Outcome(False, BAD_ANSWER)
        if answered.get("response_type") == "in_channel":
            timeline.post_message(self._ws, place, actor, {"text": escape(said)})
            timeline.post_message(self._ws, place, self._ws.world.bot, content)
            return Outcome(True)
        show_ephemeral(self._ws, place, actor.id, content, "command")
        return Outcome(True, ephemeral=content["text"])
