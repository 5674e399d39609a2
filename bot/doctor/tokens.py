"""Are both Slack tokens there, of the right kind, and accepted?"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import SecretStr

from bot.doctor.finding import Finding, fail, ok, warn
from bot.errors import EarnestError, PermanentError
from bot.platform.slack.gateway import Identity, SlackGateway

BOT, APP = "bot token", "app token"
_KINDS = {"xoxb-": "a bot token", "xapp-": "an app-level token", "xoxp-": "a user token", "xoxe": "a rotating token"}
_WHERE_BOT = 'copy the Bot User OAuth Token (xoxb-…) from the app\'s page "OAuth & Permissions" into SLACK_BOT_TOKEN'
_WHERE_APP = (
    'make an App-Level Token (xapp-…) with the scope connections:write on the app\'s page "Basic Information" '
    "and put it into SLACK_APP_TOKEN"
)
_REACH = "check the network, proxy variables and SLACK_API_URL, then run doctor again"
_DEAD = {
    "invalid_auth": "Slack does not know this token",
    "not_authed": "Slack does not know this token",
    "token_revoked": "the token was revoked",
    "token_expired": "the token has expired",
    "account_inactive": "the app was removed from the workspace",
    "not_allowed_token_type": "this is another kind of token",
}
_WORKSPACE = "install the app to your support staff's workspace, and use that workspace's token"


def secret(value: SecretStr | None) -> str:
    """A token as it is sent; empty when there is none."""
    return value.get_secret_value().strip() if value else ""


def wrong_kind(name: str, token: str, prefix: str) -> Finding | None:
    """A finding when the token is missing or of another kind; the token itself is not shown."""
    variable, where = ("SLACK_BOT_TOKEN", _WHERE_BOT) if name == BOT else ("SLACK_APP_TOKEN", _WHERE_APP)
    if not token:
        return fail(name, f"{variable} is not set", where)
    if not token.isascii() or not token.isprintable() or " " in token:
        return fail(name, f"{variable} holds characters that no token has", where)
    if not token.startswith(prefix):
        kind = next((words for start, words in _KINDS.items() if token.startswith(start)), "no Slack token")
        return fail(name, f"{variable} holds {kind}, but {prefix}… is needed", where)
    return None


async def check_bot_token(gateway: SlackGateway) -> tuple[Identity | None, Finding]:
    """auth.test: who we are, None when Slack does not say."""
    try:
        identity = await gateway.identity()
    except PermanentError as error:
        return None, _refused(BOT, error, _WHERE_BOT)
    except EarnestError as error:
        return None, fail(BOT, str(error), _REACH)
    if not identity.team_id or not identity.user_id:
        what = "auth.test names no workspace or no bot user, so nobody can be told from a customer"
        return None, fail(BOT, what, "check that SLACK_API_URL is Slack's and the token a bot's")
    if identity.org_wide:
        return None, fail(BOT, "it belongs to an app that is installed for a whole Grid organisation", _WORKSPACE)
    return identity, ok(BOT, f"accepted for workspace {identity.team_id}, bot user {identity.user_id}")


async def check_app_token(gateway: SlackGateway, token: str) -> Sequence[Finding]:
    """apps.connections.open, without opening the connection: a running bot is not disturbed."""
    try:
        await gateway.call("apps.connections.open", {"app_token": token})
    except PermanentError as error:
        if error.code in {"missing_scope", "no_permission", "access_denied"}:
            return [fail(APP, f"Slack opens no connection with it ({error.code})", _WHERE_APP)]
        return [_refused(APP, error, _WHERE_APP)]
    except EarnestError as error:
        return [warn(APP, f"not checked: {error}", _REACH)]
    return [ok(APP, "Slack opens Socket Mode connections with it")]


def _refused(name: str, error: PermanentError, where: str) -> Finding:
    if error.code.startswith("http_") or error.code == "unknown_method":
        return fail(
            name, f"what answers at SLACK_API_URL is not Slack's Web API ({error.code})", "correct SLACK_API_URL"
        )
    return fail(name, _DEAD.get(error.code, f"Slack refused it ({error.code})"), where)
