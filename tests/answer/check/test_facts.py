"""Facts: amounts, dates, links and names in normal form, and which of them a source lacks."""

from __future__ import annotations

import pytest

from bot.answer.check.facts import FactKind, facts, missing
from bot.language.quantities import quantities


def lost(claim: str, source: str) -> list[str]:
    return [fact.shown for fact in missing(facts(claim), source)]


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("up to 1000 rows", "up to 1,000 rows"),
        ("ten files", "10 files"),
        ("twenty-five seats", "25 seats"),
        ("40 dollars", "$40"),
        ("USD 40", "$40"),
        ("15 percent", "15 %"),
        ("1 day", "24 hours"),
        ("one year", "12 months"),
        ("0.5 GB", "500 MB"),
        ("5 to 10 days", "between 5 days and 10 days"),
        ("20 November 2026", "on 2026-11-20"),
        ("at 2:30 pm", "at 14:30"),
        ("see https://help.lumio.example/a/", "[A](https://help.lumio.example/a)"),
        ("open **Settings > Billing**", "Open the settings, then billing."),
        ("There are two ways to pay.", "Pay by card or by bank transfer."),
        ("10 GB", "| storage in GB |\n|---|\n| 10 |"),
        ("the day resets at 00:00 UTC", "The day starts at 00:00 UTC."),
        ("up to 20 people", "Enter up to 20 recipients. Reports are sent at 06:00."),
        ("kept for 5 years", "Closed ones are kept for 5 years."),
        ("until the end of October 2025", "As of October 31st, 2025, it is gone."),
        ("It takes three settings: the switch, the level and the channel.", "Set the switch, the level, the channel."),
        ("2. Subscriptions are paid ahead.", "Subscriptions are paid ahead."),
        ("**Backups**: Display the last one.", "The last one is shown."),
        ("set just the URL", "leave only the address"),
        ("a name like 'Tools for Lumio'", "such as Tools for Lumio"),
        ("edit `/etc/hosts` in v6.1.20", "In version 6.1.20, edit /etc/hosts."),
        ("put it into `config.json`", "Write it to /srv/lumio/config.json."),
        ("open status.lumio.ru", "See https://status.lumio.ru/now."),
        ("click **Resume projects**", "Click **Resume project** and confirm."),
        ("open **Settings → Exports**", "In the settings, open exports."),
        ("see step 2", "1. Open it.\n2. Save it."),
        ("On a Mac, hold Option.", "With macOS, hold Option."),
        ("Press Cmd and K there.", "Press **Command** with **K**."),
        ("at most 30 days", "The number of days is 30 unless you change it."),
    ],
)
def test_the_same_fact_in_another_spelling_is_found(claim: str, source: str) -> None:
    assert lost(claim, source) == []


@pytest.mark.parametrize(
    ("claim", "source", "fact"),
    [
        ("within 30 minutes", "within 30 days", "30 minutes"),
        ("it costs €40", "it costs $40", "40"),
        ("up to 41 files", "up to 40 files", "41"),
        ("30 mails", "a link lasts 30 minutes", "30"),
        ("ask sales@lumio.example", "ask support@lumio.example", "sales@lumio.example"),
        ("see https://evil.example/x", "see https://help.lumio.example/x", "https://evil.example/x"),
        ("on 21 November", "on 2026-11-20", "21 November"),
        ("it works with Salesforce too", "It works with Slack.", "Salesforce"),
        ("select **Bulk archive**", "Select bulk edit.", "Bulk archive"),
        ("it costs ² more than 20", "It costs 06 more.", "20"),
        ("put /discord at the end", "put /slack at the end", "/discord"),
        ("since v6.1.20", "since v6.1.21", "v6.1.20"),
        ("since 2024", "As of October 31st, 2025, it is gone.", "2024"),
        ("It takes three admins.", "It takes admins.", "three"),
        ("**Backups**: Display the last one in Vault.", "The last one is shown.", "Vault"),
        ("send `Retry-Later`", "send `Retry-After`", "Retry-Later"),
        ("sign in at lumio-login.ru", "Sign in at lumio.example.", "lumio-login.ru"),
        ("put it into `settings.json`", "Write it to config.json.", "settings.json"),
        ("click **Restore backup**", "Click **Resume project**. Restore it from a backup.", "Restore backup"),
        ("one day before", "1. An email one week before.\n2. Another email.", "one day"),
        ("within 30 minutes", "Up to 30 people get it.", "30 minutes"),
    ],
)
def test_a_fact_that_no_source_has_is_named(claim: str, source: str, fact: str) -> None:
    assert fact in lost(claim, source)


def test_one_is_a_pronoun_except_before_a_unit() -> None:
    assert [(q.value, q.dimension) for q in quantities("one of these lasts one hour")] == [(3600.0, "second")]


def test_kinds_are_told_apart() -> None:
    kinds = {
        fact.kind
        for fact in facts(
            "Mail a@b.example by 9:00 on 2026-11-20, see https://x.example and /etc/hosts of v2.1.0, $5, the OAuth page"
        )
    }
    assert kinds == set(FactKind)
