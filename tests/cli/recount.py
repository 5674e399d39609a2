"""Counts the figures of a report again, from nothing but exported JSON rows, an index of review dates and a policy."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

Row = dict[str, Any]
Numbers = dict[str, float | None]


def when(text: str) -> datetime:
    return datetime.fromisoformat(text)


def length(text: str) -> timedelta:
    hours, minutes = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?", text).groups()  # type: ignore[union-attr]
    return timedelta(hours=int(hours or 0), minutes=int(minutes or 0))


def quantile(values: Sequence[float], per_cent: int) -> float | None:
    """Nearest rank."""
    ranked = sorted(values)
    for place, value in enumerate(ranked, 1):
        if place * 100 >= per_cent * len(ranked):
            return value
    return None


def average(values: Iterable[float]) -> float | None:
    found = list(values)
    return float(sum(map(Fraction, found)) / len(found)) if found else None


def distance(one: str, other: str) -> float:
    """Levenshtein's, by the textbook, over the longer length; case and runs of spaces apart."""
    a, b = " ".join(one.lower().split()), " ".join(other.lower().split())
    line = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        line, above = [i], line
        for j, right in enumerate(b, 1):
            line.append(min(above[j] + 1, line[-1] + 1, above[j - 1] + (left != right)))
    return line[-1] / max(len(a), len(b), 1)


