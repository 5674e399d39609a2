"""What staff read about the intent classifier that learns from reviewed tickets."""

from __future__ import annotations

from bot.domain.labels import ClassifierVersion, VersionState
from bot.texts import times
from bot.texts.reasons import percent

GO_BACK = "Go back"
BY_POLICY = "Intents are read by the classifier of the policy's examples alone."
GONE = "This classifier is not in use any more."


def figures(version: ClassifierVersion) -> str:
    """The desk hears what became of a new classifier, and why."""
    learned = times.count(version.learned, "reviewed ticket")
    if version.state is VersionState.REFUSED:
        opening = f"How intents are read stays as it is: a classifier that learned from {learned} was worse."
    else:
        opening = f"Intents are now read by a classifier that learned from {learned}."
    return (
        f"{opening} Of {version.held_out} others, which it never saw, it reads {version.right_after} right, the one "
        f"before {version.right_before}. Of the policy's examples of what goes to people at once it finds "
        f"{percent(version.recall_after)} when they are left out; without reviewed tickets "
        f"{percent(version.recall_policy)} are found."
    )


def went_back(name: str) -> str:
    """On the note, once somebody went back."""
    return f"{name} went back to the classifier before it."


def standing(version: ClassifierVersion | None, since: str) -> str:
    """Which classifier is in use, and since when."""
    if version is None:
        return BY_POLICY
    learned = times.count(version.learned, "reviewed ticket")
    judged = f"{version.right_after} of {version.held_out} others right"
    return f"Intents are read by the classifier that learned from {learned}: {judged} · since {since}"
