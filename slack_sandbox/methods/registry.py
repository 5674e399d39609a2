"""Every method the stand-in knows, by name."""

from __future__ import annotations

from slack_sandbox.methods import auth, chat, chat_extras, conversations, files, reactions, users, views
from slack_sandbox.methods.base import Method

REGISTRY: dict[str, Method] = {
    method.name: method
    for family in (auth, chat, chat_extras, conversations, files, reactions, users, views)
    for method in family.METHODS
}
