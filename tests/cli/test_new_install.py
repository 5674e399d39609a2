"""`make new` makes the folder of an install: secrets, a policy, a place for articles, and nothing of the demo."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.policy import load_policy

ROOT = Path(__file__).parents[2]


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["make", "--no-print-directory", "new", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_a_new_install_starts_without_the_demos_data_and_is_never_overwritten(tmp_path: Path) -> None:
    made = make(f"DIR={tmp_path / 'mine'}")
    assert made.returncode == 0, made.stderr
    policy = load_policy(tmp_path / "mine" / "support.yml")
    assert [source.path for source in policy.knowledge.sources] == ["articles"] and policy.accounts == {}
    assert policy.intents["refund_request"].escalate and len(policy.intents) == 14
    assert (tmp_path / "mine" / "articles").is_dir()
    assert "SLACK_BOT_TOKEN" in (tmp_path / "mine" / ".env").read_text("utf-8")
    assert "kb_seed" not in (tmp_path / "mine" / "support.yml").read_text("utf-8")
    (tmp_path / "mine" / ".env").write_text("SLACK_BOT_TOKEN=xoxb-mine")
    again = make(f"DIR={tmp_path / 'mine'}")
    assert again.returncode != 0 and "already" in again.stderr
    assert (tmp_path / "mine" / ".env").read_text("utf-8") == "SLACK_BOT_TOKEN=xoxb-mine"
    assert "Name a folder" in make().stderr
