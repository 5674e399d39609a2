"""Whether somebody only holds: "I'll look into it", "checking with billing, one moment". Pure, and English."""

from __future__ import annotations

import re

from bot.language.words import plain_text

_MARKS = re.compile(r"<[@#!][^>]*>|@[\w.-]+|:[a-z0-9_+'-]+:|[^\w\s',;.!…—–\n-]", re.I)
_PIECES = re.compile(r"[,;.!…—–\n]+|\s-\s|\b(?:and|but)\b", re.I)

_TIME = (
    r"(?:shortly|soon|asap|today|tomorrow|now|later|(?:right|straight)\s+away|"
    r"in\s+a\s+(?:bit|moment|minute|few\s+minutes))"
)
_WHAT = (
    r"(?:it|this|that|these|them|(?:the|your|this|that)\s+(?:issue|problem|question|case|ticket|request|report|matter|"
    r"error|bug))"
)
_TEAM = (
    r"(?:teams?|colleagues?|engineers?|engineering|developers?|devs?|billing|finance|support|sales|product|security|"
    r"legal|operations|specialists?|experts?|manager)"
)
_WITH = rf"with(?:\s+(?:the|our|my|a))?(?:\s+[\w-]+)?\s+{_TEAM}|with"  # a name in Slack is a mention, which is cut out
_TAIL = (
    rf"(?:\s+(?:{_TIME}|for\s+you|with\s+you|here|please|on\s+{_WHAT}|"
    r"as\s+soon\s+as\s+(?:possible|(?:i|we)\s+(?:can|know))))*"
)
_WILL = r"(?:(?:i|we)(?:'ll|\s+will|(?:'m|'re|\s+am|\s+are)\s+going\s+to)|let\s+(?:me|us))"
_AM = r"(?:(?:i|we)(?:'m|'re|\s+am|\s+are)\s+)?"
_JUST = r"(?:\s*\b(?:just|now|also|quickly|currently|already|still)\b\s*)*"
# What is done ("look into it") needs to say by whom: alone it tells the customer to do it.
_DO = (
    rf"(?:look\s+(?:into|at)\s+{_WHAT}|(?:take|have)\s+a(?:\s+\w+)?\s+look(?:\s+(?:at|into)\s+{_WHAT})?|"
    rf"(?:check|investigate|ask)(?:\s+{_WHAT})?(?:\s+(?:{_WITH}))?)"
)
_DOING = (
    rf"(?:looking\s+(?:into|at)\s+{_WHAT}|(?:taking|having)\s+a(?:\s+\w+)?\s+look(?:\s+(?:at|into)\s+{_WHAT})?|"
    rf"(?:checking|investigating|asking)(?:\s+{_WHAT})?(?:\s+(?:{_WITH}))?|(?:on|working\s+on)\s+{_WHAT})"
)
_BACK = (
    r"(?:(?:get|come|be|circle)\s+back\s+to\s+you|be\s+(?:back|in\s+touch)|follow\s+up|update\s+you|let\s+you\s+know|"
    r"keep\s+you\s+(?:posted|updated))"
)
_WAIT = (
    r"(?:(?:one|just\s+a|a|just\s+one)\s+(?:moment|second|sec|minute|min)|(?:bear|stay)\s+with\s+(?:me|us)|"
    r"(?:hang|hold)\s+on|"
    r"give\s+(?:me|us)\s+(?:a|one|a\s+few|some|\d+)\s+(?:moments?|seconds?|minutes?|mins?|hours?|time))"
)
_HOLDS = re.compile(
    rf"(?:{_WILL}\s+{_JUST}(?:{_DO}|{_BACK})|{_AM}{_JUST}{_DOING}|{_BACK}|(?:please\s+)?{_WAIT}){_TAIL}", re.I
)
_POLITE = re.compile(
    r"(?:(?:hi|hello|hey|dear)(?:\s+\w+)?|good\s+(?:morning|afternoon|evening)(?:\s+\w+)?|"
    r"(?:ok|okay|understood|got\s+it)|"
    r"(?:many\s+)?(?:thanks|thank\s+you)(?:\s+(?:for\s+(?:the\s+report|your\s+(?:message|question|report|patience)|"
    r"(?:reporting|flagging|raising|asking|reaching\s+out|letting\s+us\s+know)(?:\s+(?:this|that|it))?)|\w+))?|"
    r"sorry(?:\s+(?:about|for)\s+(?:that|this|the\s+(?:trouble|delay|wait|inconvenience)))?)",
    re.I,
)


def only_holds(text: str) -> bool:
    """Whether every piece of a message promises to look or asks for patience, beside greetings and thanks. One piece
    more, a question or a figure, and it may be an answer: then it is taken for one."""
    if "?" in text:
        return False
    plain = _MARKS.sub(" ", plain_text(text).replace("’", "'"))
    pieces = [" ".join(piece.split()) for piece in _PIECES.split(plain)]
    said = [piece for piece in pieces if piece and not _POLITE.fullmatch(piece)]
    return bool(said) and all(_HOLDS.fullmatch(piece) for piece in said)
