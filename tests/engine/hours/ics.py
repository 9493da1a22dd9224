"""A strict reader of iCalendar files (RFC 5545): whatever breaks a rule of the grammar fails."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

NAME = re.compile(r"[A-Z0-9-]+")
PARAMETER = re.compile(r";([A-Z0-9-]+)=([^\";:,]*)")
UTC_INSTANT = re.compile(r"\d{8}T\d{6}Z")
DATE = re.compile(r"\d{8}")
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "UID", "NAME", "X-WR-CALNAME", "X-WR-TIMEZONE"}
ONCE = {"VCALENDAR": {"VERSION", "PRODID"}, "VEVENT": {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"}}


@dataclass
class Component:
    """A component: its properties by name, and those within."""

    kind: str
    properties: dict[str, str] = field(default_factory=dict)
    within: list[Component] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.properties[name]

    def parts(self, kind: str) -> list[Component]:
        return [part for part in self.within if part.kind == kind]


def parse(data: bytes) -> Component:
    """The calendar of a file."""
    assert data.endswith(b"\r\n"), "the last line ends too"
    assert b"\n" not in data.replace(b"\r\n", b""), "lines end with CRLF alone"
    lines = data[:-2].split(b"\r\n")
    assert all(len(line) <= 75 for line in lines), "lines have at most 75 octets"
    for line in lines:
        line.decode()  # folded between characters
    whole: list[str] = []
    for line in lines:
        if line.startswith(b" "):
            whole[-1] += line[1:].decode()
        else:
            whole.append(line.decode())
    stack = [Component("")]
    for line in whole:
        _read(stack, line)
    (found,) = stack[0].within
    assert len(stack) == 1, "every component ends"
    _check(found)
    return found


def _read(stack: list[Component], line: str) -> None:
    name = NAME.match(line)
    assert name, line
    rest, parameters = line[name.end() :], {}
    while found := PARAMETER.match(rest):
        parameters[found[1]] = found[2]
        rest = rest[found.end() :]
    assert rest.startswith(":"), line
    value = rest[1:]
    if name[0] == "BEGIN":
        stack.append(Component(value))
    elif name[0] == "END":
        part = stack.pop()
        assert part.kind == value
        stack[-1].within.append(part)
    else:
        assert name[0] not in stack[-1].properties, f"{name[0]} stands once"
        stack[-1].properties[name[0]] = _value(name[0], parameters, value)


def _value(name: str, parameters: dict[str, str], value: str) -> str:
    if name in ("DTSTART", "DTEND", "DTSTAMP"):
        form = DATE if parameters.get("VALUE") == "DATE" else UTC_INSTANT
        assert form.fullmatch(value), value
        return value
    if name not in TEXTS:
        return value
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), f"unescaped: {value}"
    assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value), f"control character: {value!r}"
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def _check(component: Component) -> None:
    missing = ONCE.get(component.kind, set()) - component.properties.keys()
    assert not missing, missing
    if component.kind == "VEVENT":
        assert component["DTSTART"] < component["DTEND"], "an event ends after it begins"
    for part in component.within:
        _check(part)
