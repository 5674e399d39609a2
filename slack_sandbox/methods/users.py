"""users.info and users.list."""

from __future__ import annotations

from slack_sandbox.jsonlike import Json
from slack_sandbox.methods.base import Args, Method, names
from slack_sandbox.methods.lookup import page, user_of
from slack_sandbox.rate import Tier
from slack_sandbox.shapes import user_object
from slack_sandbox.workspace import Workspace


def info(ws: Workspace, args: Args) -> Json:
    """One person, of whichever organisation."""
    user = user_of(ws, args.text("user"))
    return {"user": user_object(ws.world, user, ws.grants.scopes, locale=args.flag("include_locale"))}


def listing(ws: Workspace, args: Args) -> Json:
    """The host's people; other organisations' are not in it."""
    rows = [user for user in ws.world.users.values() if not ws.world.is_external(user)]
    shown, cursor = page(args, rows, 1000, 1000)
    locale = args.flag("include_locale")
    return {
        "members": [user_object(ws.world, user, ws.grants.scopes, locale=locale) for user in shown],
        "cache_ts": int(ws.now()),
        "response_metadata": {"next_cursor": cursor},
    }


METHODS = (
    Method("users.info", info, Tier.T4, ("users:read",), ("user",), names("include_locale"), reads_json=False),
    Method(
        "users.list",
        listing,
        Tier.T2,
        ("users:read",),
        optional=names("cursor limit include_locale"),
        reads_json=False,
    ),
)
