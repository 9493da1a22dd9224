"""Rows from YAML, JSON and JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from frontdesk import ConfigError, Diagnostic
from frontdesk_files.raw import PathParts, RawRow
from frontdesk_files.reading import broken
from frontdesk_files.yaml_nodes import Values, compose, line_in

KEY = "establishments"


def read_yaml(path: Path, data: bytes) -> Iterator[RawRow]:
    """The rows of a YAML file: a list, or a mapping with the key `establishments`, or nothing at all."""
    root = compose(path, decoded(path, data, "YAML"))
    if root is None:
        return
    prefix, listed = _listed(root)
    values = Values(path)
    if not isinstance(listed, SequenceNode):
        if values.of(listed) is None:
            return
        raise broken(path, "FD604", line=int(listed.start_mark.line) + 1)
    for number, node in enumerate(listed.value):
        line_of = line_in(node)
        yield RawRow(value=values.of(node), path=f"{prefix}[{number}]", line=line_of(()), line_of=line_of)


def _listed(root: Node) -> tuple[str, Node]:
    """The list of establishments, and its path in the document."""
    if isinstance(root, MappingNode):
        for key, value in root.value:
            if key.value == KEY:
                return KEY, value
    return "", root


def read_json(path: Path, data: bytes) -> Iterator[RawRow]:
    """The rows of a JSON file, in the same two shapes."""
    text = decoded(path, data, "JSON")
    document = _loads(path, text) if text.strip() else []
    prefix, listed = (KEY, document[KEY]) if isinstance(document, Mapping) and KEY in document else ("", document)
    if not isinstance(listed, list):
        raise broken(path, "FD604")
    for number, value in enumerate(listed):
        yield RawRow(value=value, path=f"{prefix}[{number}]")


def read_json_lines(path: Path, data: bytes) -> Iterator[RawRow]:
    """One row for each line that is not blank; a broken line loses itself alone."""
    for number, text in enumerate(decoded(path, data, "JSON").split("\n"), 1):
        if text.strip():
            yield _json_line(path, text, number)


def _json_line(path: Path, text: str, number: int) -> RawRow:
    def line_of(_path: PathParts) -> int:
        return number

    try:
        return RawRow(value=_loads(path, text), path="", line=number, line_of=line_of)
    except ConfigError as error:
        params = error.diagnostics[0].params
        found = Diagnostic(id="FD603", file=str(path), line=number, column=error.diagnostics[0].column, params=params)
        return RawRow(value=None, path="", line=number, found=[found])


def _loads(path: Path, text: str) -> object:
    try:
        document: object = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise _syntax(path, error.msg, error.lineno, error.colno) from error
    except (ValueError, RecursionError) as error:
        raise _syntax(path, str(error)) from error
    return document


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key {next(name for name in names if names.count(name) > 1)!r} is written twice")
    return entries


def _syntax(path: Path, problem: str, line: int | None = None, column: int | None = None) -> ConfigError:
    params = {"format": "JSON", "problem": problem}
    return ConfigError(Diagnostic(id="FD603", file=str(path), line=line, column=column, params=params))


def decoded(path: Path, data: bytes, form: str) -> str:
    """UTF-8, with or without a byte order mark: YAML and JSON are nothing else."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise broken(path, "FD603", line=line, format=form, problem="these bytes are not UTF-8") from error
