"""Groups of commands that import a command's module when it is run: all of them together take over a second."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
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
            self._listing = False

        def format_help(self, ctx: Any, formatter: Any) -> None:
            for name, command in self.commands.items():
                command.help = help_of(where[name])
            self._listing = True
            try:
                super().format_help(ctx, formatter)
            finally:
                self._listing = False

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            if self._listing:
                return self.commands[cmd_name]
            return _load(cmd_name, where[cmd_name]) if cmd_name in where else None

    return Lazy


def help_of(where: str | typer.Typer) -> str:
    """What a command or group says of itself, read in its module's source without importing it."""
    if isinstance(where, typer.Typer):
        return str(where.info.help)
    module, attribute = where.split(":")
    spec = find_spec(module)
    assert spec is not None and spec.origin is not None
    for node in ast.parse(Path(spec.origin).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name == attribute:
            return ast.get_docstring(node) or ""
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _named(node) == attribute:
            told = (word.value for word in node.value.keywords if word.arg == "help")
            return next((str(one.value) for one in told if isinstance(one, ast.Constant)), "")
    raise LookupError(where)


def _named(node: ast.Assign) -> str:
    (target,) = node.targets
    return target.id if isinstance(target, ast.Name) else ""


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
