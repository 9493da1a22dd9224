"""Jinja2's syntax tree, as far as the guard needs to take it apart and to put pieces of it together."""

from __future__ import annotations

from jinja2 import nodes

_CONSTRUCTS = {
    "Add": "+", "Sub": "-", "Mul": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**", "Neg": "-", "Pos": "+",
    "Concat": "~", "Call": "(...)", "Slice": "[:]", "Test": "is", "List": "[...]", "Tuple": "(..., ...)",
    "Dict": "{...}", "Compare": "==", "Assign": "set", "AssignBlock": "set", "FilterBlock": "filter",
    "CallBlock": "call", "FromImport": "from", "Scope": "autoescape",
}  # fmt: skip
"""How people write what Jinja2's tree calls otherwise."""

VALUES = "values"


def values_name(line: int) -> nodes.Name:
    """The one variable of a rewritten text."""
    return nodes.Name(VALUES, "load", lineno=line)


def dotted(node: nodes.Node) -> str | None:
    """`a.b.c` of a dotted name or of items by constant text; None for anything else."""
    parts: list[str] = []
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        key = node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", None)
        if not isinstance(key, str):
            return None
        parts.append(key)
        node = node.node
    return ".".join((node.name, *reversed(parts))) if isinstance(node, nodes.Name) else None


def construct_of(node: nodes.Node) -> str:
    """What people call this kind of thing in a template."""
    kind = type(node).__name__
    return _called(node) or _CONSTRUCTS.get(kind, kind.lower())


def _called(node: nodes.Node) -> str | None:
    """`lipsum(...)` of a call."""
    if not isinstance(node, nodes.Call):
        return None
    return f"{dotted(node.node) or getattr(node.node, 'attr', '')}(...)"


def operands(node: nodes.Node) -> tuple[nodes.Expr, nodes.Expr]:
    """Both sides of `a or b`."""
    if not isinstance(node, nodes.BinExpr):
        raise TypeError(f"no binary expression: {type(node).__name__}")
    return node.left, node.right


def filter_input(node: nodes.Filter) -> nodes.Expr:
    """What a filter is applied to; only a filter block, which the guard refuses, has none."""
    if node.node is None:
        raise TypeError("a filter without a value")
    return node.node


def filtered(value: nodes.Expr, name: str) -> nodes.Filter:
    """The value behind a filter without arguments."""
    return nodes.Filter(value, name, [], [], None, None, lineno=value.lineno)


def is_number(node: nodes.Node) -> bool:
    """Whether a number is written there."""
    return isinstance(node, nodes.Const) and isinstance(node.value, int | float) and not isinstance(node.value, bool)


def nothing(node: nodes.Node) -> nodes.Const:
    """What stands in for something refused, so that the walk can go on."""
    return nodes.Const("", lineno=node.lineno)
