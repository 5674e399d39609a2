"""Letters that look alike are one."""

import pytest

from bot.language.folding import digits_as_letters, folded, skeleton


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("DÀNA Kim", "dana kim"),
        ("\uff24\uff41\uff4e\uff41", "dana"),  # full width
        ("\U0001d403\U0001d41a\U0001d427\U0001d41a", "dana"),  # bold letters of mathematics
        ("D\u0430n\u0430", "dana"),  # Cyrillic
        ("\u039d\u03bf\u03c1\u03b1", "nopa"),  # Greek: a capital Nu looks like N, rho like p
        ("da\u200bn\u00ada\u3164\u2800", "dana"),  # what shows nothing
        ("Straße", "strasse"),
    ],
)
def test_letters_are_folded(written: str, read: str) -> None:
    assert folded(written) == read


def test_digits_stand_for_letters() -> None:
    assert digits_as_letters("d4n4 5m1th") == "dana smlth"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dana Kim", "dana.kim"),
        ("Dana Kim", "D4NA K1M"),
        ("Dana Kim", "Dana Klm"),
        ("Lena Fischer", "Iena Fischer"),
        ("Earnest", "Eamest"),
        ("Walter", "vvalter"),
        ("Dana Kim", "Dana Kim \U0001f389"),
    ],
)
def test_names_that_look_alike_have_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other) != ""


def test_names_that_look_otherwise_have_another_and_signs_alone_none() -> None:
    assert len({skeleton(name) for name in ("Dana Kim", "Dan Kim", "Dana Kin", "Dina Kim", "Kim Dana")}) == 5
    assert skeleton("\U0001f389 --") == ""
