"""A Qdrant server on loopback: holds every call and every answer against Qdrant's published OpenAPI document.

What it stores it keeps in qdrant-client's in-memory mode. It runs in a thread of its own, as a server is another
process: the client may block whoever calls."""

from __future__ import annotations

import asyncio
import json
import threading
import warnings
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web
from jsonschema import Draft202012Validator
from qdrant_client import AsyncQdrantClient, models

DOCUMENT = Path(__file__).parents[1] / "data" / "qdrant-openapi.json"
JSON_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Fault:
    """What answers the next call of an operation: an HTTP status, a body that is no JSON, or silence. `done`: it is
    carried out all the same."""

    operation: str
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    garbage: bool = False
    silent: bool = False
    done: bool = False


class QdrantServer:
    """`with QdrantServer() as server:` then `server.url`. `broken` says what was against the document; `calls` are the
    operations, by the document's ids, in order."""

    def __init__(self) -> None:
        self._document = _as_json_schema(json.loads(DOCUMENT.read_text(encoding="utf-8")))
        self.broken: list[str] = []
        self.calls: list[str] = []
        self.faults: list[Fault] = []
        self.url = ""
        self.key = ""  # what callers must show; nothing while empty
        self.version = str(self._document["info"]["version"])
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="qdrant server")

    @property
    def operations(self) -> set[str]:
        """Every operation of the document's part that we have."""
        return {call["operationId"] for path in self._document["paths"].values() for call in path.values()}

    def __enter__(self) -> QdrantServer:
        self._thread.start()
        self._do(self._open())
        return self

    def __exit__(self, *exc: object) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10.0)

    async def _open(self) -> None:
        self._held = asyncio.Event()
        self._client = AsyncQdrantClient(":memory:")
        app = web.Application(client_max_size=64 * 2**20)
        for path, calls in self._document["paths"].items():
            for method, call in calls.items():
                app.router.add_route(method.upper(), path, self._answering(call))
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _close(self) -> None:
        self._held.set()
        await self._runner.cleanup()
        await self._client.close()

    def _answering(self, call: dict[str, Any]) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            name = call["operationId"]
            self.calls.append(name)
            if self.key and request.headers.get("api-key") != self.key:
                return _failed(401, "wrong or no api-key")
            body = await request.json() if request.can_read_body else None
            wrong = [*self._in_query(call, request), *self._in_body(call, body)]
            if wrong:
                self.broken += [f"{name}: {each}" for each in wrong]
                return _failed(400, "; ".join(wrong))
            fault = next((each for each in self.faults if each.operation == name), None)
            if fault is not None:
                self.faults.remove(fault)
                if fault.done:
                    await self._done(call, request, body)
                return await self._fault(fault)
            return await self._done(call, request, body)

        return answer

    async def _fault(self, fault: Fault) -> web.Response:
        if fault.silent:
            await self._held.wait()
        if fault.garbage:
            return web.Response(text="<html>a proxy's page</html>", content_type="text/html")
        return _failed(fault.status, "as planned", dict(fault.headers))

    async def _done(self, call: dict[str, Any], request: web.Request, body: Any) -> web.Response:
        name = call["operationId"]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the in-memory client keeps no payload indexes, and says so
                result = await getattr(self, f"_{name}")(request.match_info.get("collection_name", ""), body)
        except ValueError as error:  # as the in-memory client says that there is no such collection
            return _failed(404, str(error))
        told = result if name == "root" else {"result": result, "status": "ok", "time": 0.001}
        schema = call["responses"]["200"]["content"][JSON_TYPE]["schema"]
        self.broken += [f"answer to {name}: {each}" for each in self._against(schema, told)]
        return web.json_response(told)

    # ------------------------------------------------------------ the document

    def _in_query(self, call: dict[str, Any], request: web.Request) -> list[str]:
        known = {each["name"]: each for each in call.get("parameters", []) if each["in"] == "query"}
        wrong = [f"no query parameter {name}" for name in request.query if name not in known]
        for name, value in request.query.items():
            read = {"true": True, "false": False}.get(value, int(value) if value.isdigit() else value)
            wrong += self._against(known[name]["schema"], read) if name in known else []
        return wrong

    def _in_body(self, call: dict[str, Any], body: Any) -> list[str]:
        if "requestBody" not in call:
            return [] if body is None else ["takes no body"]
        return self._against(call["requestBody"]["content"][JSON_TYPE]["schema"], body)

    def _against(self, schema: dict[str, Any], value: Any) -> list[str]:
        rules = Draft202012Validator({**schema, "components": self._document["components"]})
        return [f"{error.json_path}: {error.message[:200]}" for error in rules.iter_errors(value)]

    # ------------------------------------------------------------ the operations

    async def _root(self, name: str, body: Any) -> Any:
        return {"title": "qdrant - vector search engine", "version": self.version}

    async def _get_collections_aliases(self, name: str, body: Any) -> Any:
        return _plain(await self._client.get_aliases())

    async def _update_aliases(self, name: str, body: Any) -> Any:
        return await self._client.update_collection_aliases(models.ChangeAliasesOperation(**body).actions)

    async def _get_collection(self, name: str, body: Any) -> Any:
        return _plain(await self._client.get_collection(name))

    async def _create_collection(self, name: str, body: Any) -> Any:
        asked = models.CreateCollection(**body)
        return await self._client.create_collection(name, asked.vectors, asked.sparse_vectors, metadata=asked.metadata)

    async def _delete_collection(self, name: str, body: Any) -> Any:
        return await self._client.delete_collection(name)

    async def _create_field_index(self, name: str, body: Any) -> Any:
        asked = models.CreateFieldIndex(**body)
        return _plain(await self._client.create_payload_index(name, asked.field_name, asked.field_schema))

    async def _upsert_points(self, name: str, body: Any) -> Any:
        return _plain(await self._client.upsert(name, models.PointsList(**body).points))

    async def _get_points(self, name: str, body: Any) -> Any:
        asked = models.PointRequest(**body)
        found = await self._client.retrieve(name, asked.ids, with_payload=True, with_vectors=False)
        return [_plain(each) for each in found]

    async def _query_batch_points(self, name: str, body: Any) -> Any:
        found = await self._client.query_batch_points(name, models.QueryRequestBatch(**body).searches)
        return [_plain(each) for each in found]


def _failed(status: int, why: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response({"status": {"error": why}, "time": 0.001}, status=status, headers=headers)


def _plain(answer: Any) -> Any:
    return answer.model_dump(mode="json", exclude_none=True)


def _as_json_schema(node: Any) -> Any:
    """OpenAPI 3.0 says `nullable` where JSON Schema says null. What a schema does not name is refused, so that no
    misspelt key passes; none of the document's objects is put together of several."""
    if isinstance(node, list):
        return [_as_json_schema(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {key: _as_json_schema(value) for key, value in node.items() if key != "nullable"}
    if made.get("type") == "object" and isinstance(made.get("properties"), dict):
        made.setdefault("additionalProperties", False)
    return {"anyOf": [made, {"type": "null"}]} if node.get("nullable") is True else made
