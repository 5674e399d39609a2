"""Where this process runs, and whether another one there still lives."""

from __future__ import annotations

from pathlib import Path


def here() -> str:
    """This machine since it was started, and the space in which its process ids count; empty where it cannot be told
    (not Linux): then only time tells that a process is gone."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}/{Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:
        return ""


def lives(pid: int) -> bool:
    """Whether a process here runs. One that ended and was not waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
