"""The demo's story: scenes that people play in the sandbox, each with what must follow, checked in what Slack holds."""

from bot.demo.scenes import answers, changes, desk, handoffs, safety, trust
from bot.demo.scenes.scene import Part, Scene, SceneFailed, Teller

SCENES: tuple[Scene, ...] = (
    *answers.SCENES,
    *desk.SCENES,
    *handoffs.SCENES,
    *changes.SCENES,
    *safety.SCENES,
    *trust.SCENES,
)

__all__ = ["SCENES", "Part", "Scene", "SceneFailed", "Teller"]
