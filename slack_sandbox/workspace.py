"""The state of one sandbox: the world, its messages, and the traffic with the app."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from slack_sandbox.changes import Changes
from slack_sandbox.events import Occurrence
from slack_sandbox.faults import Faults
from slack_sandbox.files import FileStore
from slack_sandbox.ids import Ids
from slack_sandbox.interaction_tokens import InteractionTokens
from slack_sandbox.journal import Journal
from slack_sandbox.messages import MessageStore
from slack_sandbox.options import Options
from slack_sandbox.rate import RateLimiter
from slack_sandbox.seed import seed_world
from slack_sandbox.view_store import ViewStore
from slack_sandbox.world import Channel, User


class Workspace:
    """Shared by the Web API, the sockets and the people who act. `emit` hands an event to delivery."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.clock = options.clock
        self.grants = options.grants
        self.rng = Random(options.seed)  # noqa: S311 - ids of a stand-in, the same for the same seed
        self.ids = Ids(self.rng, options.clock)
        self.world = seed_world(options.clock.now())
        self.messages = MessageStore()
        self.journal = Journal()
        self.changes = Changes()
        self.faults = Faults()
        self.tokens = InteractionTokens(self.ids, options.clock, options)
        self.views = ViewStore(self.world, self.ids)
        self.files = FileStore(self.ids)
        self.rates = RateLimiter(options.clock)
        self.statuses: dict[tuple[str, str], str] = {}
        self.base_url = ""
        self.bot_token = f"xoxb-{self.ids.secret(12).lower()}-{self.ids.secret(24)}"
        self.app_token = f"xapp-1-{self.world.bot.app_id}-{self.ids.secret(24).lower()}"
        self.emit: Callable[[Occurrence], None] = lambda occurrence: None
        self.open_socket_url: Callable[[], str] = lambda: ""

    @property
    def files_url(self) -> str:
        """Where files are downloaded from."""
        return f"{self.base_url}/files-pri/"

    def now(self) -> float:
        """Seconds since the epoch."""
        return self.clock.now()

    def bot_in(self, channel: Channel) -> bool:
        """Whether the app is a member of this channel."""
        return self.world.bot.id in channel.members

    def publish(self, occurrence: Occurrence) -> None:
        """Send an event if the app is in the channel, and wake waiting tasks."""
        if occurrence.channel is None or self.bot_in(occurrence.channel):
            self.emit(occurrence)
        self.changes.notify()

    def note_oddity(self, what: str) -> None:
        """Note something that Slack ignores without an error and that a correct app does not do."""
        self.journal.oddities.append(what)
        self.changes.notify()

    def dm(self, user: User) -> Channel:
        """The direct conversation of a person and the app, made when first asked for."""
        for channel in self.world.channels.values():
            if channel.im_user == user.id:
                return channel
        if user.is_bot:
            raise ValueError(f"{user.name} is a bot; the app has direct messages with people only")
        channel_id = self.ids.new("D")
        members = [user.id, self.world.bot.id]
        made = Channel(channel_id, "", self.world.host.id, user.id, int(self.now()), members=members, im_user=user.id)
        self.world.channels[channel_id] = made
        return made
