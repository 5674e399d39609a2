"""What a PromQL expression reads, and what it gives on two scrapes: as much of the language as our rules use."""

from __future__ import annotations

import operator
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import promql_parser as ast

from tests.operations.scrape import Scrape

Labels = frozenset[tuple[str, str]]
Vector = dict[Labels, float]
ADDED = {"instance", "job"}  # by Prometheus, to whatever it scrapes
OPERATORS: dict[str, Callable[[float, float], Any]] = {
    "/": operator.truediv,
    "*": operator.mul,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
}


def selectors(expression: Any) -> Iterator[Any]:
    """Every selector of series in an expression."""
    match expression:
        case ast.VectorSelector():
            yield expression
        case ast.MatrixSelector():
            yield expression.vector_selector
        case ast.Call():
            for argument in expression.args:
                yield from selectors(argument)
        case ast.BinaryExpr():
            yield from selectors(expression.lhs)
            yield from selectors(expression.rhs)
        case ast.AggregateExpr() | ast.ParenExpr() | ast.UnaryExpr() | ast.SubqueryExpr():
            yield from selectors(expression.expr)


def grouped(expression: Any) -> Iterator[tuple[set[str], Any]]:
    """Each aggregation's labels, with what it aggregates."""
    match expression:
        case ast.AggregateExpr():
            yield set(expression.modifier.labels) if expression.modifier else set(), expression.expr
            yield from grouped(expression.expr)
        case ast.Call():
            for argument in expression.args:
                yield from grouped(argument)
        case ast.BinaryExpr():
            yield from grouped(expression.lhs)
            yield from grouped(expression.rhs)
        case ast.ParenExpr():
            yield from grouped(expression.expr)


def matched(selector: Any, scrape: Scrape) -> Vector:
    """The series of a scrape that a selector reads; labels that Prometheus adds hold whatever is asked of them."""
    return {
        labels: value
        for (name, labels), value in scrape.series.items()
        if name == selector.name and all(_fits(matcher, dict(labels)) for matcher in selector.matchers.matchers)
    }


def _fits(matcher: Any, labels: dict[str, str]) -> bool:
    if matcher.name in ADDED:
        return True
    value, wanted = labels.get(matcher.name, ""), matcher.value
    if matcher.op in (ast.MatchOp.Equal, ast.MatchOp.NotEqual):
        return (value == wanted) is (matcher.op == ast.MatchOp.Equal)
    return bool(re.fullmatch(wanted, value)) is (matcher.op == ast.MatchOp.Re)


def result(expression: Any, before: Scrape, after: Scrape) -> Vector | float:
    """What it gives at the second scrape; whatever looks back sees what grew since the first."""
    match expression:
        case ast.NumberLiteral():
            return float(expression.val)
        case ast.ParenExpr():
            return result(expression.expr, before, after)
        case ast.VectorSelector():
            return matched(expression, after)
        case ast.MatrixSelector():
            was = matched(expression.vector_selector, before)
            return {k: v - was.get(k, 0.0) for k, v in matched(expression.vector_selector, after).items()}
        case ast.Call():
            return _called(expression, before, after)
        case ast.AggregateExpr():
            return _aggregated(expression, result(expression.expr, before, after))
        case ast.BinaryExpr():
            return _combined(expression, result(expression.lhs, before, after), result(expression.rhs, before, after))
    raise NotImplementedError(type(expression).__name__)


def _called(call: Any, before: Scrape, after: Scrape) -> Vector:
    found = result(call.args[-1], before, after)
    assert isinstance(found, dict)
    if call.func.name == "absent":
        return {} if found else {frozenset(): 1.0}
    if call.func.name in ("increase", "rate"):
        return found
    if call.func.name == "histogram_quantile":
        return _quantile(float(call.args[0].val), found)
    raise NotImplementedError(call.func.name)


def _quantile(share: float, buckets: Vector) -> Vector:
    """The upper edge of the bucket in which the quantile lies."""
    edges = sorted((float(dict(labels)["le"]), count) for labels, count in buckets.items())
    total = edges[-1][1] if edges else 0.0
    return {frozenset(): next(edge for edge, count in edges if count >= share * total)} if total else {}


def _aggregated(expression: Any, vector: Vector | float) -> Vector:
    assert isinstance(vector, dict)
    kept = set(expression.modifier.labels) if expression.modifier else set()
    groups: defaultdict[Labels, list[float]] = defaultdict(list)
    for labels, value in vector.items():
        groups[frozenset(pair for pair in labels if pair[0] in kept)].append(value)
    how = {"sum": sum, "max": max, "min": min}[str(expression.op)]
    return {labels: how(values) for labels, values in groups.items()}


def _combined(expression: Any, left: Vector | float, right: Vector | float) -> Vector:
    assert isinstance(left, dict)
    do, compares = OPERATORS[str(expression.op)], str(expression.op) in (">", "<", "==")
    found = {}
    for labels, value in left.items():
        other = right.get(labels) if isinstance(right, dict) else right
        if other is not None and (not compares or do(value, other)):
            found[labels] = value if compares else do(value, other)
    return found
