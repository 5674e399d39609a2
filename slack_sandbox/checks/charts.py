"""The charts of data_visualization blocks, as data (docs/slack.md, Data visualization blocks)."""

from __future__ import annotations

from slack_sandbox.checks.specs import Items, Number, Part, Shape, Str

_SERIES = Shape({"series": Items(Part("series"), 6), "axis_config": Part("axis_config")}, {}, ("series",))

CHARTS: dict[str, Shape] = {
    "pie": Shape({"segments": Items(Part("segment"), 6)}),
    "bar": _SERIES,
    "area": _SERIES,
    "line": _SERIES,
}

CHART_PARTS: dict[str, Shape] = {
    "segment": Shape({"label": Str(20), "value": Number(above=0)}),
    "series": Shape({"name": Str(20), "data": Items(Part("point"), 20)}),
    "point": Shape({"label": Str(20), "value": Number()}),
    "axis_config": Shape({"categories": Items(Str(20), 20)}, {"x_label": Str(50), "y_label": Str(50)}),
}
