"""A report as a member of the desk sees it in the sandbox's page, and as one HTML page by itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from playwright.async_api import Browser, expect

from bot.evaluation.report_page import report_page
from bot.policy.weekly_digest import following
from tests.browser.windows import Windows
from tests.fakes.clock import ManualClock
from tests.learn.test_weekly_digest import weekly
from tests.outbox.blocks.test_report import made
from tests.scenarios.conftest import Running

DESK = "C0DESK0001"


async def test_the_desk_sees_charts_and_a_table_with_definitions(staffed: Windows, earnest: Running) -> None:
    asked = await earnest.stage.say("dana", earnest.channel(), "How do I reset my password?")
    await earnest.stage.answer(asked)
    priya = await staffed.open("priya", DESK)
    await priya.write("/earnest report 30d")
    shown = priya.message("The 30 days up to")
    await expect(shown.locator("figure.chart")).to_have_count(2)
    await expect(shown.locator("figure.chart svg").first).to_be_visible()
    await expect(shown.locator("figcaption").first).to_have_text("Requests by tier")
    table = shown.locator("table").last
    await expect(table.locator("thead th")).to_have_text(["Figure", "Now", "Before", "What it means"])
    await expect(table.locator("tbody tr").first).to_contain_text("Tickets opened in the window")
    split = priya.message("By intent, account and tier")
    await expect(split.locator("table")).to_contain_text("intent password_reset")
    assert await shown.locator(".cannot").count() == 0


async def test_the_desk_channel_shows_the_weeks_digest_with_charts(staffed: Windows, earnest: Running) -> None:
    asked = await earnest.stage.say("dana", earnest.channel(), "How do I reset my password?")
    await earnest.stage.answer(asked)
    runtime = earnest.earnest.runtime
    rule = runtime.policy.desk.digest
    assert rule is not None
    due = following(rule, runtime.clock.now(), runtime.zone)
    await weekly(replace(runtime, clock=ManualClock(due))).work()
    priya = await staffed.open("priya", DESK)
    digest = priya.message("The week at the desk")
    await expect(digest.locator("figure.chart svg")).to_have_count(2)
    await expect(digest.locator("table").last).to_contain_text("Tickets opened in the window")
    for title in ("Trust", "Queues", "What no article answers", "2 stale articles to review"):
        await expect(digest).to_contain_text(title)
    assert await digest.locator(".cannot").count() == 0


async def test_the_page_by_itself_shows_a_definition_on_hover_in_light_and_dark(
    browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "report.html"
    path.write_text(report_page(made()), encoding="utf-8")
    grounds = []
    for scheme in ("light", "dark"):
        page = await browser.new_page(color_scheme=scheme)
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        await page.goto(path.as_uri())
        await expect(page.locator("svg")).to_have_count(4)
        meaning = await page.locator("td abbr", has_text="Requests").first.get_attribute("title")
        assert meaning == "Tickets opened in the window; one in which nothing was a request is left out."
        grounds.append(await page.evaluate("getComputedStyle(document.body).backgroundColor"))
        assert asked == [path.as_uri()]
        await page.close()
    assert len(set(grounds)) == 2
