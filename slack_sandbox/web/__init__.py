"""The sandbox's page: the part of Slack that matters, in a browser, on loopback."""

from slack_sandbox.web.page import add_page
from slack_sandbox.web.story import Scenes

__all__ = ["Scenes", "add_page"]
