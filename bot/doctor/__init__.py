"""What `doctor` looks at: one file an idea, each check gives findings with their fix and never raises."""

from bot.doctor.examine import examine
from bot.doctor.finding import Finding, Level

__all__ = ["Finding", "Level", "examine"]
