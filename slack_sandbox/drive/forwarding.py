"""Forwarding a message to another place: the original travels as an attachment."""

from __future__ import annotations

from copy import deepcopy

from slack_sandbox.drive.writing import Writing
from slack_sandbox.jsonlike import Json
from slack_sandbox.methods.chat_extras import permalink
from slack_sandbox.shapes import avatar
from slack_sandbox.world import Channel


class Forwarding(Writing):
    """Shared and forwarded messages (docs/slack.md, Shared and forwarded messages)."""

    async def forward(
        self,
        user: str,
        channel: str,
        from_channel: str,
        from_ts: str,
        comment: str = "",
        *,
        thread_ts: str | None = None,
    ) -> Json:
        """Share a message with another channel or thread. The post's own text is only the `comment`.

        Raises DriveError unless the person is in both channels."""
        actor = self._person(user)
        source = self._place(actor, from_channel)
        original = self._message(source, from_ts)
        shared = {"attachments": [self._shared(source, original)]}
        return await self.post(user, channel, comment, thread_ts=thread_ts, patch=shared)

    def _shared(self, source: Channel, original: Json) -> Json:
        """The attachment that stands for a message."""
        author = self._ws.world.users.get(str(original.get("user")))
        name = author.real_name if author else str(original.get("username", ""))
        link = permalink(self._ws, source, original)
        shared: Json = {
            "id": 1,
            "ts": original["ts"],
            "channel_id": source.id,
            "channel_team": source.host_team,
            "is_msg_unfurl": True,
            "is_share": True,
            "author_name": name,
            "author_subname": name,
            "text": original.get("text", ""),
            "fallback": f"[{original['ts']}] {name}: {original.get('text', '')}",
            "from_url": link,
            "original_url": link,
            "mrkdwn_in": ["text"],
            "footer": f"Posted in #{source.name}",
            "color": "D0D0D0",
        }
        if author is not None:
            shared |= {"author_id": author.id, "author_icon": avatar(author, 48)}
        if original.get("blocks"):
            inner = {"blocks": deepcopy(original["blocks"])}
            team = original.get("team") or source.host_team
            shared["message_blocks"] = [{"team": team, "channel": source.id, "ts": original["ts"], "message": inner}]
        return shared | {key: deepcopy(original[key]) for key in ("files", "attachments") if original.get(key)}
