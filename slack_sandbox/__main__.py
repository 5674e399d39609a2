"""`python -m slack_sandbox [port]`: a stand-in by itself, and the environment an app needs to talk to it."""

import asyncio
import contextlib
import sys

from slack_sandbox import Options, Sandbox, serve
from slack_sandbox.web import add_page


def _tell(sandbox: Sandbox) -> None:
    lines = (
        f"# the page: {sandbox.url}",
        f"SLACK_API_URL={sandbox.api_url}",
        f"SLACK_BOT_TOKEN={sandbox.bot_token}",
        f"SLACK_APP_TOKEN={sandbox.app_token}",
    )
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(Options(port=port), extra=add_page, ready=_tell))
