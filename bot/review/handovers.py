"""What was given to a team goes on when nobody takes it in time: to the next team, else to the next who is on call."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.outbox.team_intents import clock_note
from bot.platform.work import working_on
from bot.policy import Team
from bot.policy.teams import is_user_id
from bot.review.reassign import Move, card_row, reassign
from bot.runtime import Runtime
from bot.store.handovers import Handover
from bot.texts import clocks as words

LOOK_BACK = timedelta(days=7)  # who has waited longer was passed on long ago


class PassingOn:
    """All by rows and the clock: what fell due while nothing ran is done at the next look, once."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def work(self) -> datetime | None:
        """One look at all that waits to be taken; when the next falls due, None when none does."""
        runtime, now = self._runtime, self._runtime.clock.now()
        if not any(team.take_within for team in runtime.policy.teams.values()):
            return None
        coming = []
        for waiting in await runtime.store.handovers.untaken(now - LOOK_BACK):
            team = runtime.policy.teams.get(waiting.team)
            if team is None or team.take_within is None:
                continue
            if now < waiting.at + team.take_within:
                coming.append(waiting.at + team.take_within)
            else:
                with working_on(ticket=waiting.ticket_id):
                    await self._pass_on(waiting, team, now)
        return min(coming, default=None)

    async def _pass_on(self, waiting: Handover, team: Team, now: datetime) -> None:
        runtime = self._runtime
        async with runtime.store.begin() as tx:
            ticket = await runtime.store.tickets.get(waiting.ticket_id, tx)
            row = await card_row(runtime, waiting.ticket_id, tx)
            if ticket is None or row is None or not await runtime.store.handovers.waits(waiting, tx):
                return
            if team.then is not None:
                move = Move(team.then, f"after:{waiting.id}", reason=words.NOT_TAKEN)
                await reassign(runtime, ticket, row, move, tx)
            else:
                following = team.next_on_call(now, runtime.policy.hours.zone)
                note = clock_note(
                    runtime.directory.desk,
                    f"not_taken:{waiting.id}",
                    words.not_taken(ticket.account or "", waiting.team, team.take_within or timedelta()),
                    person=following if is_user_id(following) else "",
                    oncall="" if is_user_id(following) else following,
                    about=ticket,
                )
                await runtime.store.posts.add([note], tx)
        runtime.wake.posts.set()
