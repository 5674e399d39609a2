"""`make audit`: known weaknesses of what we depend on, and under which licences it stands.

Exits 1 for a weakness or a licence that may not come with ours, 2 where nothing could be looked up."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PINS = ROOT / "constraints.txt"
LISTED = ROOT / "docs" / "licences.md"
# Copyleft that reaches what is distributed with it. The LGPL's and Mozilla's reach their own files alone.
REFUSED = re.compile(r"\bA?GPL|GNU (Affero )?General Public", re.IGNORECASE)
ALSO_UNDER = re.compile(r"\bOR\b")


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """An installed distribution and what it says of its licence."""

    name: str
    version: str
    licence: str

    @property
    def refused(self) -> bool:
        """Whether it may not come with ours: no licence at all, or one that would reach ours."""
        choices = ALSO_UNDER.split(self.licence)
        return self.licence == "unknown" or all(REFUSED.search(choice) and "LGPL" not in choice for choice in choices)


def pinned() -> dict[str, str]:
    """Name to version of what constraints.txt pins; names normalised."""
    lines = (line.partition("==") for line in PINS.read_text(encoding="utf-8").splitlines() if "==" in line)
    return {normal(name): version.strip() for name, _, version in lines}


def normal(name: str) -> str:
    """As package indexes compare names."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def packages(name: str = "earnest") -> list[Package]:
    """Everything that comes with a package here, itself left out; what the tests alone need is not among it."""
    found: dict[str, Package] = {}
    waiting = needs(distribution(name))
    while waiting:
        wanted = waiting.pop()
        if wanted in found:
            continue
        try:
            there = distribution(wanted)
        except PackageNotFoundError:  # not for this system
            continue
        found[wanted] = Package(wanted, there.version, licence_of(there))
        waiting += needs(there)
    return sorted(found.values())


def needs(package: Distribution) -> list[str]:
    """What a distribution asks for without any extra."""
    asked = map(Requirement, package.requires or [])
    return [normal(each.name) for each in asked if each.marker is None or each.marker.evaluate({"extra": ""})]


def licence_of(package: Distribution) -> str:
    """What the metadata say: the expression, else classifiers, else the old field's first line, else the licence's."""
    about = package.metadata
    classifiers = [
        each.rpartition(" :: ")[2]
        for each in about.get_all("Classifier") or []
        if each.startswith("License ::") and each.count("::") > 1
    ]
    old = (about.get("License") or "").strip().partition("\n")[0]
    return about.get("License-Expression") or "; ".join(classifiers) or old[:60] or _from_file(package) or "unknown"


def _from_file(package: Distribution) -> str:
    """The title of the licence's text."""
    texts = [str(each.read_text()) for each in package.files or [] if "licenses" in each.parts]
    lines = [line.strip() for text in texts for line in text.splitlines() if line.strip()]
    return lines[0][:60] if lines else ""


def table(found: list[Package]) -> Iterator[str]:
    """The document's lines."""
    yield "# Licences"
    yield ""
    yield "What Earnest is installed with, as its packages' own metadata say; `make audit` writes this file anew."
    yield ""
    yield "| package | version | licence |"
    yield "|---|---|---|"
    yield from (f"| {each.name} | {each.version} | {each.licence.replace('|', '/')} |" for each in found)


def weaknesses(command: str) -> tuple[list[str], int, int]:
    """By pip-audit: one line a known weakness, how many packages were looked up, and how many could not be."""
    options = [
        "--requirement",
        str(PINS),
        "--no-deps",
        "--disable-pip",
        "--format",
        "json",
        "--progress-spinner",
        "off",
    ]
    try:
        ran = subprocess.run([command, *options], capture_output=True, text=True, check=False, timeout=300)  # noqa: S603
        told: dict[str, Any] = json.loads(ran.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return [], 0, len(pinned())
    looked_up = [each for each in told["dependencies"] if "vulns" in each]
    lines = [
        f"{each['name']} {each['version']}: {weak['id']}, fixed in {', '.join(weak['fix_versions']) or 'no version'}"
        for each in looked_up
        for weak in each["vulns"]
    ]
    return lines, len(looked_up), len(told["dependencies"]) - len(looked_up)


def main(command: str, listed: Path = LISTED) -> int:
    """Print both, write the licences to `listed`; the exit code. `command` is pip-audit."""
    found = packages()
    listed.write_text("\n".join(table(found)) + "\n", encoding="utf-8")
    refused = [f"{each.name} {each.version}: {each.licence}" for each in found if each.refused]
    print(f"{len(found)} packages, their licences are in docs/{listed.name}")  # noqa: T201
    weak, looked_up, unknown = weaknesses(command)
    for line in (*weak, *(f"licence: {line}" for line in refused)):
        print(line)  # noqa: T201
    print(f"known weaknesses: {len(weak)} in {looked_up} packages; {unknown} could not be looked up")  # noqa: T201
    if weak or refused:
        return 1
    if not looked_up:
        print("pip-audit's service cannot be reached from here: nothing was looked up")  # noqa: T201
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
