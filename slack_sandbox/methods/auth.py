"""auth.test, apps.connections.open, team.info, bots.info."""

from __future__ import annotations

from slack_sandbox.jsonlike import Json
from slack_sandbox.methods.base import Args, Method, names
from slack_sandbox.rate import Tier
from slack_sandbox.refusal import SlackRefusal
from slack_sandbox.shapes import bot_object, team_object
from slack_sandbox.workspace import Workspace


def auth_test(ws: Workspace, args: Args) -> Json:
    """Who the token is."""
    host, bot = ws.world.host, ws.world.bot
    return {
        "url": f"https://{host.domain}.slack.com/",
        "team": host.name,
        "user": bot.name,
        "team_id": host.id,
        "user_id": bot.id,
        "bot_id": bot.bot_id,
        "is_enterprise_install": False,
        **({"enterprise_id": host.enterprise_id} if host.enterprise_id else {}),
    }


def connections_open(ws: Workspace, args: Args) -> Json:
    """A socket address for one connection."""
    if not ws.grants.socket_mode:
        raise SlackRefusal("forbidden_team")
    return {"url": ws.open_socket_url()}


def team_info(ws: Workspace, args: Args) -> Json:
    """An organisation: the host, or one seen through a shared channel."""
    wanted = args.text("team") or args.text("domain") or ws.world.host.id
    try:
        org = ws.world.org(wanted)
    except KeyError:
        raise SlackRefusal("team_not_found") from None
    near = any(org.id in channel.connected and ws.bot_in(channel) for channel in ws.world.channels.values())
    if org.id != ws.world.host.id and not near:
        raise SlackRefusal("team_not_found")
    return {"team": team_object(org)}


def bots_info(ws: Workspace, args: Args) -> Json:
    """An app's bot by its B… id."""
    wanted = args.text("bot")
    found = next((user for user in ws.world.users.values() if user.bot_id and user.bot_id == wanted), None)
    if found is None:
        raise SlackRefusal("bot_not_found")
    return {"bot": bot_object(found)}


METHODS = (
    Method("auth.test", auth_test, Tier.SPECIAL),
    Method("apps.connections.open", connections_open, Tier.T3, app_token=True),
    Method("team.info", team_info, Tier.T3, ("team:read",), optional=names("team domain"), reads_json=False),
    Method("bots.info", bots_info, Tier.T3, ("users:read",), ("bot",), reads_json=False),
)
