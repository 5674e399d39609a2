"""What Slack's refusals mean for the work that met them."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError

from bot.errors import PermanentError, TransientError, UncertainError
from bot.platform.slack.errors import to_ours


def refused(code: str) -> SlackApiError:
    return SlackApiError("refused", {"ok": False, "error": code})


def test_a_channel_that_slack_is_moving_is_tried_again_and_nothing_was_posted() -> None:
    error = to_ours("chat.postMessage", refused("external_channel_migrating"), effect=True)
    assert isinstance(error, TransientError)
    assert not isinstance(error, UncertainError)
    assert error.retry_after_s is None, "it asks for no slower pace of other calls"


@pytest.mark.parametrize("code", ["is_archived", "not_in_channel", "something_new"])
def test_what_slack_refuses_for_good_keeps_its_code(code: str) -> None:
    error = to_ours("chat.postMessage", refused(code), effect=True)
    assert isinstance(error, PermanentError)
    assert error.code == code


@pytest.mark.parametrize("code", ["internal_error", "fatal_error"])
def test_a_failure_of_slacks_own_leaves_open_whether_it_posted(code: str) -> None:
    assert isinstance(to_ours("chat.postMessage", refused(code), effect=True), UncertainError)
    assert not isinstance(to_ours("users.info", refused(code), effect=False), UncertainError)
