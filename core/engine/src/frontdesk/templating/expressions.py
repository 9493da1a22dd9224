"""The expressions that a text may hold, let through one by one and rewritten to ask only for tags.

Jinja2's tree goes in; what comes out knows one variable, the values of one rendering, and asks it for items by the
tags' own names. Neither Python attributes nor calls can be reached from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar

from jinja2 import nodes

from frontdesk.hours.zones import unknown_zone
from frontdesk.templating.characters import first_unwanted
from frontdesk.templating.filters import DEFAULTS, filter_names
from frontdesk.templating.findings import Findings
from frontdesk.templating.sandbox import sandbox
from frontdesk.templating.syntax import (
    construct_of,
    dotted,
    filter_input,
    filtered,
    is_number,
    nothing,
    operands,
    values_name,
)
from frontdesk.templating.tags import Tag, TagTable

_MOST_NUMBER = 10**12
_SIGNS = {"eq": "==", "ne": "!=", "lt": "<", "lteq": "<=", "gt": ">", "gteq": ">=", "in": "in", "notin": "not in"}
_MEMBERSHIPS = frozenset({"in", "notin"})
_NUMERIC = frozenset({"lt", "lteq", "gt", "gteq"})
_SAMPLE = "some words to try a filter on " * 20


_EXAMPLES = {
    "default": '{{ contact.first_name | default("you") }}',
    "d": '{{ contact.first_name | d("you") }}',
    "truncate": "{{ establishment.address | truncate(40) }}",
}


class Expressions:
    """The tags and expressions of one text. `tags` are those it uses, `required` those it cannot do without."""

    def __init__(self, findings: Findings, table: TagTable) -> None:
        self.tags: dict[str, Tag] = {}
        self.required: set[str] = set()
        self._findings = findings
        self._table = table
        self._caught: frozenset[str] | None = frozenset()
        self._suggested: dict[str, str] = {}

    # What is printed

    def printed(self, node: nodes.Node) -> nodes.Expr:
        """An expression that stands in `{{ }}`."""
        value = self.value(node)
        plain = isinstance(value, nodes.Getitem | nodes.Const)
        return value if plain else filtered(value, "!printed")

    def value(self, node: nodes.Node) -> nodes.Expr:
        """An expression that has a text or a number for its value."""
        handle = self._VALUES.get(type(node))
        return handle(self, node) if handle else self.forbidden(node)

    def _tag(self, node: nodes.Node) -> nodes.Expr:
        name = dotted(node)
        if name is None:
            return self._inside_of_value(node)
        if self._unwanted(node, name):
            return nothing(node)
        tag = None if "._" in name or name.startswith("_") else self._table.lookup(name)
        return self._unknown(node, name) if tag is None else self._item(node, tag)

    def _item(self, node: nodes.Node, tag: Tag) -> nodes.Expr:
        self.tags[tag.name] = tag
        if self._caught is not None and tag.name not in self._caught:
            self.required.add(tag.name)
        line = node.lineno
        return nodes.Getitem(values_name(line), nodes.Const(tag.name, lineno=line), "load", lineno=line)

    def _unknown(self, node: nodes.Node, name: str) -> nodes.Expr:
        head, _, tail = name.rpartition(".")
        zone = None if "._" in name else self._table.zone_asked(name)
        if zone is not None:
            id_, params = unknown_zone(zone)
            self._findings.report(id_, node.lineno, zone, **params)
        elif tail.startswith("_") or (head and self._table.lookup(head)):
            self._findings.report("FD203", node.lineno, name, expression=name)
        else:
            suggestions = self._suggestions(name)
            self._findings.report("FD202", node.lineno, name, name=name, suggestions=suggestions)
        return nothing(node)

    def _suggestions(self, name: str) -> str:
        if name not in self._suggested:
            self._suggested[name] = ", ".join(map(repr, self._table.suggestions(name)))
        return self._suggested[name]

    def _inside_of_value(self, node: nodes.Node) -> nodes.Expr:
        inner = next((part for part in node.find_all((nodes.Call, nodes.Slice))), None)
        if inner is not None:
            return self.forbidden(inner)
        attribute = str(getattr(node, "attr", "[...]"))
        self._findings.report("FD203", node.lineno, attribute.partition("...")[0], expression=attribute)
        return nothing(node)

    def _constant(self, node: nodes.Node) -> nodes.Expr:
        if not isinstance(node, nodes.Const) or node.value is None or isinstance(node.value, bool):
            return self.forbidden(node, str(getattr(node, "value", "")).lower())
        return self._bounded(node)

    def _bounded(self, node: nodes.Const) -> nodes.Expr:
        value = node.value
        if isinstance(value, str):
            self._unwanted(node, value)
        elif isinstance(value, float) and not abs(value) < _MOST_NUMBER:
            self._findings.report("FD208", node.lineno, what="a number", most=_MOST_NUMBER)
        return node

    def _unwanted(self, node: nodes.Node, text: str) -> bool:
        """Whether an escape in quotes brings in what may not be typed; then it is reported."""
        found = first_unwanted(text)
        if found is not None:
            self._findings.report("FD212", node.lineno, "\\", character=f"U+{ord(found[0]):04X}")
        return found is not None

    def _either(self, node: nodes.Node) -> nodes.Expr:
        left, right = operands(node)
        with self.catching(None):
            value = self.value(left)
        return nodes.Filter(value, "default", [self.value(right)], [], None, None, lineno=node.lineno)

    def _choice(self, node: nodes.Node) -> nodes.Expr:
        if not isinstance(node, nodes.CondExpr) or node.expr2 is None:
            return self.forbidden(node, "if without else")
        test = self.test(node.test)
        with self.catching(self.ensured(node.test)):
            chosen = self.value(node.expr1)
        return nodes.CondExpr(test, chosen, self.value(node.expr2), lineno=node.lineno)

    # Filters

    def _filter(self, node: nodes.Node) -> nodes.Expr:
        if not isinstance(node, nodes.Filter) or node.node is None or node.dyn_args or node.dyn_kwargs:
            return self.forbidden(node, "*")
        if node.name not in filter_names():
            suggestions = ", ".join(map(repr, sorted(filter_names())))
            self._findings.report("FD205", node.lineno, node.name, name=node.name, suggestions=suggestions)
            return nothing(node)
        return self._default(node) if node.name in DEFAULTS else self._plain_filter(node)

    def _default(self, node: nodes.Filter) -> nodes.Expr:
        if len(node.args) > 2 or node.kwargs:  # noqa: PLR2004 - the value, and whether false counts as missing
            self._bad_arguments(node, "one or two arguments without a name")
        with self.catching(None):
            value = self.value(filter_input(node))
        args = [self.value(arg) for arg in node.args[:1]] + [_flag(arg) for arg in node.args[1:2]]
        return nodes.Filter(value, "default", args, [], None, None, lineno=node.lineno)

    def _plain_filter(self, node: nodes.Filter) -> nodes.Expr:
        value = self.value(filter_input(node))
        args = [arg.value for arg in node.args if isinstance(arg, nodes.Const)]
        kwargs: dict[str, object] = {
            str(pair.key): pair.value.value for pair in node.kwargs if isinstance(pair.value, nodes.Const)
        }
        for arg in (*node.args, *(pair.value for pair in node.kwargs)):
            if isinstance(arg, nodes.Const):
                self._bounded(arg)
        if len(args) + len(kwargs) < len(node.args) + len(node.kwargs):
            self._bad_arguments(node, "an argument is not a constant")
        elif (reason := _refusal(node.name, args, kwargs)) is not None:
            self._bad_arguments(node, reason)
        return nodes.Filter(value, node.name, node.args, node.kwargs, None, None, lineno=node.lineno)

    def _bad_arguments(self, node: nodes.Filter, reason: str) -> None:
        example = _EXAMPLES.get(node.name, f"{{{{ tag | {node.name} }}}}")
        self._findings.report("FD206", node.lineno, node.name, name=node.name, reason=reason, example=example)

    # Conditions

    def test(self, node: nodes.Node) -> nodes.Expr:
        """An expression that is asked whether it is true. A missing tag is false, never an obstacle."""
        with self.catching(None):
            return self._test(node)

    def ensured(self, node: nodes.Node) -> frozenset[str]:
        """The tags that have a value wherever this condition is true."""
        if isinstance(node, nodes.And):
            return self.ensured(node.left) | self.ensured(node.right)
        name = dotted(node)
        tag = self._table.lookup(name) if name else None
        return frozenset({tag.name}) if tag else frozenset()

    def _test(self, node: nodes.Node) -> nodes.Expr:
        if isinstance(node, nodes.And | nodes.Or):
            return type(node)(self._test(node.left), self._test(node.right), lineno=node.lineno)
        if isinstance(node, nodes.Not):
            return nodes.Not(self._test(node.node), lineno=node.lineno)
        if isinstance(node, nodes.Compare):
            return self._compare(node)
        flag = isinstance(node, nodes.Const) and isinstance(node.value, bool)
        return node if flag and isinstance(node, nodes.Const) else self.value(node)

    def _compare(self, node: nodes.Compare) -> nodes.Expr:
        if len(node.ops) > 1:
            return self.forbidden(node, "a < b < c")
        operator, other = node.ops[0].op, node.ops[0].expr
        if operator in _MEMBERSHIPS:
            return self._membership(node, operator, other)
        numeric = is_number(node.expr) or is_number(other)
        if operator in _NUMERIC and not numeric:
            return self._incomparable(node, operator)
        left, right = (self._operand(side, numeric=numeric) for side in (node.expr, other))
        return nodes.Compare(left, [nodes.Operand(operator, right)], lineno=node.lineno)

    def _operand(self, node: nodes.Node, *, numeric: bool) -> nodes.Expr:
        value = self.value(node)
        return value if is_number(node) or not numeric else filtered(value, "!number")

    def _membership(self, node: nodes.Compare, operator: str, other: nodes.Expr) -> nodes.Expr:
        if (numeric := _kind_of_items(other)) is not None:
            return nodes.Compare(
                self._operand(node.expr, numeric=numeric), [nodes.Operand(operator, other)], lineno=node.lineno
            )
        if isinstance(node.expr, nodes.Const) and isinstance(node.expr.value, str) and dotted(other):
            return nodes.Compare(node.expr, [nodes.Operand(operator, self.value(other))], lineno=node.lineno)
        return self._incomparable(node, operator)

    def _incomparable(self, node: nodes.Compare, operator: str) -> nodes.Expr:
        self._findings.report("FD218", node.lineno, _SIGNS[operator], operator=_SIGNS[operator])
        return nothing(node)

    # Shared

    def forbidden(self, node: nodes.Node, construct: str | None = None) -> nodes.Expr:
        """Report something that a text may not hold."""
        construct = construct or construct_of(node)
        self._findings.report("FD204", node.lineno, construct.partition("...")[0], construct=construct)
        return nothing(node)

    @contextmanager
    def catching(self, names: frozenset[str] | None) -> Iterator[None]:
        """Within, these tags may be missing; None = every tag."""
        before = self._caught
        self._caught = None if names is None or before is None else before | names
        try:
            yield
        finally:
            self._caught = before

    _VALUES: ClassVar[dict[type[nodes.Node], Callable[[Expressions, nodes.Node], nodes.Expr]]] = {
        nodes.Name: _tag,
        nodes.Getattr: _tag,
        nodes.Getitem: _tag,
        nodes.Const: _constant,
        nodes.Filter: _filter,
        nodes.Or: _either,
        nodes.CondExpr: _choice,
    }


def _flag(node: nodes.Expr) -> nodes.Expr:
    return nodes.Const(bool(getattr(node, "value", False)), lineno=node.lineno)


def _kind_of_items(node: nodes.Expr) -> bool | None:
    """Of a list of constants, whether they are numbers; None for a mixture, and for what is no such list."""
    if not isinstance(node, nodes.List | nodes.Tuple) or not all(isinstance(i, nodes.Const) for i in node.items):
        return None
    numeric = {is_number(item) for item in node.items}
    return None if len(numeric) > 1 else True in numeric


def _refusal(name: str, args: list[object], kwargs: dict[str, object]) -> str | None:
    """Why the filter does not take these arguments, found by trying it."""
    try:
        sandbox().filters[name](_SAMPLE, *args, **kwargs)
    except (TypeError, ValueError, AssertionError) as error:
        return str(error)
    return None
