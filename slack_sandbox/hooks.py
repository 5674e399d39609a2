"""response_url posts (docs/slack.md, Answers to interactions), file uploads and downloads."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace

from aiohttp import web

from slack_sandbox import timeline
from slack_sandbox.interaction_tokens import ResponseUrl
from slack_sandbox.journal import Call
from slack_sandbox.jsonlike import Json
from slack_sandbox.methods.base import Args
from slack_sandbox.methods.chat import thread_root
from slack_sandbox.methods.chat_extras import show_ephemeral
from slack_sandbox.methods.content import content_of, metadata_of
from slack_sandbox.refusal import SlackRefusal
from slack_sandbox.workspace import Workspace

_KNOWN = frozenset(
    {
        *("text", "blocks", "attachments", "response_type", "replace_original", "delete_original"),
        *("thread_ts", "metadata", "mrkdwn", "unfurl_links", "unfurl_media"),
    }
)


class Hooks:
    """Endpoints beside the Web API that need no token of the app, or only for reading."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws

    async def respond(self, request: web.Request) -> web.Response:
        """One post to a response_url."""
        call = Call(self._ws.now(), "response_url", {}, {})
        try:
            call.args = _body(await request.text())
            fault = self._ws.faults.take_call("response_url", call.args, by_name=True)
            if fault is not None:
                raise SlackRefusal(fault.code)
            self.take_response(request.match_info["token"], call.args)
            call.response = {"ok": True}
            return web.Response(text="ok")
        except SlackRefusal as refusal:
            call.response = refusal.body()
            call.status = refusal.status if refusal.status != 200 else 400
            return web.Response(status=call.status, text=refusal.code)
        finally:
            self._ws.journal.response_posts.append(call)
            self._ws.changes.notify()

    def take_response(self, token: str, body: Json) -> None:
        """Do what the post asks. Raises SlackRefusal."""
        url = self._ws.tokens.use_url(token)
        for unknown in sorted(set(body) - _KNOWN):
            self._ws.note_oddity(f"response_url: unknown key {unknown}")
        args = Args(body)
        if args.flag("delete_original"):
            if len(body) > 1:
                raise SlackRefusal("invalid_arguments")
            self._delete(url)
            return
        content = content_of(self._ws, args)
        metadata = metadata_of(args)
        if args.flag("replace_original"):
            self._replace(url, args, content)
        elif args.text("response_type") == "in_channel":
            channel = self._ws.world.channels[url.channel]
            thread_ts = thread_root(self._ws, channel, args.text("thread_ts"))
            content |= {"metadata": metadata} if metadata else {}
            content |= {"thread_ts": thread_ts} if thread_ts else {}
            timeline.post_message(self._ws, channel, self._ws.world.bot, content)
        else:
            channel = self._ws.world.channels[url.channel]
            show_ephemeral(self._ws, channel, url.user, content, "response_url", url.thread_ts or None)

    def _replace(self, url: ResponseUrl, args: Args, content: Json) -> None:
        wants = args.text("response_type")
        if wants and (wants == "ephemeral") != url.ephemeral:
            raise SlackRefusal("cannot_change_response_type")
        channel = self._ws.world.channels[url.channel]
        if url.ephemeral:
            self._ephemeral(url, content)
            return
        if not url.message_ts:
            show_ephemeral(self._ws, channel, url.user, content, "response_url", url.thread_ts or None)
            return
        raw = self._original(url)
        kept = {key: value for key, value in raw.items() if key not in ("blocks", "text", "attachments", "edited")}
        timeline.edit_message(self._ws, channel, raw, {**deepcopy(kept), **content}, self._ws.world.bot)

    def _delete(self, url: ResponseUrl) -> None:
        if url.ephemeral:
            self._ephemeral(url, None)
        elif url.message_ts:
            timeline.delete_message(self._ws, self._ws.world.channels[url.channel], self._original(url))

    def _ephemeral(self, url: ResponseUrl, content: Json | None) -> None:
        """Put other content in an ephemeral's place, or take it away."""
        shown = self._ws.journal.ephemerals
        for number, seen in enumerate(shown):
            if seen.ts == url.message_ts and content is None:
                del shown[number]
                return
            if seen.ts == url.message_ts and content is not None:
                shown[number] = replace(seen, text=content["text"], blocks=content.get("blocks", []))
                return

    def _original(self, url: ResponseUrl) -> Json:
        raw = self._ws.messages.get(url.channel, url.message_ts)
        if raw is None or raw.get("user") != self._ws.world.bot.id:
            raise SlackRefusal("message_not_found")
        return raw

    async def upload(self, request: web.Request) -> web.Response:
        """The bytes of a reserved file, raw or as a form's only file."""
        file = self._ws.files.by_token(request.match_info["token"])
        if file is None:
            return web.Response(status=404, text="not found")
        if request.content_type == "multipart/form-data":
            form = await request.post()
            parts = [value.file.read() for value in form.values() if isinstance(value, web.FileField)]
            data = parts[0] if parts else b""
        else:
            data = await request.read()
        if len(data) != file.length:
            return web.Response(status=400, text="length mismatch")
        file.content = data
        self._ws.changes.notify()
        return web.Response(text=f"OK - {len(data)}")

    async def download(self, request: web.Request) -> web.Response:
        """A file's bytes, for whoever holds the bot token and files:read."""
        if request.headers.get("Authorization") != f"Bearer {self._ws.bot_token}":
            return web.Response(status=302, headers={"Location": f"https://{self._ws.world.host.domain}.slack.com/"})
        file = self._ws.files.get(request.match_info["file"])
        if file is None or file.content is None or "files:read" not in self._ws.grants.scopes:
            return web.Response(status=404, text="not found")
        return web.Response(body=file.content, content_type=file.mimetype or "application/octet-stream")


def _body(text: str) -> Json:
    try:
        body = json.loads(text)
    except ValueError:
        raise SlackRefusal("invalid_payload") from None
    if not isinstance(body, dict):
        raise SlackRefusal("invalid_payload")
    return body
