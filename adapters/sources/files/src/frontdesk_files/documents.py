"""Rows from YAML, JSON and JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from frontdesk import ConfigError, Diagnostic
from frontdesk_files.columns import Fields
from frontdesk_files.encodings import decode
from frontdesk_files.raw import PathParts, RawRow, Spot
from frontdesk_files.reading import broken
from frontdesk_files.yaml_nodes import RepeatedKeyError, Values, compose, spot_in

KEY = "establishments"


def read_yaml(path: Path, data: bytes, _fields: Fields) -> Iterator[RawRow]:
    """The rows of a YAML file: a list, or a mapping with the key `establishments`, or nothing at all."""
    root = compose(path, decode(path, data, "YAML"))
    if root is None:
        return
    prefix, listed = _listed(path, root)
    values = Values(path)
    if not isinstance(listed, SequenceNode):
        if isinstance(listed, ScalarNode) and values.of(listed) is None:
            return
        line, column = spot_in(listed)(())
        raise ConfigError(Diagnostic(id="FD604", file=str(path), line=line, column=column))
    for number, node in enumerate(listed.value):
        yield _yaml_row(path, values, node, f"{prefix}[{number}]")


def _yaml_row(path: Path, values: Values, node: Node, place: str) -> RawRow:
    spot_of = spot_in(node)
    line, column = spot_of(())
    try:
        value = values.of(node)
        return RawRow(value=value, id=id_of(value), path=place, line=line, column=column, spot_of=spot_of)
    except RepeatedKeyError as error:
        return _repeated(path, place, error.key, error.line, error.column)


def _repeated(path: Path, place: str, key: str, line: int | None = None, column: int | None = None) -> RawRow:
    """A row in which a key is written twice."""
    found = Diagnostic(id="FD621", path=place, file=str(path), line=line, column=column, params={"key": key})
    return RawRow(value=None, path=place, line=line, column=column, found=[found])


def _listed(path: Path, root: Node) -> tuple[str, Node]:
    """The list of establishments, and its path in the document."""
    if not isinstance(root, MappingNode):
        return "", root
    lists = [(key, value) for key, value in root.value if key.value == KEY]
    if len(lists) > 1:
        line, column = spot_in(lists[1][0])(())
        params = {"format": "YAML", "problem": f"the key {KEY!r} is written twice"}
        raise ConfigError(Diagnostic(id="FD603", file=str(path), line=line, column=column, params=params))
    return (KEY, lists[0][1]) if lists else ("", root)


def read_json(path: Path, data: bytes, _fields: Fields) -> Iterator[RawRow]:
    """The rows of a JSON file, in the same two shapes."""
    text = decode(path, data, "JSON")
    document = _loads(path, text) if text.strip() else []
    if isinstance(document, _Repeated):
        raise _syntax(path, f"the key {document.key!r} is written twice")
    prefix, listed = (KEY, document[KEY]) if isinstance(document, Mapping) and KEY in document else ("", document)
    if not isinstance(listed, list):
        raise broken(path, "FD604")
    for number, value in enumerate(listed):
        yield _json_row(path, value, f"{prefix}[{number}]")


def _json_row(path: Path, value: object, place: str) -> RawRow:
    key = _repeated_in(value)
    return RawRow(value=value, id=id_of(value), path=place) if key is None else _repeated(path, place, key)


def read_json_lines(path: Path, data: bytes, _fields: Fields) -> Iterator[RawRow]:
    """One row for each line that is not blank; a broken line loses itself alone."""
    for number, text in enumerate(decode(path, data, "JSON").split("\n"), 1):
        if text.strip():
            yield _json_line(path, text, number)


def _json_line(path: Path, text: str, number: int) -> RawRow:
    def spot_of(_path: PathParts) -> Spot:
        return number, None

    try:
        value = _loads(path, text)
    except ConfigError as error:
        column, problem = error.diagnostics[0].column, error.diagnostics[0].params["problem"]
        found = Diagnostic(id="FD620", file=str(path), line=number, column=column, params={"problem": problem})
        return RawRow(value=None, path="", line=number, found=[found])
    if (key := _repeated_in(value)) is not None:
        return _repeated(path, "", key, number)
    return RawRow(value=value, id=id_of(value), path="", line=number, spot_of=spot_of)


def id_of(value: object) -> str | None:
    """The id of an object as `row_of` reads it: without the white space around it, as a text."""
    given = value.get("id") if isinstance(value, Mapping) else None
    return str(given).strip() or None if isinstance(given, str | int | float) and not isinstance(given, bool) else None


def _loads(path: Path, text: str) -> object:
    try:
        document: object = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise _syntax(path, error.msg, error.lineno, error.colno) from error
    except (ValueError, RecursionError) as error:
        raise _syntax(path, str(error)) from error
    return document


class _Repeated(dict[str, object]):
    """An object in which a key is written twice."""

    key = ""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    entries = dict(pairs)
    if len(entries) == len(pairs):
        return entries
    names = [name for name, _ in pairs]
    repeated = _Repeated(entries)
    repeated.key = next(name for name in names if names.count(name) > 1)
    return repeated


def _repeated_in(value: object) -> str | None:
    """A key that is written twice anywhere below, however deep that is."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, _Repeated):
            return item.key
        waiting.extend(item.values() if isinstance(item, dict) else item if isinstance(item, list) else ())
    return None


def _syntax(path: Path, problem: str, line: int | None = None, column: int | None = None) -> ConfigError:
    params = {"format": "JSON", "problem": problem}
    return ConfigError(Diagnostic(id="FD603", file=str(path), line=line, column=column, params=params))
