"""The three small models that the package carries, by file name and sha256; their card is docs/models.md."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ConfigError

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class OwnModel:
    """A model file beside this module: its name and the sha256 of its bytes."""

    name: str
    sha256: str

    @property
    def path(self) -> Path:
        """Where the file is. Raises ConfigError when it is missing or not the one that was shipped."""
        path = _FOLDER / self.name
        if not path.is_file() or sha256_of(path) != self.sha256:
            raise ConfigError(f"the model {self.name} is missing or damaged: install Earnest again")
        return path


EMBEDDER = OwnModel("embedder.int8.onnx", "111bc35547f4489b0be7844135990f500f4154a567debc0c5fc2c2d18a0561b5")
ENTAILMENT = OwnModel("entailment.int8.onnx", "9737a3fa1c95e9578ed70ed172f8b65527d340bb834ac357bc3e294a32f42e35")
READER = OwnModel("reader.int8.onnx", "c4d39814e29c81e41561eaa4d3ba29a60ee56f56821ec23951210301f82f2c8b")


def sha256_of(path: Path) -> str:
    """The sha256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
