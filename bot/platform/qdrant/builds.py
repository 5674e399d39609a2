"""The folders of an index: builds that are written once, the pointer to the current one, and the lock of the writer."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bot.domain.codec import decoded
from bot.domain.ports import Vectors
from bot.errors import IndexUnavailableError, PermanentError
from bot.knowledge.vector_engine import Rarity
from bot.platform.write_lock import Check, write_lock

FORMAT = 3
_KEPT = 2


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build holds. `articles` maps an article's id to its print, `prints` has one print a passage; `origins` and
    `sources` say of each article where it was read, and by which entry of knowledge.sources; `told` whether it also
    holds what each passage says, sentence by sentence."""

    build: str
    embedding: str
    chunking: str
    dimension: int
    points: int
    articles: dict[str, str]
    prints: list[str] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT
    told: bool = False


@dataclass(frozen=True, slots=True)
class Builds:
    """The index's folder: `builds/<name>/`, `copies/`, `current` and `lock`."""

    root: Path

    @property
    def pointer(self) -> Path:
        """The file that names the current build."""
        return self.root / "current"

    @property
    def copies(self) -> Path:
        """Where processes keep their own copies of a build."""
        return self.root / "copies"

    def folder(self, build: str) -> Path:
        """Where that build's files are."""
        return self.root / "builds" / build

    def current(self) -> str | None:
        """The current build's name; None before the first sync."""
        with suppress(FileNotFoundError):
            return self.pointer.read_text(encoding="ascii").strip() or None
        return None

    def manifest(self, build: str) -> Manifest:
        """That build's manifest. Raises IndexUnavailableError when it is missing, damaged, or of another format."""
        try:
            raw = json.loads((self.folder(build) / "manifest.json").read_text(encoding="utf-8"))
            if raw.get("format") == FORMAT:
                return decoded(raw, Manifest)
        except (OSError, ValueError, AttributeError, PermanentError):
            pass
        raise IndexUnavailableError(
            f"the knowledge index in {self.root} is damaged or old: run `python -m bot kb sync`"
        )

    def stored(self, build: str) -> tuple[list[dict[str, Any]], Vectors]:
        """The payloads and vectors of a build, row by row. Raises IndexUnavailableError."""
        folder = self.folder(build)
        try:
            lines = (folder / "passages.jsonl").read_text(encoding="utf-8").split("\n")
            vectors: Vectors = np.load(folder / "vectors.npy", mmap_mode="r")
            payloads = [json.loads(line) for line in lines if line]
        except (OSError, ValueError):
            raise IndexUnavailableError(f"{folder} is damaged: run `python -m bot kb sync`") from None
        return payloads, vectors

    def store(
        self, folder: Path, manifest: Manifest, payloads: list[dict[str, Any]], vectors: Vectors, rarity: Rarity
    ) -> None:
        """Write a build's own files into `folder`, the manifest last."""
        with (folder / "passages.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(payload, ensure_ascii=False) + "\n" for payload in payloads)
        np.save(folder / "vectors.npy", vectors)
        tokens = {"points": rarity.points, "containing": dict(rarity.containing)}
        (folder / "tokens.json").write_text(json.dumps(tokens), encoding="ascii")
        _write_durably(folder / "manifest.json", json.dumps(asdict(manifest), ensure_ascii=False))

    def rarity(self, build: str) -> Rarity:
        """How rare tokens are in that build. Raises IndexUnavailableError."""
        try:
            raw = json.loads((self.folder(build) / "tokens.json").read_text(encoding="ascii"))
            return Rarity(raw["points"], {int(token): count for token, count in raw["containing"].items()})
        except (OSError, ValueError, KeyError):
            raise IndexUnavailableError(
                f"{self.folder(build)} is damaged: run `python -m bot kb sync --rebuild`"
            ) from None

    def told(self) -> dict[str, Any]:
        """What the last sync had to tell, as JSON; empty before the first, or when the file is damaged."""
        with suppress(OSError, ValueError):
            raw = json.loads((self.root / "findings.json").read_text(encoding="utf-8"))
            return raw if isinstance(raw, dict) else {}
        return {}

    def tell(self, findings: dict[str, Any]) -> None:
        """Keep what this sync had to tell, for whoever asks later."""
        fresh = self.root / "findings.new"
        _write_durably(fresh, json.dumps(findings, ensure_ascii=False))
        fresh.replace(self.root / "findings.json")

    def fresh(self, build: str) -> Path:
        """An empty folder to make that build in; it is nobody's until `finish`."""
        folder = self.root / "builds" / f".making-{build}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def finish(self, folder: Path, build: str) -> None:
        """Give a made build its place, whole or not at all."""
        for path in folder.rglob("*"):
            if path.is_file():
                _flush(path)
        # One may be there already, finished by a sync that died before it could point to it.
        shutil.rmtree(self.folder(build), ignore_errors=True)
        folder.rename(self.folder(build))

    def point(self, build: str) -> None:
        """Make that build the current one, in one step."""
        fresh = self.pointer.with_suffix(".new")
        _write_durably(fresh, build)
        fresh.replace(self.pointer)

    def clean(self) -> None:
        """Remove unfinished builds and all but the newest few; call it with the lock held. The build before the
        current one stays, for a process that is copying it right now."""
        current = self.current()
        found = sorted(path for path in (self.root / "builds").glob("*") if not path.name.startswith("."))
        kept = {path.name for path in found[-_KEPT:]} | {current}
        for path in (self.root / "builds").iterdir():
            if path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def lock(self) -> Iterator[Check]:
        """Hold the index for writing; ask what is yielded before each thing that others see. See `write_lock`."""
        self.root.mkdir(parents=True, exist_ok=True)
        with write_lock(self.root / "lock", "`kb sync`") as check:
            yield check


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _write_durably(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
