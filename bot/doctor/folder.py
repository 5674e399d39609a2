"""Can DATA_DIR be written, is there room, and does a bot run on it already?"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from bot.doctor.finding import Finding, fail, ok, warn
from bot.platform.locks import running_on

FOLDER, DISK, RUNNING = "data folder", "free disk", "running bot"
FAIL_MB, WARN_MB = 200, 1024


async def check_folder(data_dir: Path) -> Sequence[Finding]:
    """Rights and room, off the event loop."""
    return await asyncio.to_thread(_look, data_dir)


def _look(data_dir: Path) -> list[Finding]:
    if data_dir.exists() and not data_dir.is_dir():
        return [fail(FOLDER, f"DATA_DIR {data_dir} is a file", "set DATA_DIR to a folder")]
    # A folder that is not there yet is made at the first start, by whoever may write to the one above it.
    there = next(folder for folder in (data_dir.absolute(), *data_dir.absolute().parents) if folder.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        fix = f"give the user that runs Earnest the right to write to {there}, or set DATA_DIR to another folder"
        return [fail(FOLDER, f"DATA_DIR {data_dir} cannot be written", fix)]
    return [_rights(data_dir), _disk(there), _running(data_dir)]


def _rights(data_dir: Path) -> Finding:
    if not data_dir.exists():
        return ok(FOLDER, f"{data_dir} can be written, made at the first start")
    if data_dir.stat().st_mode & 0o005:
        said = f"{data_dir} can be written, and every user of this machine can read it"
        return warn(FOLDER, said, f"it holds what customers wrote: chmod -R o-rwx {data_dir}")
    return ok(FOLDER, f"{data_dir} can be written")


def _running(data_dir: Path) -> Finding:
    pid = running_on(data_dir)
    return ok(RUNNING, f"process {pid} runs on this DATA_DIR" if pid else "none on this DATA_DIR")


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free // 1_000_000
    said = f"{free:,} MB free where DATA_DIR lies"
    fix = "free some space, or set DATA_DIR to another disk"
    if free < FAIL_MB:
        return fail(DISK, said, fix)
    return warn(DISK, said, fix) if free < WARN_MB else ok(DISK, said)
