"""A wheel holds everything the packages read: the sandbox's page, the demo's policy, prompts, models, migrations."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "slack_sandbox")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Names in a wheel built from a copy, without the network: a build in the checkout would leave its files there."""
    source = tmp_path_factory.mktemp("source")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__", "*.onnx"))
    for path in (ROOT / "bot").rglob("*.onnx"):  # the models are large: their names are enough
        (source / path.relative_to(ROOT)).touch()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    built = subprocess.run(  # noqa: S603 - our own command line
        [*command, "--wheel-dir", str(source / "out"), str(source)], capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    (made,) = (source / "out").glob("*.whl")
    with zipfile.ZipFile(made) as opened:
        return opened.namelist()


def test_the_page_and_the_demos_policy_are_in_it(wheel: list[str]) -> None:
    static = "slack_sandbox/web/static"
    page = {f"{static}/{name}" for name in ("index.html", "both.html", "icon.svg", "js/window/main.js")}
    assert page | {f"{static}/css/window/1-base.css", "bot/demo/demo_policy.yml"} <= set(wheel)


def test_every_file_of_the_packages_is_in_it(wheel: list[str]) -> None:
    kept = (path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file())
    ours = {path.relative_to(ROOT).as_posix() for path in kept if "__pycache__" not in path.parts}
    assert ours - set(wheel) == set()


def test_nothing_else_is_in_it(wheel: list[str]) -> None:
    assert {name.split("/")[0] for name in wheel if ".dist-info/" not in name} == set(PACKAGES)
