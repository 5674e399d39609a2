"""Proxies, a company's own certificates and IPv6: what is reached over HTTPS goes the way the environment says."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.platform.slack.gateway import SlackGateway
from bot.platform.slack.limits import RateGate
from bot.platform.slack.socket import web_client, web_session

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
HOSTS = ("slack.example", "wss.example", "models.example", "kb.example")
REACHED = dict.fromkeys(("slack", "socket", "model", "articles"), "reached")


class Authority:
    """A company's own certificate authority, with one certificate for all of the hosts."""

    def __init__(self, folder: Path) -> None:
        self.root, self.chain = folder / "root.pem", folder / "hosts.pem"
        own, name = ec.generate_private_key(ec.SECP256R1()), _name("Example Root")
        root = _certificate(name, name, own.public_key()).add_extension(x509.BasicConstraints(True, None), True)
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.DNSName(host) for host in HOSTS])
        hosts = _certificate(_name("hosts"), name, key.public_key()).add_extension(names, False)
        self.root.write_bytes(root.sign(own, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self.chain.write_bytes(private + hosts.sign(own, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    return made.serial_number(x509.random_serial_number())


async def answer(request: web.Request) -> web.StreamResponse:
    """Whatever is asked of any of the hosts."""
    if request.path == "/api/auth.test":
        return web.json_response({"ok": True, "team_id": "T1", "user_id": "U1"})
    if request.path == "/api/apps.connections.open":
        return web.json_response({"ok": True, "url": "wss://wss.example/link"})
    if request.path == "/link":
        link = web.WebSocketResponse()
        await link.prepare(request)
        await link.send_json({"type": "hello"})
        async for _ in link:
            pass
        return link
    if request.path.startswith("/v1/models"):
        return web.json_response({"data": [], "has_more": False, "first_id": None, "last_id": None})
    return web.Response(text="<html><body><h1>Exports</h1></body></html>", content_type="text/html")


@asynccontextmanager
async def served(tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> AsyncIterator[int]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, host, 0, ssl_context=tls).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


@asynccontextmanager
async def proxied(port: int) -> AsyncIterator[tuple[str, list[str]]]:
    """A proxy that tunnels to one place wherever one wants to go: its address, and where one wanted to go."""
    asked: list[str] = []

    async def pipe(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65536):
                target.write(data)
                await target.drain()
        except ConnectionError:
            pass
        finally:
            target.close()

    async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        asked.append(head.partition("\r\n")[0])
        there, back = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(pipe(reader, back), pipe(there, writer))

    server = await asyncio.start_server(tunnel, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", asked
    finally:
        server.close()


async def reached(**environment: str) -> dict[str, str]:
    """What a process with these variables reaches."""
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower() and "CERT" not in name}
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.platform.network_child"),
        cwd=ROOT,
        env=kept | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await child.communicate()
    assert child.returncode == 0, err.decode()
    told: dict[str, str] = json.loads(out.decode().splitlines()[-1])
    return told


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def tls(authority: Authority) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(authority.chain)
    return made


async def test_all_goes_through_a_proxy_that_ends_at_a_companys_own_certificates(
    authority: Authority, tls: ssl.SSLContext
) -> None:
    async with served(tls) as port, proxied(port) as (proxy, asked):
        assert await reached(HTTPS_PROXY=proxy, SSL_CERT_FILE=str(authority.root)) == REACHED
    assert {line.split()[1] for line in asked} == {f"{host}:443" for host in HOSTS}
    assert {line.split()[0] for line in asked} == {"CONNECT"}


async def test_certificates_that_nobody_vouches_for_are_refused(tls: ssl.SSLContext) -> None:
    async with served(tls) as port, proxied(port) as (proxy, _):
        told = await reached(HTTPS_PROXY=proxy)
    assert set(told) == set(REACHED)
    assert "reached" not in told.values()


async def test_slack_is_reached_over_ipv6() -> None:
    if not _has_ipv6():
        pytest.skip("this machine has no IPv6 loopback")
    async with served(host="::1") as port, web_session() as session:
        client = web_client("xoxb-1", f"http://[::1]:{port}/api/", session)
        found = await SlackGateway(client, RateGate(asyncio.get_running_loop().time)).identity()
    assert found.team_id == "T1"


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
