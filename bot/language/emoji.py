"""Emoji names as Slack and people write them: with colons, skin tones and aliases, one name for each."""

from __future__ import annotations

# Other short names of one emoji, by the one that Slack's events use.
_ALIASES = {
    "thumbsup": "+1",
    "thumbs_up": "+1",
    "thumbsdown": "-1",
    "thumbs_down": "-1",
    "no_entry": "no_entry",
    "ticket": "ticket",
    "flag": "triangular_flag_on_post",
    "triangular_flag": "triangular_flag_on_post",
    "hand": "raised_hand",
    "shit": "hankey",
    "poop": "hankey",
    "satisfied": "laughing",
    "punch": "facepunch",
    "running": "runner",
    "telephone": "phone",
    "envelope": "email",
    "white_tick": "white_check_mark",
    "check": "white_check_mark",
    "cross": "x",
    "exclamation": "heavy_exclamation_mark",
    "slight_frown": "slightly_frowning_face",
    "frowning": "slightly_frowning_face",
    "frowning_face": "white_frowning_face",
    "slight_smile": "slightly_smiling_face",
    "red_car": "car",
    "boat": "sailboat",
    "knife": "hocho",
    "honeybee": "bee",
    "bookmark_tabs": "bookmark_tabs",
}
DISLIKES = frozenset(
    {"-1", "slightly_frowning_face", "white_frowning_face", "disappointed", "confused", "x", "angry", "rage", "cry"}
)
"""What on an answer says that it did not help."""


def canonical(name: str) -> str:
    """`:thumbsup::skin-tone-3:` -> `+1`."""
    bare = name.strip().strip(":").split("::", 1)[0].strip(":").lower()
    return _ALIASES.get(bare, bare)
