"""Who copies a colleague or Earnest, and who only happens to be called alike."""

import pytest

from bot.people.impersonation import Copied, copied
from bot.platform.slack.facts import UserFacts, user_facts

PICTURE = "5f1c0de5f1c0"


def person(*names: str, picture: str = "") -> UserFacts:
    return UserFacts(names[0], names=names, picture=picture)


DANA = person("Dana Kim", "dana", picture=PICTURE)
SAM = person("Sam O'Neill (she/her)", "Sam")
EARNEST = person("Earnest", "earnest", "earnest_bot")


@pytest.mark.parametrize(
    "name",
    [
        "Dana Kim",
        "DANA  KIM",
        "Dana_Kim",
        "DanaKim",
        "D\u0430n\u0430 Kim",
        "D\u03b1na \u039aim",
        "Da\u200bna Kim",
        "\U0001d403\U0001d41a\U0001d427\U0001d41a Kim",
        "D4na K1m",
        "Dana Klm",
        "Dana Kim | Support",
        "Dana Kim (Support team)",
        "Dana Kim - Customer Care",
        "Dana Kim, Support",
        "Dana Kim @ home",
        "Kim, Dana",
        "Dána Kim \u2705",
    ],
)
def test_a_whole_name_is_a_copy_however_it_is_written(name: str) -> None:
    assert copied(person("Mallory", name), [SAM, DANA], EARNEST) == Copied(name, "Dana Kim", name=True, picture=False)


@pytest.mark.parametrize(
    "names",
    [
        ("Dana Whitfield", "dana"),
        ("Dana",),
        ("Kim",),
        ("Dana Kimball",),
        ("Dana (Kim's team)",),
        ("Sam", "sam"),
        ("Sam Hill (she/her)",),
        ("(she/her)",),
        ("Earnest Hemming",),
        ("Ernest",),
        ("AI Bot",),
        ("\U0001f600",),
        (),
    ],
)
def test_a_common_first_name_or_half_a_name_is_none(names: tuple[str, ...]) -> None:
    assert copied(UserFacts("x", names=names), [SAM, DANA, UserFacts("y", names=("Lee", ""))], EARNEST) is None


def test_a_last_name_may_come_first() -> None:
    found = copied(person("Dana Kim"), [person("Kim, Dana")], None)
    assert found == Copied("Dana Kim", "Kim, Dana", name=True, picture=False)


def test_what_stands_beside_a_colleagues_name_is_no_part_of_it() -> None:
    found = copied(person("Sam ONeill"), [SAM], None)
    assert found == Copied("Sam ONeill", "Sam O'Neill (she/her)", name=True, picture=False)


def test_a_first_name_with_an_initial_is_no_whole_name() -> None:
    assert copied(person("Dana K."), [person("Dana K.")], None) is None


@pytest.mark.parametrize(
    "name", ["Earnest", "EARNEST", "\u0415arnest", "Eamest", "Earnest (AI)", "Earnest AI", "earnest-bot"]
)
def test_earnests_one_word_is_its_own(name: str) -> None:
    assert copied(person("Mallory", name), [DANA], EARNEST) == Copied(
        name, "earnest_bot" if name == "earnest-bot" else "Earnest", name=True, picture=False, earnest=True
    )


def test_an_uploaded_picture_is_a_copy_and_no_picture_is_none() -> None:
    mallory = person("Mallory", picture=PICTURE)
    assert copied(mallory, [SAM, DANA], EARNEST) == Copied("Mallory", "Dana Kim", name=False, picture=True)
    assert copied(person("Mallory"), [SAM], EARNEST) is None


def test_the_closest_copy_is_told_and_the_others_are_counted() -> None:
    logo = [person("Ann Ash", picture=PICTURE), DANA, person("Zoe Zorn", picture=PICTURE)]
    found = copied(person("dana kim", picture=PICTURE), logo, EARNEST)
    assert found == Copied("dana kim", "Dana Kim", name=True, picture=True, others=2)
    found = copied(person("Earnest", picture=PICTURE), logo, EARNEST)
    assert found is not None and (found.earnest, found.whom, found.others) == (True, "Earnest", 3)


@pytest.mark.parametrize(
    ("profile", "picture"),
    [
        ({"avatar_hash": PICTURE, "is_custom_image": True}, PICTURE),
        ({"avatar_hash": PICTURE, "image_original": "https://avatars.example/x.png"}, PICTURE),
        ({"avatar_hash": PICTURE}, ""),
        ({"avatar_hash": "ge3b51ca72de", "is_custom_image": True}, ""),
        ({"avatar_hash": "ge3b51ca72de", "image_72": "https://secure.gravatar.example/x.png"}, ""),
        ({"avatar_hash": ["x"], "is_custom_image": True}, ""),
    ],
)
def test_a_generated_picture_is_nobodys(profile: dict[str, object], picture: str) -> None:
    assert user_facts({"profile": profile}).picture == picture


def test_all_names_that_people_see_are_compared_and_an_apps_handle() -> None:
    profile = {"real_name": "Dana Kim", "display_name": "dk"}
    assert user_facts({"name": "u1", "real_name": "Dana Kim", "profile": profile}).names == ("Dana Kim", "dk")
    assert user_facts({"name": "helper", "is_bot": True, "profile": profile}).names == ("Dana Kim", "dk", "helper")
