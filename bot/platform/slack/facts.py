"""What Slack answers, as far as the rest of the product needs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.domain import ChannelId, MessageTs, PostId, TeamId, UserId

Blocks = list[dict[str, Any]]
RawMessage = dict[str, Any]  # ends in listeners.parse


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are, from auth.test. `team_id` is the installing team, `enterprise_id` its Grid organisation, if any.
    `org_wide`: the app is installed for the organisation as a whole, and the token belongs to no workspace."""

    team_id: TeamId
    user_id: UserId
    bot_id: str
    url: str
    scopes: frozenset[str]
    enterprise_id: str = ""
    org_wide: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a post landed. `thread_ts` None: in the channel itself, or in a place that Slack did not tell."""

    channel: ChannelId
    ts: MessageTs
    thread_ts: MessageTs | None = None


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What Slack says of a channel. `created`: seconds since 1970, 0 where it does not say."""

    id: ChannelId
    name: str
    is_ext_shared: bool
    is_member: bool
    internal_teams: frozenset[str] = frozenset()
    connected_teams: frozenset[str] = frozenset()
    is_archived: bool = False
    created: int = 0


@dataclass(frozen=True, slots=True)
class UserFacts:
    """What Slack says of a user. `teams`: the workspaces or organisations that it names; `enterprise_id` and
    `grid_teams` for people of an Enterprise Grid organisation; `stranger` None where it does not say. `names` are all
    under which they appear, an app's handle among them; `picture` is the hash of one that was uploaded, empty for
    Slack's generated ones."""

    name: str = ""
    teams: frozenset[str] = frozenset()
    enterprise_id: str = ""
    grid_teams: frozenset[str] = frozenset()
    stranger: bool | None = None
    guest: bool = False
    is_bot: bool = False
    names: tuple[str, ...] = ()
    picture: str = ""


def carries(message: RawMessage, post_id: PostId) -> bool:
    """Whether a message is the post with this id: by metadata, else by its first block's id."""
    metadata = message.get("metadata")
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    if isinstance(payload, dict) and payload.get("post_id") == post_id:
        return True
    blocks = message.get("blocks")
    first = blocks[0] if isinstance(blocks, list) and blocks else None
    return isinstance(first, dict) and first.get("block_id") == f"earnest:{post_id}"


def next_cursor(data: dict[str, Any], last: str | None = None) -> str | None:
    """Where the next page begins; None after the last. A server that names the page it was just asked for has no
    other one: asking again would never end."""
    meta = data.get("response_metadata")
    found = (str(meta.get("next_cursor") or "") or None) if isinstance(meta, dict) else None
    return None if found == last else found


def raw_messages(data: dict[str, Any]) -> list[RawMessage]:
    return [raw for raw in data.get("messages") or [] if isinstance(raw, dict)]


def channel_facts(raw: dict[str, Any]) -> ChannelFacts:
    return ChannelFacts(
        ChannelId(str(raw.get("id") or "")),
        str(raw.get("name") or ""),
        bool(raw.get("is_ext_shared")),
        bool(raw.get("is_member")),
        _ids(raw.get("internal_team_ids")),
        _ids(raw.get("connected_team_ids")),
        bool(raw.get("is_archived")),
        created if isinstance(created := raw.get("created"), int) else 0,
    )


def user_facts(raw: dict[str, Any]) -> UserFacts:
    profile, grid = _map(raw.get("profile")), _map(raw.get("enterprise_user"))
    name = raw.get("real_name") or profile.get("real_name") or profile.get("display_name") or raw.get("name")
    shown = [raw.get("real_name"), profile.get("real_name"), profile.get("display_name")]
    shown += [raw.get("name")] if raw.get("is_bot") else []
    stranger = raw.get("is_stranger")
    return UserFacts(
        name=str(name or ""),
        teams=_ids([raw.get("team_id"), profile.get("team")]),
        enterprise_id=str(grid.get("enterprise_id") or ""),
        grid_teams=_ids(grid.get("teams")),
        stranger=stranger if isinstance(stranger, bool) else None,
        guest=bool(raw.get("is_restricted") or raw.get("is_ultra_restricted")),
        is_bot=bool(raw.get("is_bot")),
        names=tuple(dict.fromkeys(each for each in shown if isinstance(each, str) and each)),
        picture=_picture(profile),
    )


def _picture(profile: dict[str, Any]) -> str:
    """The hash of an uploaded picture. A generated one has neither mark nor original, and a hash that begins with g."""
    found = profile.get("avatar_hash")
    uploaded = profile.get("is_custom_image") is True or isinstance(profile.get("image_original"), str)
    return found if uploaded and isinstance(found, str) and not found.startswith("g") else ""


def _map(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _ids(value: object) -> frozenset[str]:
    return (
        frozenset(each for each in value if isinstance(each, str) and each) if isinstance(value, list) else frozenset()
    )


def nothing_after(parent: RawMessage, newest_known: str) -> bool:
    """Whether a parent says that its thread has no reply after one that is known."""
    latest = str(parent.get("latest_reply") or "")
    return latest <= newest_known if latest else not parent.get("reply_count")
