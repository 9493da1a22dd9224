"""The guard: what a text may hold, as a walk over Jinja2's syntax tree that lets nothing else through.

It is run once, when a text is written. What it lets through is bounded in size and depth, has no loop, call, assignment
or arithmetic, and asks only for known tags; everything else is a finding with its line and column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jinja2 import TemplateSyntaxError, nodes

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.templating.characters import first_unwanted
from frontdesk.templating.expressions import Expressions
from frontdesk.templating.findings import EnoughError, Findings, position
from frontdesk.templating.limits import tokens, too_complex, too_long
from frontdesk.templating.sandbox import sandbox
from frontdesk.templating.syntax import values_name
from frontdesk.templating.tags import Tag, TagTable

_LINE_END = re.compile("\r\n?")
_BRACES = re.compile(r"\{\{.*?(\}\}|$)|\{%.*?(%\}|$)|\{#.*?(#\}|$)")
_AROUND = ("%s", "%s{%% endif %%}", "{%% if a %%}%s", "{%% if a %%}%s{%% endif %%}")
"""What makes a whole of one tag, statement or comment."""
_BRACKETS = re.compile(r"\[{2,}|\]{2,}")
_SIGNS = re.compile(rf"({_BRACKETS.pattern}|\}}\}}|%\}}|#\}})")


@dataclass(frozen=True, slots=True)
class Checked:
    """A text that was let through: its rewritten tree, the tags it uses, and those that it cannot do without."""

    body: Sequence[nodes.Node]
    tags: Mapping[str, Tag]
    required: frozenset[str]


def check(source: str, table: TagTable) -> Checked:
    """Let the text through, or raise `ConfigError` with everything that is wrong with it."""
    source = _LINE_END.sub("\n", source)  # as Jinja2 reads it, so that lines and columns are counted alike
    findings = Findings(source)
    if (refused := _refused(source)) is not None:
        raise ConfigError(refused)
    body = _Body(findings, table)
    try:
        checked = body.check(sandbox().parse(source))
    except TemplateSyntaxError as error:
        raise ConfigError(_syntax(source, error)) from None
    except EnoughError:
        raise ConfigError(*findings.diagnostics) from None
    if findings.diagnostics:
        raise ConfigError(*findings.diagnostics)
    return checked


def _refused(source: str) -> Diagnostic | None:
    """What forbids even to parse the text."""
    if (long := too_long(source)) is not None:
        return long
    if (found := first_unwanted(source)) is not None:
        line, column = position(source, found.start())
        return Diagnostic(id="FD212", params={"character": f"U+{ord(found[0]):04X}"}, line=line, column=column)
    if not source.strip():
        return Diagnostic(id="FD213")
    try:
        return too_complex(source)
    except TemplateSyntaxError as error:
        return _syntax(source, error)
    except ValueError as error:
        return Diagnostic(id="FD201", params={"reason": str(error)})


def _syntax(source: str, error: TemplateSyntaxError) -> Diagnostic:
    line, column = Findings(source).place(error.lineno, "")
    column = _faulty_column(source, line) or column
    return Diagnostic(id="FD201", params={"reason": (error.message or "").rstrip(".")}, line=line, column=column)


def _faulty_column(source: str, line: int) -> int | None:
    """The first braces of that line which cannot be read on their own; Jinja2 itself tells only the line."""
    text = source.split("\n")[line - 1]
    found = (match for match in _BRACES.finditer(text) if not any(_reads(match[0], around) for around in _AROUND))
    return next((match.start() + 1 for match in found), None)


def _reads(piece: str, around: str) -> bool:
    try:
        sandbox().parse(around % piece)
    except TemplateSyntaxError:
        return False
    return True


def _brackets(source: str) -> list[int]:
    """Where each `[[` and `]]` stands."""
    words = ((offset, value) for offset, kind, value in tokens(sandbox(), source) if kind == "data")
    runs = ((offset + run.start(), run[0]) for offset, value in words for run in _BRACKETS.finditer(value))
    return [start + 2 * pair + _odd(run) for start, run in runs for pair in range(len(run) // 2)]


def _odd(run: str) -> int:
    """How many brackets of a run stand before its pairs: the pairs are the outer ones."""
    return len(run) % 2 if run[0] == "]" else 0


@dataclass(frozen=True, slots=True)
class _Bracket:
    """`[[` or `]]`, counted from 0 through the text."""

    text: str
    line: int
    number: int


@dataclass(slots=True)
class _Segment:
    """An optional segment while it is open."""

    opening: _Bracket
    tags_before: int
    inside: int = 0
    """How many more were opened in it and not closed."""
    nested: bool = False
    body: list[nodes.Node] = field(default_factory=list)


class _Body:
    """The walk over texts, conditions and optional segments."""

    def __init__(self, findings: Findings, table: TagTable) -> None:
        self._findings = findings
        self._expressions = Expressions(findings, table)
        self._open_segments = 0
        self._brackets = 0
        self._uses = 0

    def check(self, tree: nodes.Template) -> Checked:
        body = self._body(tree.body)
        return Checked(body, self._expressions.tags, frozenset(self._expressions.required))

    def _body(self, children: Iterable[nodes.Node]) -> list[nodes.Node]:
        out: list[nodes.Node] = []
        segment: _Segment | None = None
        for item in self._items(children):
            if isinstance(item, _Bracket):
                segment = self._bracket(item, segment, out)
            elif segment is None:
                out.append(self._node(item))
            else:
                with self._expressions.catching(None):
                    segment.body.append(self._node(item))
        if segment is not None:
            self._unclosed(segment)
        return out

    # Optional segments

    def _bracket(self, bracket: _Bracket, segment: _Segment | None, out: list[nodes.Node]) -> _Segment | None:
        if bracket.text == "[[":
            return self._open(bracket, segment)
        if segment is None:
            self._report("FD209", bracket, bracket="]]")
            return None
        self._open_segments -= 1
        if segment.inside:
            segment.inside -= 1
            return segment
        self._close(bracket, segment, out)
        return None

    def _open(self, bracket: _Bracket, segment: _Segment | None) -> _Segment:
        if self._open_segments:
            self._report("FD210", bracket)
        self._open_segments += 1
        if segment is None:
            return _Segment(bracket, self._uses)
        segment.inside += 1
        segment.nested = True
        return segment

    def _close(self, bracket: _Bracket, segment: _Segment, out: list[nodes.Node]) -> None:
        if self._uses == segment.tags_before:
            self._report("FD220", segment.opening)
        inner = nodes.Filter(None, "!optional", [values_name(bracket.line)], [], None, None, lineno=bracket.line)
        out.append(nodes.FilterBlock(segment.body, inner, lineno=segment.opening.line))

    def _unclosed(self, segment: _Segment) -> None:
        self._open_segments -= 1 + segment.inside
        if not segment.nested:
            self._report("FD209", segment.opening, bracket="[[")

    def _report(self, id: str, at: _Bracket, **params: object) -> None:  # noqa: A002 - the glossary's word
        self._findings.report_at(_brackets(self._findings.source)[at.number], id, **params)

    # Nodes

    def _items(self, children: Iterable[nodes.Node]) -> Iterator[nodes.Node | _Bracket]:
        for child in children:
            parts = child.nodes if isinstance(child, nodes.Output) else [child]
            for part in parts:
                yield from self._pieces(part) if isinstance(part, nodes.TemplateData) else (part,)

    def _pieces(self, data: nodes.TemplateData) -> Iterator[nodes.Node | _Bracket]:
        line = data.lineno
        for piece in _SIGNS.split(data.data):
            if piece.startswith(("[[", "]]")):
                yield from self._run(piece, line)
            elif _SIGNS.fullmatch(piece):
                self._findings.report("FD211", line, piece, braces=piece)
            elif piece:
                yield nodes.TemplateData(piece, lineno=line)
            line += piece.count("\n")

    def _run(self, signs: str, line: int) -> Iterator[nodes.Node | _Bracket]:
        """Brackets in a row. An odd one is a word within the segment: `[[[{{ tag }}]]]` is an optional `[...]`."""
        pairs, odd = divmod(len(signs), 2)
        word: list[nodes.Node | _Bracket] = [nodes.TemplateData(signs[0], lineno=line)] * odd
        brackets: list[nodes.Node | _Bracket] = [
            _Bracket(signs[:2], line, self._brackets + number) for number in range(pairs)
        ]
        self._brackets += pairs
        yield from brackets + word if signs[0] == "[" else word + brackets

    def _node(self, node: nodes.Node) -> nodes.Node:
        if isinstance(node, nodes.If):
            return self._condition(node)
        if isinstance(node, nodes.TemplateData):
            return nodes.Output([node], lineno=node.lineno)
        if not isinstance(node, nodes.Expr):
            return nodes.Output([self._expressions.forbidden(node)], lineno=node.lineno)
        self._uses += 1
        return nodes.Output([self._expressions.printed(node)], lineno=node.lineno)

    def _condition(self, node: nodes.If) -> nodes.If:
        test = self._expressions.test(node.test)
        with self._expressions.catching(self._expressions.ensured(node.test)):
            body = self._body(node.body)
        elif_ = [self._condition(part) for part in node.elif_]
        return nodes.If(test, body, elif_, self._body(node.else_), lineno=node.lineno)
