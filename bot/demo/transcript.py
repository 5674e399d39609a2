"""Prints the story as it happens: who, where, what was said, and how each scene ended."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.demo.scenes import Part, Scene, SceneFailed

WIDTH = 110
_NAME_WIDTH = 34
_STYLES = {
    Part.CUSTOMER: "bold cyan",
    Part.STAFF: "bold magenta",
    Part.EARNEST: "bold green",
    Part.DESK: "bold yellow",
    Part.DECISION: "dim",
    Part.NOTHING: "dim",
}


class Transcript:
    """A Teller for a terminal; plain text where there is none."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)
        if not self._console.is_terminal:
            self._console.width = WIDTH

    def line(self, text: str) -> None:
        """Anything else worth saying."""
        self._console.print(text, markup=False, soft_wrap=True)

    def begin(self, number: int, scene: Scene) -> None:
        """The heading of a scene."""
        self._console.print()
        self._console.print(Rule(Text(f"{number}. {scene.title}", "bold"), align="left", characters="─"))

    def tell(self, part: Part, who: str, where: str, text: str) -> None:
        """One line of the story; long texts keep their lines."""
        label = Text(who, _STYLES[part])
        if where:
            label.append(f"\n{where}", "dim")
        row = Table.grid(padding=(0, 2), expand=True)
        row.add_column(width=_NAME_WIDTH)
        row.add_column(ratio=1)
        row.add_row(label, Text(unescaped(text)))
        self._console.print(row)

    def end(self, scene: Scene, failed: SceneFailed | None, seconds: float) -> None:
        """The check mark, or what went wrong."""
        if failed is None:
            mark = Text("✓ ", "bold green").append(scene.ends, "green").append(f"  ({seconds:.1f} s)", "dim")
        else:
            mark = Text("✗ FAILED\n", "bold red")
            mark.append(f"  expected: {failed.expected}\n  happened: {failed.happened}", "red")
        self._console.print(mark)

    def summary(self, scenes: int, failures: Sequence[str], notes: Sequence[str], seconds: float) -> None:
        """How many scenes ended as they should, which did not, and what else was wrong."""
        self._console.print()
        self._console.print(Rule(characters="─"))
        told = f"{scenes - len(failures)} of {scenes} scenes ended as they should, in {seconds:.0f} s."
        self._console.print(Text(told, "bold red" if failures or notes else "bold green"))
        for wrong in (*failures, *notes):
            self._console.print(Text(f"✗ {wrong}", "red"))


def unescaped(text: str) -> str:
    """Slack's escaped characters as people see them."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
