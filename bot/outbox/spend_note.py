"""The desk hears once a month that the limit of cost for language models is near."""

from __future__ import annotations

from collections.abc import Callable

from bot.outbox.post_intents import desk_note
from bot.platform.claude.spending import MONTH, Warned, month_of
from bot.runtime import Runtime


def spend_note(runtime: Runtime) -> Callable[[Warned], None]:
    """What `Spending` calls with a warning. A ticket's limit is on its card when it is reached, and needs no note."""

    async def post(warned: Warned) -> None:
        month = f"{month_of(runtime.clock.now()):%Y-%m}"
        await runtime.store.posts.add([desk_note(runtime.directory.desk, f"spend:{month}", warned.text)])
        runtime.wake.posts.set()

    def tell(warned: Warned) -> None:
        if warned.what == MONTH:
            runtime.background.do(lambda: post(warned), "spend note")

    return tell
