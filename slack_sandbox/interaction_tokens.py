"""trigger_id and response_url: the short-lived tokens that come with an interaction."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sandbox.clock import Clock
from slack_sandbox.ids import Ids
from slack_sandbox.options import Options
from slack_sandbox.refusal import SlackRefusal


@dataclass(slots=True)
class Trigger:
    """The right to open one view for a person within 3 s. `view_id`: the view it was given in, for a push."""

    user: str
    made_at: float
    view_id: str = ""
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """The right to answer where an interaction happened. `message_ts` is empty for a command."""

    user: str
    channel: str
    made_at: float
    message_ts: str = ""
    thread_ts: str = ""
    ephemeral: bool = False
    uses: int = 0


class InteractionTokens:
    """Issues and redeems both kinds."""

    def __init__(self, ids: Ids, clock: Clock, options: Options) -> None:
        self._ids = ids
        self._clock = clock
        self._options = options
        self._triggers: dict[str, Trigger] = {}
        self._urls: dict[str, ResponseUrl] = {}

    def new_trigger(self, user: str, view_id: str = "") -> str:
        """A trigger_id."""
        trigger_id = f"{int(self._clock.now() * 1000)}.{self._ids.secret(11)}.{self._ids.secret().lower()}"
        self._triggers[trigger_id] = Trigger(user, self._clock.now(), view_id)
        return trigger_id

    def use_trigger(self, trigger_id: str) -> Trigger:
        """Redeem it. Raises SlackRefusal: invalid_, exchanged_ or expired_trigger_id."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackRefusal("invalid_trigger_id")
        if trigger.used:
            raise SlackRefusal("exchanged_trigger_id")
        if self._clock.now() - trigger.made_at > self._options.trigger_life_s:
            raise SlackRefusal("expired_trigger_id")
        trigger.used = True
        return trigger

    def new_url(
        self, user: str, channel: str, *, message_ts: str = "", thread_ts: str = "", ephemeral: bool = False
    ) -> str:
        """The token in a response_url."""
        token = self._ids.secret(24)
        self._urls[token] = ResponseUrl(user, channel, self._clock.now(), message_ts, thread_ts, ephemeral)
        return token

    def move(self, old: str, new: str) -> None:
        """A channel got another id; what was clicked there can still be answered."""
        for url in self._urls.values():
            if url.channel == old:
                url.channel = new

    def use_url(self, token: str) -> ResponseUrl:
        """Count one post. Raises SlackRefusal with HTTP status 404: expired_url or used_url."""
        url = self._urls.get(token)
        if url is None or self._clock.now() - url.made_at > self._options.response_url_life_s:
            raise SlackRefusal("expired_url", status=404)
        if url.uses >= self._options.response_url_uses:
            raise SlackRefusal("used_url", status=404)
        url.uses += 1
        return url
