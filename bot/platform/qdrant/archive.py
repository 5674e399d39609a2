"""A build of the index as one compressed file, to be taken to another machine."""

from __future__ import annotations

import hashlib
import shutil
import tarfile
from pathlib import Path
from typing import IO

from bot.errors import TransientError

_PART = 1 << 16
_ZEROS = bytes(_PART)


def pack(folder: Path, target: Path, beside: dict[str, Path]) -> str:
    """Write `folder` and the files `beside` it, by the names that they get, into `target`; its SHA-256 in hex.

    Engines reserve more than they fill: what is all zeros costs next to nothing. Raises OSError."""
    with tarfile.open(target, "w:gz", compresslevel=1) as archive:
        archive.add(folder, arcname="build")
        for name, path in beside.items():
            if path.exists():
                archive.add(path, arcname=name)
    return digest_of(target)


def unpack(source: Path, digest: str, folder: Path) -> dict[str, Path]:
    """Put the archive's `build` into `folder`, which is empty; where the files beside it are now, by name, below
    `folder`'s neighbour. Raises TransientError where it is not what was packed, and OSError."""
    if digest_of(source) != digest:
        raise TransientError("the knowledge index came damaged from the database; it is fetched again")
    beside = folder.with_name(f"{folder.name}-beside")
    shutil.rmtree(beside, ignore_errors=True)
    found: dict[str, Path] = {}
    with tarfile.open(source, "r:gz") as archive:
        for member in archive:
            top, _, rest = member.name.partition("/")
            target = folder / rest if top == "build" else beside / top
            if ".." in Path(rest).parts:
                raise TransientError("the knowledge index in the database holds a path that leads elsewhere")
            if member.isdir():
                target.mkdir(parents=True, exist_ok=True)
            elif (content := archive.extractfile(member)) is not None:
                target.parent.mkdir(parents=True, exist_ok=True)
                _write(content, target, member.size)
                if top != "build":
                    found[top] = target
    return found


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(content: IO[bytes], target: Path, size: int) -> None:
    """With holes where there are zeros, as engines leave them."""
    with target.open("wb") as file:
        while part := content.read(_PART):
            if part == _ZEROS[: len(part)]:
                file.seek(len(part), 1)
            else:
                file.write(part)
        file.truncate(size)
