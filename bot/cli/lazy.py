"""Groups of commands that import a command's module when it is asked for: all of them together take over a second."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group


def group_of(where: Mapping[str, str | typer.Typer]) -> type[TyperGroup]:
    """A class for `typer.Typer(cls=...)` whose commands are `where`: name to "module:attribute", or to a Typer.

    The attribute is a function, or a Typer with commands of its own."""

    class Lazy(TyperGroup):
        def __init__(self, **attributes: Any) -> None:
            super().__init__(**attributes)
            self.commands = {name: TyperCommand(name) for name in where}  # their names suffice for "did you mean"

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            return _load(cmd_name, where[cmd_name]) if cmd_name in where else None

    return Lazy


def _load(name: str, where: str | typer.Typer) -> Any:
    found: Any = where
    if isinstance(where, str):
        module, attribute = where.split(":")
        found = getattr(import_module(module), attribute)
    if isinstance(found, typer.Typer):
        group = get_group(found)
        group.name = name
        return group
    alone = typer.Typer(add_completion=False)
    alone.command(name)(found)
    return get_command(alone)
