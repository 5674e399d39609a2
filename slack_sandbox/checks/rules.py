"""Checks over several fields of one object, by the names the shapes use."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from slack_sandbox.jsonlike import Json

Rule = Callable[[Json], Iterator[str]]


def text_or_fields(raw: Json) -> Iterator[str]:
    """A section without either shows nothing."""
    if "text" not in raw and "fields" not in raw:
        yield "must define either `text` or `fields`"


def choices(raw: Json) -> Iterator[str]:
    """Options or groups, not both."""
    if ("options" in raw) == ("option_groups" in raw):
        yield "must define either `options` or `option_groups`"
    yield from unique_values(raw)


def initial(raw: Json) -> Iterator[str]:
    """What is chosen at first must be on offer, word for word."""
    offered = options_of(raw)
    chosen = raw.get("initial_options") or ([raw["initial_option"]] if raw.get("initial_option") else [])
    for option in chosen:
        if option not in offered:
            yield "initial option must match exactly one of the provided options"


def unique_values(raw: Json) -> Iterator[str]:
    """Two options of one value cannot be told apart."""
    values = [option.get("value") for option in options_of(raw) if isinstance(option, dict)]
    if len(values) != len(set(map(str, values))):
        yield "option values must be unique"


def image_source(raw: Json) -> Iterator[str]:
    """One source of the picture."""
    if ("image_url" in raw) == ("slack_file" in raw):
        yield "must define either `image_url` or `slack_file`"


def file_id_or_url(raw: Json) -> Iterator[str]:
    """One name of the file."""
    if ("id" in raw) == ("url" in raw):
        yield "invalid slack file"


def lengths(raw: Json) -> Iterator[str]:
    """Bounds in the right order."""
    low, high = raw.get("min_length"), raw.get("max_length")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        yield "min_length must not be greater than max_length"


def series(raw: Json) -> Iterator[str]:
    """Each series has its own name, and one point for each category."""
    names = [each["name"] for each in raw["series"]]
    if len(set(names)) != len(names):
        yield "series names must be unique"
    categories = raw["axis_config"]["categories"]
    for each in raw["series"]:
        if sorted(point["label"] for point in each["data"]) != sorted(categories):
            yield f"data labels of series {each['name']} must match axis_config.categories"


def options_of(raw: Json) -> list[Json]:
    """All options of a menu, through its groups."""
    options = list(raw.get("options") or [])
    for group in raw.get("option_groups") or []:
        options.extend(group.get("options") or [] if isinstance(group, dict) else [])
    return options


RULES: dict[str, Rule] = {
    "text_or_fields": text_or_fields,
    "choices": choices,
    "initial": initial,
    "unique_values": unique_values,
    "image_source": image_source,
    "file_id_or_url": file_id_or_url,
    "lengths": lengths,
    "series": series,
}