class Recount:
    """`kinds` holds the rows of each export; hours must be around the clock."""

    def __init__(self, kinds: dict[str, list[Row]], tiers: dict[str, Any], start: datetime, end: datetime) -> None:
        self.tickets = [row for row in kinds["tickets"] if row["request"] and when(row["opened_at"]) < end]
        self.kinds, self.tiers, self.start, self.end = kinds, tiers, start, end
        self.opened = [row for row in self.tickets if self.within(row["opened_at"])]

    def within(self, at: str | datetime) -> bool:
        return self.start <= (when(at) if isinstance(at, str) else at) < self.end

    # ------------------------------------------------------------ how a ticket went

    def said(self, row: Row) -> list[Row]:
        kept = [turn for turn in row["turns"] if not turn["deleted"]]
        return sorted(kept, key=lambda turn: (when(turn["at"]), turn["role"] != "customer"))

    def spells(self, row: Row, *, unheld: bool = False) -> list[Row]:
        """Each time the customer waited: from, to (None: still), by, first, urgent, and the parts that count. `unheld`:
        a colleague who only holds has not replied."""
        order = {"customer": 0, "staff": 1, "earnest": 1}
        marks = [(when(t["at"]), order[t["role"]], t["role"], t) for t in self.said(row)]
        marks = [mark for mark in marks if not unheld or mark[2] != "staff" or mark[3]["request"]]
        marks += [(when(s["at"]), 2, s["status"], s) for s in row["states"]]
        marks += [(when(at), 2, "withdrawn", {}) for at in row["withdrawn"]]
        found: list[Row] = []
        frozen = ""
        answered = False
        for at, _, what, said in sorted(marks, key=lambda mark: mark[:2]):
            now = found[-1] if found and found[-1]["to"] is None else None
            if what == "customer":
                if now:
                    now["urgent"] |= said["urgent"] and said["request"]
                elif said["request"] and frozen == "on_hold":
                    found[-1] |= {"to": None, "urgent": found[-1]["urgent"] or said["urgent"]}
                    found[-1]["parts"].append([at, None])
                    frozen = ""
                elif said["request"]:
                    found.append({"from": at, "to": None, "by": None, "first": not answered, "urgent": said["urgent"]})
                    found[-1]["parts"] = [[at, None]]
                    frozen = ""
            elif what in ("staff", "earnest"):
                if now or frozen == "on_hold":
                    found[-1] |= {"to": at, "by": what}
                    if now:
                        now["parts"][-1][1] = at
                    else:
                        found[-1]["parts"].append([at, at])
                answered, frozen = True, ""
            elif what != "open":
                if now:
                    now["to"] = now["parts"][-1][1] = at
                frozen = what if what != "withdrawn" and (now or frozen) else ""
            elif frozen:
                found[-1]["to"] = None
                found[-1]["parts"].append([at, None])
                frozen = ""
        return found

    def due(self, parts: list[list[Any]], target: timedelta) -> datetime | None:
        """When the parts add up to the target: only before the end of one, or in one without an end."""
        for start, end in parts:
            if end is None or end - start > target:
                return start + target  # type: ignore[no-any-return]
            target -= end - start
        return None

    def answered_spells(self, rows: Iterable[Row], *, first: bool) -> list[Row]:
        found = [s for row in rows for s in self.spells(row) if s["first"] is first]
        return [s for s in found if s["by"] and s["to"] < self.end]

    def status(self, row: Row) -> str:
        past = [s["status"] for s in row["states"] if when(s["at"]) < self.end]
        return str(past[-1]) if past else "open"

    def spoke(self, row: Row, role: str) -> bool:
        return any(turn["role"] == role and when(turn["at"]) < self.end for turn in self.said(row))

    # ------------------------------------------------------------ figures

    def figures(self) -> Numbers:
        found: Numbers = {"requests": len(self.opened)}
        found |= self.replies() | self.clock_figures() | self.endings() | self.backlog() | self.funnel()
        found |= self.quality() | self.work()
        return found

    def replies(self) -> Numbers:
        later = [s for s in self.answered_spells(self.tickets, first=False) if self.within(s["from"])]
        first = self.answered_spells(self.opened, first=True)
        found: Numbers = {"replied": len(first), "next_replied": len(later)}
        for name, spells in (("first", first), ("next", later)):
            for infix, by in (("", None), ("_bot", "earnest"), ("_staff", "staff")):
                took = [(s["to"] - s["from"]).total_seconds() / 60 for s in spells if by in (None, s["by"])]
                found[f"{name}_reply{infix}_p50"] = quantile(took, 50)
                found[f"{name}_reply{infix}_p90"] = quantile(took, 90)
        return found

    def clocks(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for row in self.tickets:
            for name, at in self.ended(row, self.tiers.get(row["account_tier"]) or {}):
                if self.within(at):
                    counts = found.setdefault(row["account_tier"], {})
                    counts[name] = counts.get(name, 0) + 1
        return found

    def ended(self, row: Row, targets: dict[str, Any]) -> list[tuple[str, datetime]]:
        """Each clock of a ticket that ended: how, and when."""
        found = []
        for s in self.spells(row):
            target = self.target(targets, "first_response" if s["first"] else "next_response", urgent=s["urgent"])
            if target is None or (s["to"] is None and row["state"] == "closed"):
                continue
            # A wait that a hold stopped, or a resolution, may still fall due by what had run before.
            due = self.due([*s["parts"][:-1], [s["parts"][-1][0], None]], target)
            assert due is not None
            name = "first" if s["first"] else "next"
            if s["to"] is None or s["to"] > due:
                found.append((f"{name}_breached", due))
            elif s["by"]:
                found.append((f"{name}_kept", s["to"]))
        for parts, urgent, resolved in self.runs(row):
            target = self.target(targets, "resolution", urgent=urgent)
            if target is None or (resolved is None and row["state"] == "closed"):
                continue
            if (due := self.due(parts, target)) is not None:
                found.append(("resolution_breached", due))
            elif resolved:
                found.append(("resolution_kept", resolved))
        return found

    def target(self, targets: dict[str, Any], name: str, *, urgent: bool) -> timedelta | None:
        known = [each[name] for each in (targets, (targets.get("urgent") or {}) if urgent else {}) if name in each]
        return min(map(length, known), default=None)

    def runs(self, row: Row) -> list[tuple[list[list[Any]], bool, datetime | None]]:
        """What was asked until it was resolved for more than seven days: parts, urgent, when resolved."""
        groups: list[list[Row]] = []
        for s in self.spells(row, unheld=True):
            before = groups[-1][-1]["from"] if groups else None
            ends = [when(x["at"]) for x in row["states"] if x["status"] == "resolved"]
            ends = [at for at in ends if before is not None and before <= at <= s["from"]]
            if before is None or (ends and s["from"] - max(ends) > timedelta(days=7)):
                groups.append([])
            groups[-1].append(s)
        found = []
        for number, group in enumerate(groups):
            last = number + 1 == len(groups)
            until = None if last else groups[number + 1][0]["from"]
            states = [x for x in row["states"] if when(x["at"]) >= group[0]["from"]]
            states = [x for x in states if until is None or when(x["at"]) < until]
            if not last:
                states = [x for x in states if x["status"] == "resolved"]
            done = when(states[-1]["at"]) if states and states[-1]["status"] == "resolved" else None
            found.append(([p for s in group for p in s["parts"]], any(s["urgent"] for s in group), done))
        return found

    def clock_figures(self) -> Numbers:
        counts = [item for each in self.clocks().values() for item in each.items()]
        found: Numbers = {}
        for figure, names in (("clocks", ("first", "next")), ("resolution_clocks", ("resolution",))):
            for how in ("kept", "breached"):
                wanted = {f"{name}_{how}" for name in names}
                found[f"{figure}_{how}"] = sum(number for name, number in counts if name in wanted)
        return found

    def resolutions(self) -> list[tuple[Row, Row]]:
        return [(r, s) for r in self.tickets for s in r["states"] if s["status"] == "resolved" and self.within(s["at"])]

    def endings(self) -> Numbers:
        took = []
        for row, state in self.resolutions():
            at = when(state["at"])
            parts = [part for s in self.spells(row, unheld=True) for part in s["parts"] if part[0] < at]
            waited = [(min(end or at, at) - start).total_seconds() for start, end in parts]
            took.append(sum(waited) / 3600)
        reopened = 0
        for row in self.tickets:
            pairs = zip(row["states"], row["states"][1:], strict=False)
            reopened += sum(
                (a["status"], b["status"]) == ("resolved", "open")
                and when(b["at"]) - when(a["at"]) <= timedelta(days=7)
                and self.within(b["at"])
                for a, b in pairs
            )
        return {
            "resolution_p50": quantile(took, 50),
            "resolution_p90": quantile(took, 90),
            "resolved_confirmed": sum(state["how"] == "confirmed" for _, state in self.resolutions()),
            "resolved_assumed": sum(state["how"] == "assumed" for _, state in self.resolutions()),
            "reopened": reopened,
        }

    def waiting(self) -> list[Row]:
        return [row for row in self.tickets if row["state"] != "closed" and self.status(row) != "resolved"]

    def backlog(self) -> Numbers:
        waiting = self.waiting()
        ours = [
            any(start < self.end and (end or self.end) >= self.end for start, end in parts)
            for parts in ([part for s in self.spells(r, unheld=True) for part in s["parts"]] for r in waiting)
        ]
        oldest = min((when(row["opened_at"]) for row in waiting), default=None)
        return {
            "open": len(waiting),
            "open_on_us": sum(ours),
            "open_unowned": sum(not row["owner"] and not row["taken_by"] for row in waiting),
            "oldest_open": (self.end - oldest).total_seconds() / 3600 if oldest else None,
        }

    def funnel(self, rows: list[Row] | None = None) -> Numbers:
        rows = self.opened if rows is None else rows
        involved = [r for r in rows if any(not d["empty"] and when(d["made_at"]) < self.end for d in r["drafts"])]
        answered = [row for row in involved if self.spoke(row, "earnest")]
        alone = [r for r in answered if not self.spoke(r, "staff") and self.status(r) == "resolved"]
        left = 0
        for row in alone:
            how = [s["how"] for s in row["states"] if when(s["at"]) < self.end][-1]
            again = sum(s["from"] < self.end for s in self.spells(row)) > 1
            votes = (vote for each in row["answers"] for vote in each["votes"])
            left += how == "assumed" and (again or any(v["vote"] == "down" and when(v["at"]) < self.end for v in votes))
        return {
            "involved": len(involved),
            "answered": len(answered),
            "resolved_alone": len(alone) - left,
            "abandoned": left,
        }

    def audited(self, intent: str | None = None) -> Numbers:
        rows = [row for row in self.kinds["audits"] if row["counted"] and self.within(row["at"])]
        right = [row["accurate"] for row in rows if intent in (None, row["intent"])]
        n, z = len(right), 1.959964
        low = high = share = None
        if n:
            share = sum(right) / n
            # The ends are the roots of (p - share)^2 = z^2 p (1 - p) / n.
            a, b, c = 1 + z * z / n, -(2 * share + z * z / n), share * share
            root = math.sqrt(max(b * b - 4 * a * c, 0.0))
            low, high = max(0.0, (-b - root) / (2 * a)), min(1.0, (-b + root) / (2 * a))
        return {"audits": n, "accuracy": share, "accuracy_low": low, "accuracy_high": high}

    def quality(self) -> Numbers:
        audited = self.audited()
        routed = [row for row in self.opened if row["first_team"]]
        right = []
        for row in routed:
            teams = [move["team"] for move in row["moves"] if when(move["at"]) < self.end and move["team"]]
            right.append(not teams or teams[-1] == row["first_team"])
        posted = [each for row in self.tickets for each in row["answers"] if self.within(each["at"])]
        cast = [[v["vote"] == "up" for v in each["votes"] if when(v["at"]) < self.end] for each in posted]
        sent = [r for r in self.kinds["reviews"] if r["outcome"] in ("approved", "edited") and self.within(r["at"])]
        counted = {row["id"] for row in self.kinds["tickets"] if row["request"]}
        changed = [distance(r["draft"], r["final"] or r["draft"]) for r in sent if r["ticket_id"] in counted]
        return {
            "audited_accuracy": audited["accuracy"],
            "audited_accuracy_low": audited["accuracy_low"],
            "audited_accuracy_high": audited["accuracy_high"],
            "audits": audited["audits"],
            "routing_accuracy": average(right),
            "routed": len(right),
            "csat": average(up for each in cast for up in each),
            "csat_votes": sum(map(len, cast)),
            "csat_response_rate": average(bool(each) for each in cast),
            "edit_distance": average(changed),
            "drafts_sent": len(changed),
        }

    def minutes(self) -> dict[str, float]:
        acts: list[tuple[datetime, str, str, datetime, int]] = []
        for row in self.tickets:
            for draft in row["drafts"]:
                if draft["outcome"] in ("approved", "edited", "declined"):
                    acts.append((when(draft["decided_at"]), draft["by"], row["id"], when(draft["made_at"]), 300))
            said = self.said(row)
            for number, turn in enumerate(said):
                ready = said[number - 1]["at"] if number else row["opened_at"]
                if turn["role"] == "staff":
                    acts.append((when(turn["at"]), turn["by"], row["id"], when(ready), 600))
        found: dict[str, float] = {}
        acts.sort()
        for place, (at, by, ticket, ready, most) in enumerate(acts):
            before = [act[0] for act in acts[:place] if act[1] == by]
            began = max([ready, *before[-1:]])
            if self.within(at):
                found[ticket] = found.get(ticket, 0) + max(0.0, min((at - began).total_seconds(), most)) / 60
        return found

    def costs(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for row in self.kinds["calls"]:
            if self.within(row["at"]):
                found[row["ticket_id"]] = found.get(row["ticket_id"], 0) + row["cost_usd"]
        return found

    def work(self) -> Numbers:
        touches = []
        for row in self.tickets:
            ends = [when(s["at"]) for s in row["states"] if s["status"] == "resolved" and self.within(s["at"])]
            if ends:
                roles = "".join(
                    "c" if t["role"] == "customer" else "o" for t in self.said(row) if when(t["at"]) < ends[-1]
                )
                touches.append(len(re.findall("o+", roles)))
        flagged = {
            row["article_id"]
            for row in self.kinds["articles"]
            if when(row["at"]) < self.end and (not row["cleared_at"] or when(row["cleared_at"]) >= self.end)
        }
        return {
            "touches": average(touches),
            "one_touch_share": average(count == 1 for count in touches),
            "reassignments": sum(self.within(move["at"]) for row in self.tickets for move in row["moves"]),
            "cost": sum(self.costs().values()),
            "staff_minutes": sum(self.minutes().values()),
            "flagged_articles": len(flagged),
        }

    # ------------------------------------------------------------ breakdowns

    def split(self, key: Callable[[Row], str]) -> dict[str, Numbers]:
        found: dict[str, Numbers] = {}
        costs, minutes = self.costs(), self.minutes()
        for name in {key(row) for row in self.tickets}:
            mine = [row for row in self.tickets if key(row) == name]
            opened = [row for row in mine if self.within(row["opened_at"])]
            took = [(s["to"] - s["from"]).total_seconds() / 60 for s in self.answered_spells(opened, first=True)]
            touched = [row for row in mine if row in opened or row["id"] in costs or row["id"] in minutes]
            if touched:
                found[name] = {
                    "requests": len(opened),
                    "replied": len(took),
                    "first_reply_p50": quantile(took, 50),
                    "answered": self.funnel(opened)["answered"],
                    "cost": sum(costs.get(row["id"], 0) for row in mine),
                    "staff_minutes": sum(minutes.get(row["id"], 0) for row in mine),
                }
        return found
