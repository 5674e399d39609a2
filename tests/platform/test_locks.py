"""One run for one DATA_DIR."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.platform.locks import NAME, data_dir_lock


def test_a_second_run_on_a_folder_is_refused_and_told_who_has_it(tmp_path: Path) -> None:
    with (
        data_dir_lock(tmp_path),
        pytest.raises(ConfigError, match=f"process {os.getpid()} runs on this DATA_DIR already"),
        data_dir_lock(tmp_path),
    ):
        pytest.fail("two runs at once")


def test_the_folder_is_free_again_after_a_run(tmp_path: Path) -> None:
    with data_dir_lock(tmp_path / "data"):
        pass
    with data_dir_lock(tmp_path / "data"):
        assert (tmp_path / "data" / NAME).read_text() == f"{os.getpid()}\n"


def test_two_folders_do_not_disturb_each_other(tmp_path: Path) -> None:
    with data_dir_lock(tmp_path / "one"), data_dir_lock(tmp_path / "two"):
        assert (tmp_path / "two" / NAME).exists()


def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(ConfigError, match="make DATA_DIR writable"), data_dir_lock(tmp_path / "data"):
        pytest.fail("there is no such folder")
