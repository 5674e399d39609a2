"""The image, compose, systemd and Kubernetes files: linted, hardened, and true to the program's settings."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
CONTAINERFILE = (ROOT / "Containerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))
MANIFESTS = sorted((DEPLOY / "k8s").glob("*.yml"))
SETTINGS = {name.upper() for name in Settings.model_fields}
OF_PYTHON = {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PIP_DISABLE_PIP_VERSION_CHECK", "PIP_NO_CACHE_DIR"}
UNIT = DEPLOY / "earnest.service"


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def pods() -> list[tuple[str, dict[str, Any]]]:
    found = []
    for manifest in MANIFESTS:
        for item in yaml.safe_load_all(manifest.read_text(encoding="utf-8")):
            spec = item.get("spec", {})
            spec = spec.get("jobTemplate", {}).get("spec", spec)
            if "template" in spec:
                found.append((item["kind"], spec["template"]["spec"]))
    return found


def test_the_containerfile_is_linted() -> None:
    run(tool("hadolint"), str(ROOT / "Containerfile"))


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda path: path.name)
def test_manifests_follow_kubernetes_own_schemas(manifest: Path) -> None:
    run(tool("kubernetes-validate"), "--strict", str(manifest))


def test_the_image_copies_what_is_there_and_ends_as_an_ordinary_user() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", CONTAINERFILE, re.MULTILINE)
    kept = set(re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE))
    for name in " ".join(copied).split():
        assert (ROOT / name).exists() and name in kept
    assert re.findall(r"^USER (.+)$", CONTAINERFILE, re.MULTILINE) == ["10001:10001"]
    assert not re.search(r"TOKEN|API_KEY|PASSWORD", CONTAINERFILE)
    named = set(
        re.findall(r"\b([A-Z][A-Z_]+)=", "".join(re.findall(r"^ENV .+(?:\\\n.+)*", CONTAINERFILE, re.MULTILINE)))
    )
    assert named <= SETTINGS | OF_PYTHON
    port = re.search(r"HTTP_PORT=(\d+)", CONTAINERFILE)
    assert port is not None and f":{port.group(1)}/health/live" in CONTAINERFILE


def test_every_pod_may_do_nothing_but_its_work() -> None:
    kinds = []
    for kind, pod in pods():
        kinds.append(kind)
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] and pod["securityContext"]["runAsUser"] == 10001
        (container,) = pod["containers"]
        limits = container["securityContext"]
        assert limits["readOnlyRootFilesystem"] and limits["allowPrivilegeEscalation"] is False
        assert limits["capabilities"] == {"drop": ["ALL"]}
        assert {mount["mountPath"] for mount in container["volumeMounts"]} >= {"/data", "/tmp", "/srv/earnest"}  # noqa: S108
        assert {one["name"] for one in container.get("env", [])} <= SETTINGS
        claimed = {volume["name"] for volume in pod["volumes"]} | {"data"}
        assert {mount["name"] for mount in container["volumeMounts"]} <= claimed
    assert kinds == ["CronJob", "StatefulSet"]


def test_the_probes_ask_what_the_bot_tells() -> None:
    served = (ROOT / "bot" / "operations" / "server.py").read_text(encoding="utf-8")
    (container,) = next(pod for kind, pod in pods() if kind == "StatefulSet")["containers"]
    assert container["livenessProbe"]["httpGet"]["path"] == "/health/live"  # a restart does not mend an absent Slack
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert f'"{container[probe]["httpGet"]["path"]}"' in served


def test_compose_is_as_hardened_and_reaches_the_parts_that_it_starts() -> None:
    bot = COMPOSE["services"]["bot"]
    assert bot["read_only"] and bot["cap_drop"] == ["ALL"] and bot["user"] == "10001:10001"
    assert bot["security_opt"] == ["no-new-privileges:true"]
    assert set(bot["environment"]) <= SETTINGS
    assert (DEPLOY / bot["build"]["context"] / bot["build"]["dockerfile"]).resolve() == ROOT / "Containerfile"
    hosts = {re.search(r"@?([a-z]+):\d+", bot["environment"][name].rpartition("@")[2] or bot["environment"][name])
             for name in ("DATABASE_URL", "QDRANT_URL")}  # fmt: skip
    assert {host.group(1) for host in hosts if host} == set(bot["depends_on"]) == {"db", "qdrant"}
    used = {volume.split(":")[0] for service in COMPOSE["services"].values() for volume in service["volumes"]}
    assert {name for name in used if not name.startswith(".")} == set(COMPOSE["volumes"])
    assert not any("ports" in service for service in COMPOSE["services"].values())
    assert all(":" in s["image"] and not s["image"].endswith("latest") for s in COMPOSE["services"].values())
    assert set(COMPOSE["services"]["db"]["networks"]) == {"inside"} and COMPOSE["networks"]["inside"]["internal"]


def test_systemd_takes_the_unit_and_finds_it_little_exposed(tmp_path: Path) -> None:
    unit = configparser.RawConfigParser(strict=False, comment_prefixes=("#",), delimiters=("=",))
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(UNIT, encoding="utf-8")
    assert unit["Service"]["DynamicUser"] == unit["Service"]["NoNewPrivileges"] == "yes"
    assert unit["Service"]["ProtectSystem"] == "strict"
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze here")
    here = UNIT.read_text(encoding="utf-8").replace("/opt/earnest/.venv/bin/python", "/bin/true")
    copy = tmp_path / "earnest.service"
    copy.write_text(here, encoding="utf-8")
    run(analyze, "verify", str(copy))
    told = run(analyze, "security", "--offline=true", str(copy))
    level = re.search(r"exposure level for earnest.service: ([\d.]+)", told)
    assert level is not None and float(level.group(1)) <= 2.0
