"""From the checked tree of a text to plain parts, where the text is plain enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from jinja2 import nodes

from frontdesk.templating.parts import Part, Segment, Slot


class _NotPlainError(Exception):
    """The text needs Jinja2 to be rendered."""


def plain_parts(body: Sequence[nodes.Node]) -> tuple[Part, ...] | None:
    """The text as parts; None when it has a condition, or a filter other than `default` with a constant."""
    try:
        return tuple(_merged([_part(node) for node in body]))
    except _NotPlainError:
        return None


def _part(node: nodes.Node) -> Part:
    if isinstance(node, nodes.FilterBlock):
        inner = [_word(child) for child in node.body]
        return Segment(tuple(part for part in _merged(inner) if not isinstance(part, Segment)))
    return _word(node)


def _word(node: nodes.Node) -> str | Slot:
    if not isinstance(node, nodes.Output) or len(node.nodes) != 1:
        raise _NotPlainError
    written = node.nodes[0]
    if isinstance(written, nodes.TemplateData):
        return written.data
    if isinstance(written, nodes.Const):
        return str(written.value)
    return _slot(written)


def _slot(node: nodes.Expr) -> Slot:
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return Slot(node.arg.value)
    if isinstance(node, nodes.Filter) and node.name == "!printed":
        return _defaulted(node.node)
    raise _NotPlainError


def _defaulted(node: nodes.Expr | None) -> Slot:
    """A tag with one constant default and no flag."""
    if not isinstance(node, nodes.Filter) or node.name != "default" or len(node.args) > 1:
        raise _NotPlainError
    if not isinstance(node.node, nodes.Getitem) or not all(isinstance(arg, nodes.Const) for arg in node.args):
        raise _NotPlainError
    default = node.args[0].as_const() if node.args else ""
    return _slot(node.node)._replace(default=str(default))


def _merged(parts: Sequence[Part]) -> Iterator[Part]:
    for is_text, group in groupby(parts, key=lambda part: isinstance(part, str)):
        if is_text:
            yield "".join(part for part in group if isinstance(part, str))
        else:
            yield from group
