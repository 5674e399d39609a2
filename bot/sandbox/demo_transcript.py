"""Prints the story as it happens: who, where, what was said, and how each scene ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.sandbox.story import Part, Scene, SceneFailed

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


@dataclass(frozen=True, slots=True)
class Ended:
    """How a scene ended; `failed` is None where it ended as it should."""

    scene: Scene
    failed: SceneFailed | None = None


class Transcript:
    """A Teller for a terminal; plain text where there is none."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)
        if not self._console.is_terminal:
            self._console.width = WIDTH

    def line(self, text: str) -> None:
        """Anything else worth saying."""
        self._console.print(text, markup=False)

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

    def ended(self, outcome: Ended, seconds: float) -> None:
        """The check mark, or what went wrong."""
        if outcome.failed is None:
            mark = Text("✓ ", "bold green").append(outcome.scene.ends, "green").append(f"  ({seconds:.1f} s)", "dim")
        else:
            mark = Text("✗ FAILED\n", "bold red")
            mark.append(f"  expected: {outcome.failed.expected}\n  happened: {outcome.failed.happened}", "red")
        self._console.print(mark)

    def summary(self, outcomes: Sequence[Ended], notes: Sequence[str], seconds: float) -> None:
        """How many scenes ended as they should, and which did not."""
        failed = [outcome for outcome in outcomes if outcome.failed]
        self._console.print()
        self._console.print(Rule(characters="─"))
        good = len(outcomes) - len(failed)
        style = "bold red" if failed or notes else "bold green"
        told = f"{good} of {len(outcomes)} scenes ended as they should, in {seconds:.0f} s."
        self._console.print(Text(told, style))
        for outcome in failed:
            assert outcome.failed is not None
            self._console.print(Text(f"✗ {outcome.scene.title}: {outcome.failed}", "red"))
        for note in notes:
            self._console.print(Text(f"✗ {note}", "red"))


def unescaped(text: str) -> str:
    """Slack's escaped characters as people see them."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
