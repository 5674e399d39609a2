"""The page's own files, read once, and the headers that keep everything else out of it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from aiohttp import web

STATIC = Path(__file__).with_name("static")
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
# Nothing but the page's own files runs or loads; text that reaches the page cannot become markup.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


class Assets:
    """Files by their path under `static`; a window gets its styles as one and preloads all its modules, so that no
    import waits for another."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[bytes, str, str]] = {}
        for path in sorted(STATIC.rglob("*")):
            if path.suffix in TYPES:
                name = path.relative_to(STATIC).as_posix()
                self._files[name] = _file(path.read_bytes(), TYPES[path.suffix])
        styles = b"".join(body for name, (body, _, _) in self._files.items() if name.startswith("css/window/"))
        self._files["style.css"] = _file(styles, TYPES[".css"])
        modules = [name for name in self._files if name.startswith("js/window/")]
        links = "".join(f'<link rel="modulepreload" href="/web/{name}">' for name in modules)
        body, kind, _ = self._files["index.html"]
        self._files["index.html"] = _file(body.replace(b"<!--modules-->", links.encode()), kind)

    def serve(self, request: web.Request, name: str) -> web.Response:
        """A file, 304 when the browser has it, 404 when there is none."""
        found = self._files.get(name)
        if found is None:
            return web.Response(status=404, text="there is no such file", headers=HEADERS)
        body, kind, tag = found
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={**HEADERS, "ETag": tag})
        return web.Response(body=body, content_type=kind, charset="utf-8", headers={**HEADERS, "ETag": tag})


def _file(body: bytes, kind: str) -> tuple[bytes, str, str]:
    return body, kind, f'"{hashlib.sha256(body).hexdigest()[:16]}"'
