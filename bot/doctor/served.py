"""Can every customer channel of the policy be heard, and is it what the policy takes it for?"""

from __future__ import annotations

from collections.abc import Sequence

from bot.doctor.finding import Finding, counted, fail, ok, warn
from bot.doctor.places import Place, Places, Seen
from bot.policy import ChannelPolicy, Policy

SERVED = "served channels"


async def check_served(places: Places, policy: Policy) -> Sequence[Finding]:
    """A finding for each channel with something to fix, else one in all."""
    found: list[Finding] = []
    heard: set[str] = set()
    for named, entry in policy.channels.items():
        place = await places.find(named)
        heard |= {named, place.facts.id} if place.facts else {named}
        found += _served(place, entry)
    return found + await _others(places, heard, policy, fixed=bool(found))


def _served(place: Place, entry: ChannelPolicy) -> list[Finding]:
    name = f"channel {place.named}"
    key = f"channels.{place.named}"
    if place.seen is Seen.NOT_FOUND:
        what = "no such channel, or a private one that Earnest is not in, so nothing is heard there"
        return [fail(name, what, f"write `/invite @Earnest` there, or correct the id in {key} of the policy")]
    if place.seen is Seen.UNTOLD:
        fix = "grant channels:read and groups:read, or make sure by hand that Earnest was invited there"
        return [warn(name, "Slack does not say whether Earnest is in it", fix)]
    if place.seen is Seen.ARCHIVED:
        return [warn(name, f"{place.label} is archived, so nothing is asked there", f"unarchive it, or take {key} out")]
    if place.seen is Seen.NOT_MEMBER:
        what = f"Earnest is not a member of {place.label}, so nothing is heard there"
        return [fail(name, what, "write `/invite @Earnest` there")]
    if entry.customers == "external" and not place.shared:
        what = f"{place.label} is not shared with another organisation, so nobody there counts as a customer"
        return [warn(name, what, f"share it through Slack Connect, or set {key}.customers to everyone or to user ids")]
    if entry.account is None and entry.kind == "support":
        fix = f"set {key}.account to a name under accounts, unless that is meant"
        return [warn(name, f"{place.label} has no account, so answers cannot depend on the customer's plan", fix)]
    return []


async def _others(places: Places, heard: set[str], policy: Policy, *, fixed: bool) -> list[Finding]:
    """What is served without being listed: an external shared channel, without account data."""
    joined = await places.joined() or ()
    unlisted = [each for each in joined if each.is_ext_shared and each.id not in heard and f"#{each.name}" not in heard]
    if not policy.channels and not unlisted:
        fix = "invite Earnest to a customer's shared channel, and list its id under channels in the policy"
        return [warn(SERVED, "Earnest is in no customer channel yet", fix)]
    parts = [f"{counted(len(policy.channels), 'channel')} of the policy heard"] if policy.channels and not fixed else []
    if unlisted:
        parts.append(f"{counted(len(unlisted), 'shared channel')} not in the policy, served without account data")
    return [ok(SERVED, "; ".join(parts))] if parts else []
