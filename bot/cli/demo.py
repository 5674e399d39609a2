"""`demo`: the product's story in a sandboxed Slack, on this machine alone."""

from __future__ import annotations

import asyncio
import signal

import typer
from aiohttp import web

from bot.cli.common import log_to_stderr, run_async
from bot.cli.kb import progress_bar
from bot.demo.scene_player import Scenes
from bot.demo.session import open_demo, prepare
from bot.demo.tell import tell_story
from bot.demo.transcript import Transcript
from bot.settings import Settings, load_settings
from slack_sandbox import Sandbox


def demo(
    once: bool = typer.Option(False, "--once", help="Play the story without a person and exit; 0 when all went well."),
    port: int = typer.Option(0, "--port", min=0, max=65535, help="Port of the sandbox on loopback; 0 takes any."),
) -> None:
    """Show Earnest at work in a sandboxed Slack: no key, no account, nothing leaves this machine."""
    if not run_async(lambda: _demo(once=once, port=port)):
        raise typer.Exit(1)


async def _demo(*, once: bool, port: int) -> bool:
    log_to_stderr(Settings.model_construct(log_level="WARNING"))
    transcript = Transcript()
    me = asyncio.current_task()
    assert me is not None
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, me.cancel)
    try:
        return await _show(transcript, once=once, port=port)
    except asyncio.CancelledError:
        transcript.line("Broken off." if once else "Stopped.")
        return not once


async def _show(transcript: Transcript, *, once: bool, port: int) -> bool:
    scenes = Scenes()

    def page(app: web.Application, sandbox: Sandbox) -> None:
        from slack_sandbox.web import add_page  # no other command shows a page

        add_page(app, sandbox, scenes)

    data_dir = load_settings().data_dir / "demo"
    transcript.line("Getting ready: the policy and the knowledge index of an invented company, Lumio ...")
    with progress_bar() as on_progress:
        policy = await prepare(data_dir, on_progress, hurried=once)
    transcript.line("Starting a Slack stand-in on this machine, and Earnest in it ...")
    async with open_demo(data_dir, policy, port=port, extra=None if once else page) as running:
        if once:
            return await tell_story(running, scenes, transcript)
        scenes.open(running.stage, transcript, running.settled, running.reviewed, alone=False)
        _invite(running.sandbox, transcript)
        await asyncio.Event().wait()
    return True


def _invite(sandbox: Sandbox, transcript: Transcript) -> None:
    example = (
        f"curl -s {sandbox.url}/drive/act/post -H 'Content-Type: application/json' "
        """-d '{"user": "dana", "channel": "lumio-acme", "text": "How do I reset my password?"}'"""
    )
    for line in (
        "",
        f"Earnest is at work in a sandboxed Slack: {sandbox.url}",
        f"  {sandbox.url}/both shows a customer and the support desk side by side.",
        "",
        "What to try:",
        "  Ask as Dana of Acme Facilities in #lumio-acme: How do I reset my password? (answered at once)",
        "  Where do I find our invoices? (a draft on #support-desk: approve, edit or decline it as Sam or Priya)",
        "  Does Lumio have a Gantt chart view? (nothing supports an answer: people take it)",
        "  What is the API rate limit on our plan? as Dana, then as Kenji of Globex Property in #lumio-globex",
        "  Play the scenes of the story from the page, or type /earnest help as Sam.",
        "",
        "Without a browser:",
        f"  {example}",
        f"  curl -s '{sandbox.url}/drive/look/messages?channel=support-desk'",
        "",
        "Ctrl-C ends it.",
    ):
        transcript.line(line)
