"""What an answer says that people here have done or will do: "I have reset it", "our team will call you at 5 pm"."""

from __future__ import annotations

import re

from bot.language.words import plain_text

_TEAM = r"(?:team|support|staff|agents?|engineers?|developers?|colleagues?|specialists?|people|experts?|managers?)"
_WHO = (
    rf"(?:i|we|someone|somebody|(?:our|the|my|a|an|one\s+of\s+our|a\s+member\s+of\s+(?:our|the))\s+"
    rf"(?:[\w-]+\s+){{0,3}}{_TEAM}(?:\s+{_TEAM})?)"
)
_BETWEEN = (
    r"(?:(?:just|already|now|also|then|again|gladly|happily|successfully|immediately|manually|personally|both)\s+)*"
)
_HARMLESS = (
    r"(?:recommend|suggest|advise|understand|apologi[sz]e|hope|think|believe|mean|see|know|guess|find|found|read|want|"
    r"need|like|love|have\s+to|be\s+(?:able|happy|glad)|been\s+(?:told|asked)|no|not|never|n['’]t|any|answered|listed|"
    r"described|explained|included|quoted|summari[sz]ed|shown|added\s+the\s+steps)\b"
)
_IRREGULAR = (
    r"sent|put|set|reset|made|done|run|rerun|begun|built|left|told|got|brought|cut|paid|let|kept|held|read|undone"
)
# "We have", "I've", "our team will", "I'm going to", "we are resetting", "let me reset".
_DONE = re.compile(
    rf"\b{_WHO}(?:\s+(?:have|has|had)|['’](?:ve|d))\s+{_BETWEEN}(?!{_HARMLESS})(?P<deed>(?!open\b|need\b)\w+(?:ed|en)|{_IRREGULAR})\b",
    re.I,
)
_WILL = re.compile(
    rf"\b{_WHO}(?:\s+(?:will|shall|is\s+going\s+to|are\s+going\s+to|am\s+going\s+to|can\s+now)|['’]ll|['’](?:m|re)\s+going\s+to)"
    rf"\s+{_BETWEEN}(?!{_HARMLESS})(?P<deed>\w+)\b",
    re.I,
)
_DOING = re.compile(
    rf"\b{_WHO}(?:\s+(?:am|are|is)|['’](?:m|re))\s+{_BETWEEN}(?P<deed>(?!going\b|missing\b|sorry\b|having\b)\w{{3,}}ing)\b",
    re.I,
)
_DEEDS = (
    r"reset|refunded|cancell?ed|opened|created|filed|raised|submitted|started|restarted|sent|emailed|mailed|called|phoned|"
    r"contacted|escalated|forwarded|notified|informed|fixed|deleted|removed|restored|credited|invited|upgraded|downgraded|"
    r"changed|updated|checked|processed|issued|extended|unlocked|unblocked|enabled|disabled|activated|deactivated|"
    r"corrected|scheduled|transferred|assigned|approved|applied|booked|waived|renewed|reactivated|verified|confirmed|logged|added"
)
_DID = re.compile(rf"(?:^|[.;,:]\s|\band\s|\bso\s)\W*{_WHO}\s+{_BETWEEN}(?P<deed>{_DEEDS})\b", re.I)
_LET_ME = re.compile(
    r"\b(?:let\s+me|allow\s+me\s+to|i\s+can\s+(?:now\s+)?(?:do|handle|arrange|take\s+care))\s+(?P<deed>\w+)", re.I
)
# What nobody says of themselves, and still says that something was done for this customer, or will be.
_PASSIVE = re.compile(
    rf"\b(?:your|the|a|an|this)\s+(?:(?!(?:that|which|who|whose)\b)[\w-]+\s+){{1,4}}?(?:has|have|was|were|(?:is|are)\s+(?:now\s+|currently\s+)?being)\s+"
    rf"(?:now\s+|just\s+|already\s+|been\s+|successfully\s+)*"
    rf"(?P<deed>{_DEEDS})\b",
    re.I,
)
_YOU_WILL = re.compile(
    r"\byou(?:\s+will|['’]ll|\s+are\s+going\s+to)\s+(?:(?:soon|shortly|then|also)\s+)*(?P<deed>"
    r"be\s+(?:refunded|credited|contacted|called|reimbursed|compensated)|hear\s+(?:back|from)|"
    r"(?:get|receive|see)\s+(?:(?:a|an|your|the|our)\s+)?(?:full\s+)?(?:refund|credit|call|callback|reply|reimbursement|compensation))",
    re.I,
)
_SUPPOSED = re.compile(
    r"\b(?:if|once|when|whenever|while|after|until|unless|whether|before|as\s+soon\s+as|in\s+case|that)\b", re.I
)
_SPOKEN = re.compile(r"[“\"][^”\"]*[”\"]|`[^`]*`")
_OWN = (_DONE, _WILL, _DOING, _DID, _LET_ME)
_NOBODYS = (_PASSIVE, _YOU_WILL)


def deed(text: str, quoted: bool) -> str:
    """The words of a sentence that tell of a deed or a promise; empty when it tells of none.

    Of an article's own words (`quoted`) only what "we" did or will do counts: "Once your password has been reset" and
    "Your card was declined" explain the product."""
    plain = _SPOKEN.sub(" ", plain_text(text))
    for pattern in _OWN:
        if found := pattern.search(plain):
            return _shown(found)
    for pattern in () if quoted else _NOBODYS:
        found = pattern.search(plain)
        if found and not _SUPPOSED.search(plain[: found.start()]):
            return _shown(found)
    return ""


def _shown(found: re.Match[str]) -> str:
    return " ".join(found.group().strip(" .;,:").split())
