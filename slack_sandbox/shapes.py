"""Users, channels, bots, teams and files as the Web API shows them (docs/slack.md, Objects)."""

from __future__ import annotations

from slack_sandbox.jsonlike import Json
from slack_sandbox.world import Channel, Organisation, User, World

AVATAR_HASH = "g0a1b2c3d4e5"  # of a generated picture


def avatar(user: User, size: int) -> str:
    """An address in Slack's style; nothing is served there."""
    return f"https://avatars.slack-edge.com/sandbox/{user.picture or user.id}_{size}.png"


def user_profile_brief(user: User) -> Json:
    """The `user_profile` that shared-channel posts carry."""
    return {
        "name": user.name,
        "first_name": user.first_name,
        "real_name": user.real_name,
        "display_name": user.shown_name,
        **_team("team", user.profile_team),
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "avatar_hash": user.picture or AVATAR_HASH,
        "image_72": avatar(user, 72),
    }


def user_object(world: World, user: User, scopes: frozenset[str], *, locale: bool = False) -> Json:
    """`users.info`. The address needs users:read.email, and other organisations hide theirs; so is `locale`."""
    external = world.is_external(user)
    profile: Json = {
        "title": "",
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.shown_name,
        "display_name_normalized": user.shown_name,
        "first_name": user.first_name,
        "last_name": user.real_name.partition(" ")[2],
        "avatar_hash": user.picture or AVATAR_HASH,
        "status_text": "",
        "status_emoji": "",
        **_team("team", user.profile_team),
        "image_24": avatar(user, 24),
        "image_72": avatar(user, 72),
    }
    if user.picture:
        original = f"https://avatars.slack-edge.com/sandbox/{user.picture}_original.png"
        profile |= {"is_custom_image": True, "image_original": original}
    if "users:read.email" in scopes and not external and not user.is_bot:
        profile["email"] = f"{user.name}@{world.org(user.team_id).domain}.example"
    if user.is_bot:
        profile |= {"bot_id": user.bot_id, "api_app_id": user.app_id, "always_active": True}
    found: Json = {
        "id": user.id,
        **_team("team_id", user.info_team),
        "name": user.name,
        "deleted": user.deleted,
        "color": "4bbe2e",
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": "Central European Time",
        "tz_offset": user.tz_offset,
        "profile": profile,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 1_780_000_000,
        "who_can_share_contact_card": "EVERYONE",
    }
    if user.is_workflow_bot:
        found["is_workflow_bot"] = True
    org = world.orgs[user.team_id]
    if org.enterprise_id:
        found["enterprise_user"] = enterprise_user(org, user)
    stranger = user.reported.stranger
    if external or stranger is not None:
        found["is_stranger"] = stranger if stranger is not None else not world.sees(user)
    elif locale:
        found["locale"] = "en-US"
    return found


def enterprise_user(org: Organisation, user: User) -> Json:
    """The part of a user that only people of a Grid organisation have."""
    return {
        "id": user.id,
        "enterprise_id": org.enterprise_id,
        "enterprise_name": org.enterprise_name,
        "is_admin": user.is_admin,
        "is_owner": False,
        "teams": [user.team_id, *user.teams],
    }


def _team(name: str, team_id: str) -> Json:
    return {name: team_id} if team_id else {}


def channel_object(world: World, channel: Channel, *, with_members: bool = False, listing: bool = False) -> Json:
    """`conversations.info`; a `listing` lacks connected_team_ids."""
    if channel.im_user:
        return {
            "id": channel.id,
            "created": channel.created,
            "is_im": True,
            "is_org_shared": False,
            "is_archived": False,
            "context_team_id": world.host.id,
            "user": channel.im_user,
        }
    shared = [channel.host_team, *channel.internal, *channel.connected]
    found: Json = {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.private,
        "is_group": channel.private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.private,
        "is_archived": channel.archived,
        "is_general": False,
        "is_shared": channel.is_ext_shared or bool(channel.internal),
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": bool(channel.internal),
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "shared_team_ids": shared,
        "internal_team_ids": list(channel.internal),
        "connected_team_ids": list(channel.connected),
        "connected_limited_team_ids": [],
        "conversation_host_id": channel.host_team,
        "context_team_id": world.host.id,
        "is_member": world.bot.id in channel.members,
        "creator": channel.creator,
        "created": channel.created,
        "updated": channel.created * 1000,
        "unlinked": 0,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": "", "last_set": 0},
        "previous_names": list(channel.previous_names),
        "properties": {},
    }
    if listing:
        del found["connected_team_ids"]
    if with_members or listing:
        found["num_members"] = len(channel.members)
    return found


def bot_profile(user: User) -> Json:
    """The `bot_profile` of a message by an app."""
    return {
        "id": user.bot_id,
        "app_id": user.app_id,
        "name": user.real_name,
        "team_id": user.team_id,
        "icons": {"image_36": avatar(user, 36)},
        "deleted": user.deleted,
        "updated": 1_780_000_000,
    }


def by_app(bot: User) -> Json:
    """What a message carries of the app that posted it."""
    return {"bot_id": bot.bot_id, "app_id": bot.app_id, "bot_profile": bot_profile(bot)}


def bot_object(user: User) -> Json:
    """`bots.info`."""
    return {
        "id": user.bot_id,
        "app_id": user.app_id,
        "user_id": user.id,
        "name": user.real_name,
        "icons": {"image_36": avatar(user, 36)},
        "deleted": user.deleted,
        "updated": 1_780_000_000,
    }


def team_object(org: Organisation) -> Json:
    """`team.info`."""
    return {
        "id": org.id,
        "name": org.name,
        "domain": org.domain,
        "email_domain": "",
        "icon": {"image_34": f"https://avatars.slack-edge.com/sandbox/{org.id}_34.png", "image_default": True},
        "url": f"https://{org.domain}.slack.com/",
    }
