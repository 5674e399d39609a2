"""What the page shows of forwards, workflows, guests, closed channels and direct messages."""

from __future__ import annotations

from dataclasses import replace

from playwright.async_api import expect

from slack_sandbox import NewFile, Sandbox
from tests.browser.windows import Windows
from tests.slack_sandbox.conftest import client_of

DESK, ACME = "C0DESK0001", "C0LUMACME1"


async def test_a_forward_shows_who_said_what_and_where(windows: Windows, sandbox: Sandbox) -> None:
    drive = sandbox.drive
    original = await drive.post("kenji", "lumio-globex", "Please refund us", files=[NewFile("proof.pdf")])
    await drive.forward("nora", "support-desk", "lumio-globex", original["ts"], "what do we say?")
    nora = await windows.open("nora", DESK)
    shared = nora.message("what do we say?").locator('[data-attachment="shared"]')
    for text in ("Kenji Mori", "Please refund us", "proof.pdf", "Posted in #lumio-globex"):
        await expect(shared).to_contain_text(text)
    await shared.get_by_role("link", name="Posted in #lumio-globex").click()
    await expect(nora.main.get_by_role("heading", name="lumio-globex")).to_be_visible()


async def test_attachments_show_their_fields(windows: Windows, sandbox: Sandbox) -> None:
    fields = [{"title": "host", "value": "db1"}]
    alert = {"pretext": "Alert", "author_name": "Monitor", "title": "Disk full", "text": "91 %", "fields": fields}
    await sandbox.drive.post("statusbot", "team-billing", "", attachments=[alert])
    nora = await windows.open("nora", "C0BILLING1")
    for text in ("Alert", "Monitor", "Disk full", "91 %", "host", "db1"):
        await expect(nora.main.locator(".attachment")).to_contain_text(text)


async def test_guests_workflows_and_apps_are_marked(windows: Windows, sandbox: Sandbox) -> None:
    drive = sandbox.drive
    drive.new_bot("Lumio", "intake", "Intake", workflow=True)
    drive.new_user("Acme Facilities", "gus", "Gus Guest", restricted=True)
    await drive.join("gus", "lumio-acme")
    drive.report("dana", event_team="")
    await drive.post("intake", "lumio-acme", "from the form")
    await drive.post("gus", "lumio-acme", "as a guest")
    await drive.post("dana", "lumio-acme", "without a team")
    nora = await windows.open("nora", ACME)
    for text, badge in (
        ("from the form", "Workflow"),
        ("as a guest", "Guest"),
        ("without a team", "Reported otherwise"),
    ):
        await expect(nora.message(text).locator(".badge").first).to_have_text(badge)


async def test_an_archived_channel_says_so_and_takes_nothing(windows: Windows, sandbox: Sandbox) -> None:
    dana = await windows.open("dana", ACME)
    box = dana.main.locator(".compose-box textarea")
    await expect(box).to_be_enabled()
    await sandbox.drive.archive("lumio-acme", user="nora")
    await expect(box).to_be_disabled()
    await expect(dana.main.locator("header .badge", has_text="Archived")).to_be_visible()
    await expect(dana.page.locator(f'[data-place="{ACME}"] .badge')).to_have_text("Archived")


async def test_a_direct_message_of_the_app_can_be_read_and_not_answered(windows: Windows, sandbox: Sandbox) -> None:
    grants = sandbox.workspace.grants
    sandbox.workspace.grants = replace(grants, messages_tab=True, messages_tab_read_only=True)
    nora = await windows.open("nora", DESK)
    await expect(nora.page.get_by_role("heading", name="Channels")).to_be_visible()
    assert await nora.page.get_by_role("heading", name="Direct messages").count() == 0
    posted = await client_of(sandbox).chat_postMessage(channel="U0NORA0001", text="The desk is archived")
    await nora.page.locator(f'[data-place="{posted["channel"]}"]').click()
    await expect(nora.message("The desk is archived")).to_be_visible()
    await expect(nora.main.get_by_role("heading", name="Earnest")).to_be_visible()
    await expect(nora.main.locator(".compose-box textarea")).to_be_disabled()
