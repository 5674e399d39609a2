"""Emoji by Slack's short names: which exist, and what a typed one becomes in a message's text."""

from __future__ import annotations

import re

from rich.emoji import Emoji, NoEmoji

# Typed characters arrive in text as `:name:` (docs/slack.md, Mentions and escaping). These are the everyday ones;
# others stay as they are.
SHORT_NAMES: dict[str, str] = {
    "👍": "+1",
    "👎": "-1",
    "👌": "ok_hand",
    "👋": "wave",
    "🙏": "pray",
    "👏": "clap",
    "🙌": "raised_hands",
    "💪": "muscle",
    "🤷": "shrug",
    "🤔": "thinking_face",
    "😀": "grinning",
    "😃": "smiley",
    "😄": "smile",
    "😁": "grin",
    "😅": "sweat_smile",
    "😂": "joy",
    "🤣": "rolling_on_the_floor_laughing",
    "🙂": "slightly_smiling_face",
    "🙃": "upside_down_face",
    "😉": "wink",
    "😊": "blush",
    "😍": "heart_eyes",
    "😎": "sunglasses",
    "😐": "neutral_face",
    "😕": "confused",
    "🙁": "slightly_frowning_face",
    "😞": "disappointed",
    "😢": "cry",
    "😭": "sob",
    "😠": "angry",
    "😡": "rage",
    "😱": "scream",
    "🤯": "exploding_head",
    "🤦": "face_palm",
    "💀": "skull",
    "🎉": "tada",
    "🔥": "fire",
    "🚀": "rocket",
    "💯": "100",
    "👀": "eyes",
    "✅": "white_check_mark",
    "❌": "x",
    "⏳": "hourglass_flowing_sand",
    "🎫": "ticket",
    "🚨": "rotating_light",
    "🚩": "triangular_flag_on_post",
    "💡": "bulb",
    "📎": "paperclip",
    "📷": "camera",
    "🐛": "bug",
}
TYPED = re.compile("|".join(map(re.escape, SHORT_NAMES)))
_NEWER = re.compile(r"flag-[a-z]{2}|large_(green|yellow|orange|purple|brown|red|blue)_(circle|square)|shrug|face_palm")


def exists(name: str) -> bool:
    """Whether Slack has an emoji of this name, without colons and skin tone. Custom ones are not known here."""
    if name in SHORT_NAMES.values() or _NEWER.fullmatch(name):
        return True
    try:
        Emoji(name)
    except NoEmoji:
        return False
    return True


def unicode_of(char: str) -> str:
    """The code points as rich text names them, `1f44d`."""
    return "-".join(f"{ord(point):x}" for point in char)
