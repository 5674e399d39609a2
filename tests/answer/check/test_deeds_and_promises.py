"""Deeds and promises: what we did or will do is told from what the product does."""

import pytest

from bot.answer.check.deeds_and_promises import deed


@pytest.mark.parametrize(
    "text",
    [
        "I have started the export; you will get the file in a few minutes.",
        "Our team will invite the user for you.",
        "I've reset your password.",
        "I have just reset your password.",
        "We've refunded the last invoice.",
        "We refunded the last invoice.",
        "Done, I cancelled your subscription.",
        "I opened a ticket for you and someone will call you at 5 pm.",
        "I'm looking into this now.",
        "We are going to upgrade your account tonight.",
        "A colleague will get back to you shortly.",
        "A member of our support team will contact you tomorrow.",
        "The billing team has issued a credit note.",
        "I'll unlock the account right away.",
        "Let me reset that for you.",
        "Your password has been reset.",
        "A ticket has been opened with our engineers.",
        "Your refund was processed this morning.",
        "Your invoice is being corrected, and the export is now being restarted.",
        "You will be refunded within 5 days.",
        "You'll hear from us by Friday.",
        "We'll let you know when it is fixed.",
    ],
)
def test_a_deed_or_a_promise_is_found(text: str) -> None:
    assert deed(text, quoted=False)


@pytest.mark.parametrize(
    "text",
    [
        "We recommend a password of 12 characters.",
        "I understand that this is annoying.",
        "We store backups in Frankfurt for 30 days.",
        "Once your password has been reset, sign in again.",
        "If the invitation was sent to a wrong address, delete it.",
        "The app shows “Your password has been reset”.",
        "You will get a mail with a link.",
        "The file is deleted after 7 days.",
        "A message that was deleted disappears at once.",
        "While your file is being processed, do not close the page.",
        "Select **Save**, and the change is applied.",
        "Admins can invite users and reset passwords.",
        "Support answers on weekdays from 9:00 to 18:00.",
        "We will never ask for your password.",
        "We have different plans, and we have support for SAML.",
        "We have open beta programmes.",
        "I'm sorry about the trouble.",
        "I have not found a way to do this.",
    ],
)
def test_what_the_product_does_is_no_deed_of_ours(text: str) -> None:
    assert deed(text, quoted=False) == ""


def test_an_articles_own_words_may_explain_what_happened_but_not_promise() -> None:
    assert deed("Your card was declined or removed.", quoted=True) == ""
    assert deed("We will call you back within a day.", quoted=True)
