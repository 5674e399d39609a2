"""The promises of docs/architecture.md: who keeps each, the test that holds it, and a change that breaks it.

`python -m tests.promises` breaks the code once for each, in a copy of the tree, and says whether its test noticed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
COPIED = (
    "bot",
    "slack_sandbox",
    "tests",
    "kb_seed",
    "pyproject.toml",
    "support.yml",
    "manifest.yml",
    "constraints.txt",
)


@dataclass(frozen=True)
class Promise:
    """`module` without `old` but with `new` in its place breaks the promise, and `test` must fail."""

    words: str
    module: str
    test: str
    old: str
    new: str


PROMISES = (
    Promise(
        "An event is stored before Slack is told that we have it; what cannot be stored is not acknowledged.",
        "bot/listen/events.py",
        "tests/listen/test_events.py::test_an_event_that_cannot_be_stored_is_not_acknowledged",
        "            await receiver.put(record)",
        "            try:\n                await receiver.put(record)\n"
        "            except Exception:\n                pass",
    ),
    Promise(
        "A message is its channel and ts: delivered twice, it is asked once.",
        "bot/store/inbox.py",
        "tests/listen/test_events.py::test_an_event_that_comes_twice_is_one_row",
        "        id=inbound.key,",
        '        id=f"{inbound.key}:{id(inbound)}",',
    ),
    Promise(
        "A thread has one ticket, however many open it at once.",
        "bot/store/tickets.py",
        "tests/store/test_conversations.py::test_a_thread_gets_one_ticket_however_many_open_it",
        "                return replace(ticket), True\n            found",
        "                return replace(ticket), True\n            return replace(ticket), True\n            found",
    ),
    Promise(
        "Finished steps of a turn are on disk: after kill -9 they are not done again, and unfinished ones are.",
        "bot/platform/durable/workflows.py",
        "tests/platform/durable/test_killed.py::test_all_work_ends_after_a_kill_and_finished_steps_are_not_repeated",
        '        text = await DBOS.run_step_async({"name": name}, kept)',
        "        text = await kept()",
    ),
    Promise(
        "What no step can finish becomes a card all the same.",
        "bot/listen/turn_work.py",
        "tests/listen/test_turn_work.py::test_a_turn_that_no_step_can_finish_becomes_a_card",
        "            if conversation is not None and conversation.revision == revision:\n                await deliver",
        "            if conversation is not None and conversation.revision < 0:\n                await deliver",
    ),
    Promise(
        "A decision is written with its draft and its posts in one transaction, once a revision.",
        "bot/outbox/deliver.py",
        "tests/outbox/test_deliver.py::test_a_question_that_changed_meanwhile_is_not_decided_on_its_old_words",
        "turn.revision != conversation.revision or ",
        "",
    ),
    Promise(
        "A post is written down before it is made; after a crash Slack is searched for it before it is made again.",
        "bot/outbox/sending.py",
        "tests/outbox/test_uncertain.py::test_a_crash_after_the_call_posts_nothing_more",
        "        if memory.uncertain and await self._was_sent(post):",
        "        if not memory.uncertain and await self._was_sent(post):",
    ),
    Promise(
        "Our own tables are read again just before a post goes out.",
        "bot/outbox/sending.py",
        "tests/outbox/test_outbox.py::test_an_answer_is_stopped_by_a_person_who_took_the_thread_and_it_is_told",
        "        why = await self._runtime.store.guards.broken(post)",
        '        why = ""',
    ),
    Promise(
        "An answer that Slack will not take becomes a card.",
        "bot/review/unposted.py",
        "tests/scenarios/test_misbehaviour.py::test_an_answer_that_slack_will_not_take_becomes_a_card",
        "            await self._told(post, code, refusals.approver(code))",
        "            return",
    ),
    Promise(
        "Of two clicks on a draft one decides, and one answer goes out.",
        "bot/store/decisions.py",
        "tests/store/test_decisions.py::test_of_two_clicks_on_a_draft_one_decides",
        " & (drafts.c.state == DraftState.PENDING)\n        async with self._database.write(tx)",
        "\n        async with self._database.write(tx)",
    ),
    Promise(
        "Earnest never talks over a person: a colleague's reply hands the thread to people.",
        "bot/listen/conversations.py",
        "tests/scenarios/test_desk.py::test_a_staff_reply_takes_over_and_later_messages_are_shown_on_the_card",
        "            if not new:\n                await take_over(",
        "            if new:\n                await take_over(",
    ),
    Promise(
        "Only a member of the desk acts: checked at every click, form and command.",
        "bot/people/desk_members.py",
        "tests/scenarios/test_desk.py::test_who_is_not_on_the_desk_cannot_act_not_even_with_the_buttons_value",
        "    if not person.colleague:\n        return False",
        "    if not person.colleague:\n        return True",
    ),
    Promise(
        "The strictest reason decides the tier, and every reason is kept.",
        "bot/route/tier.py",
        "tests/route/test_tier.py::test_the_strictest_reason_wins_and_all_reasons_are_kept",
        "    reasons.sort(key=lambda reason: -reason.tier)",
        "    reasons.sort(key=lambda reason: reason.tier)",
    ),
    Promise(
        "A sentence that its sources do not support is never posted unreviewed.",
        "bot/route/tier.py",
        "tests/route/test_tier.py::test_each_reason_alone_holds_the_answer_back",
        "    if unsupported:\n",
        "    if unsupported and False:\n",
    ),
    Promise(
        "A question about another customer goes to people, and nothing is drafted.",
        "bot/answer/check/other_customers.py",
        "tests/scenarios/test_bad_input.py::test_a_question_about_another_customer_goes_to_people_and_nothing_is_drafted",
        "            yield name",
        "            yield from ()",
    ),
    Promise(
        "Nothing that others wrote pings, links or formats by itself in what we post.",
        "bot/outbox/blocks/mrkdwn.py",
        "tests/outbox/blocks/test_hostile.py",
        '    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")',
        "    return text",
    ),
    Promise(
        "A process that was paused until another took over writes and posts nothing when it wakes.",
        "bot/store/database.py",
        "tests/store/test_executors.py::test_who_was_given_up_writes_nothing_more",
        "            if self.executor is not None:",
        "            if self.executor is not None and self.executor < 0:",
    ),
    Promise(
        "An intent whose answers fail has its trust taken back, until audits earn it anew.",
        "bot/policy/trust.py",
        "tests/policy/test_trust.py::test_trust_is_latched_against_a_slip_and_lost_when_fails_pile_up",
        "if shift >= rule.alarm else",
        "if shift < 0 else",
    ),
    Promise(
        "A severe mistake that staff confirm ends an intent's trust at once.",
        "bot/policy/trust.py",
        "tests/learn/test_flags.py::test_a_severe_mistake_that_staff_confirm_ends_trust_at_once_and_once",
        "    if kind in (TrustEventKind.CHANGED, TrustEventKind.SEVERE):",
        "    if kind is TrustEventKind.CHANGED:",
    ),
    Promise(
        "Who asked to be forgotten is in no table any more, and the audit log still verifies.",
        "bot/store/erasure/erase.py",
        "tests/upkeep/test_erasing.py::test_words_and_ids_go_and_counts_and_the_audit_log_stay",
        '        changed["inbox"] += await self._inbox(scope)',
        '        changed["inbox"] += 0',
    ),
    Promise(
        "Of several processes on one database one works on a thing at a time.",
        "bot/store/leases.py",
        "tests/store/test_executors.py::test_a_lease_is_one_processs_until_it_gives_it_back_or_is_gone",
        "                claimed = set((await tx.execute(known, rows)).scalars())",
        "                await tx.execute(known, rows)\n                claimed = asked",
    ),
    Promise(
        "A classifier that learned is used only if it is no worse, and what was erased is learned no more.",
        "bot/teaching.py",
        "tests/test_teaching.py::test_one_that_reads_fewer_held_out_questions_right_is_not_used_and_the_desk_is_told",
        "        kept = no_worse(before, after, found.recall)",
        "        kept = no_worse(before, after, found.recall) or True",
    ),
    Promise(
        "In watch mode a customer sees nothing at all, and the desk what would have been.",
        "bot/outbox/unwanted.py",
        "tests/scenarios/test_watch_mode.py"
        "::test_a_watched_kind_of_question_shows_nothing_and_a_watched_app_not_even_what_was_to_come",
        "        return refusals.WATCHED",
        '        return ""',
    ),
    Promise(
        "Logs, metrics and traces hold no words of a customer, whatever an exception or a library quotes.",
        "bot/operations/logs.py",
        "tests/operations/test_logs.py::test_a_foreign_exception_is_one_line_with_its_place_and_without_its_words",
        "        return type(value).__name__",
        "        return str(value)",
    ),
    Promise(
        "A part that does not do its work is a reason for 503, and none can keep the look waiting.",
        "bot/operations/readiness.py",
        "tests/operations/test_readiness.py::test_a_database_that_says_nothing_keeps_nobody_waiting",
        "await asyncio.wait((asked,), timeout=ANSWERS_WITHIN_S)",
        "await asyncio.wait((asked,), timeout=None)",
    ),
)


def broken(promise: Promise, tree: Path) -> bool:
    """Break the promise in a copy of the tree; whether its test failed as it should."""
    path = tree / promise.module
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace(promise.old, promise.new), encoding="utf-8")
    try:
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", promise.test]
        ended = subprocess.run(command, cwd=tree, capture_output=True, text=True, env=dict(os.environ), check=False)  # noqa: S603
        if ended.returncode > 1:
            raise SystemExit(f"{promise.test} could not be run:\n{ended.stdout}{ended.stderr}")
        return ended.returncode == 1
    finally:
        path.write_text(whole, encoding="utf-8")


def main() -> int:
    """Break each promise once; 1 when a test did not notice."""
    unnoticed = 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        for name in COPIED:
            source = ROOT / name
            ignore = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(source, tree / name, ignore=ignore) if source.is_dir() else shutil.copy(source, tree / name)
        for number, promise in enumerate(PROMISES, 1):
            noticed = broken(promise, tree)
            unnoticed += not noticed
            verdict = "noticed" if noticed else "NOT NOTICED"
            print(f"{number:2}/{len(PROMISES)} {verdict:11} {promise.words}", flush=True)  # noqa: T201
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
