"""What is remembered of texts has a limit in number and in length, and changes no result."""

from __future__ import annotations

import pkgutil
from functools import lru_cache
from importlib import import_module

import bot
from bot.language.remembered import SENTENCES, remembered

CACHE = type(lru_cache(len))
ROOMS = ("bot.language", "bot.answer", "bot.classify", "bot.knowledge", "bot.route")
MOST = 4_096


def test_a_text_is_worked_out_once_while_it_is_among_the_last_and_a_long_one_each_time() -> None:
    worked: list[str] = []

    @remembered(2, 5)
    def doubled(text: str) -> str:
        worked.append(text)
        return text * 2

    assert [doubled(text) for text in ("one", "two", "one", "three", "two", "longer", "longer")] == [
        text * 2 for text in ("one", "two", "one", "three", "two", "longer", "longer")
    ]
    assert worked == ["one", "two", "three", "two", "longer", "longer"]


def test_nothing_remembers_more_texts_than_a_year_may_leave() -> None:
    modules = [m for m in pkgutil.walk_packages(bot.__path__, "bot.") if m.name.startswith(ROOMS)]
    kept = {
        f"{module.name}.{name}": inner.cache_parameters()["maxsize"]
        for module in modules
        if not module.ispkg
        for name, one in vars(import_module(module.name)).items()
        for inner in (one, getattr(one, "__wrapped__", None))
        if isinstance(inner, CACHE)
    }
    assert len(kept) > 20
    assert {name: most for name, most in kept.items() if most is None or most > MOST} == {}
    assert MOST >= SENTENCES
