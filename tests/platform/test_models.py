"""The models that the package carries: the pinned bytes, part of what is built, and on the card."""

import subprocess
import sys
from pathlib import Path

import pytest
import setuptools

from bot.errors import ConfigError
from bot.platform.models import EMBEDDER, ENTAILMENT, READER, OwnModel

ROOT = Path(__file__).parent.parent.parent


def test_a_damaged_or_missing_model_is_told_with_the_fix() -> None:
    for wrong in (OwnModel(EMBEDDER.name, "0" * 64), OwnModel("no.onnx", EMBEDDER.sha256)):
        with pytest.raises(ConfigError, match="install Earnest again"):
            _ = wrong.path


def test_a_built_package_contains_the_models(tmp_path: Path) -> None:
    if int(setuptools.__version__.split(".")[0]) < 77:
        pytest.skip("needs setuptools 77 or newer: install the dev extra again")
    script = "from setuptools import setup; setup()"
    command = [sys.executable, "-c", script, "-q", "egg_info", "-e", str(tmp_path), "build_py", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - our own script
    for model in (EMBEDDER, ENTAILMENT, READER):
        built = tmp_path / "bot" / "platform" / "models" / model.name
        assert built.read_bytes() == model.path.read_bytes()


def test_the_card_names_each_model_with_its_fingerprint() -> None:
    card = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
    for model in (EMBEDDER, ENTAILMENT, READER):
        assert model.name in card
        assert model.sha256 in card
