"""The reference pages of command line, settings and REST, written from the code itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from frontdesk_server.api.rest import build_rest
from frontdesk_server.cli.app import COMMANDS, NOUNS, build_app
from frontdesk_server.project.model import (
    AccountDocument,
    ForwardDocument,
    HandoverDocument,
    PolicyDocument,
    ProjectDocument,
    RouteDocument,
    SourceDocument,
)
from frontdesk_server.runtime.measures import MEASURES, Measure
from frontdesk_server.settings import settings_table

_MARKUP: Final = re.compile(r"\s*\n\s*")


def cli_page() -> str:
    """`docs/reference/cli.md`."""
    commands = typer.main.get_command(build_app()).commands  # type: ignore[attr-defined]
    examples = {entry.name: entry.example for entry in COMMANDS}
    examples |= {name: example for name, (_, example, _panel) in NOUNS.items()}
    lines = [
        "# Command line",
        "",
        "`frontdesk --help` lists the commands, `frontdesk COMMAND --help` explains one. Results go to stdout, errors",
        "to stderr, each in three parts: what, where, and how to mend it.",
        "",
        "Exit codes: 0 = done, 2 = bad input (nothing was changed), 130 = interrupted. Installed plugins may add",
        "commands: `frontdesk plugins` lists them.",
        "",
    ]
    for name in examples:
        lines += _command(f"frontdesk {name}", commands[name], examples[name])
    return "\n".join(lines)


def _command(
    name: str, command: Any, example: str
) -> Iterator[str]:  # Any: typer's own command, which has no public type
    yield from (f"## {name}", "", _paragraphs(command.help), "", "```console", f"$ {example}", "```", "")
    yield from _parameters(command.params)
    for inner, sub in getattr(command, "commands", {}).items():
        yield from (f"### {name} {inner}", "", _paragraphs(sub.help), "")
        yield from _parameters(sub.params)


def _parameters(parameters: Sequence[Any]) -> Iterator[str]:
    rows = [_parameter(found) for found in parameters if "--help" not in found.opts]
    if rows:
        yield from ("| option | what it means |", "| --- | --- |", *rows, "")


def _parameter(found: Any) -> str:
    value = "" if getattr(found, "is_flag", False) or getattr(found, "count", False) else f" {_metavar(found)}"
    names = ", ".join(found.opts) if found.opts[0].startswith("-") else ""
    shown = f"`{names}{value}`" if names else f"`{_metavar(found)}`"
    return f"| {shown} | {found.help}{_default(found)} |"


def _metavar(found: Any) -> str:
    if found.metavar:
        return str(found.metavar)
    choices = found.type_descriptor.choices
    return "/".join(map(str, choices)) if choices else str(found.name).strip("_").upper()


def _default(found: Any) -> str:
    """What holds when an option is left out, where that says something."""
    plain = isinstance(found.default, str | int) and not isinstance(found.default, bool)
    return f" Default: `{found.default}`." if plain and found.default not in ("", 0) else ""


def settings_page() -> str:
    """`docs/reference/settings.md`."""
    lines = [
        "# Settings",
        "",
        "What a platform team sets stands in the environment or in `frontdesk.yaml`. The environment wins.",
        "",
        "## Environment",
        "",
    ]
    for name, field in settings_table():
        lines += [f"### {name}", "", field.description or "", "", *_facts(field), ""]
    lines += [
        "## frontdesk.yaml",
        "",
        "The project file. Unknown keys are refused, with the key that was probably meant.",
        "",
    ]
    for title, model in _PARTS.items():
        lines += [f"### {title}", "", _paragraphs(model.__doc__), "", *_keys(model), ""]
    lines += [*_SECRETS, ""]
    return "\n".join(lines)


_PARTS: Final[Mapping[str, type[BaseModel]]] = {
    "The file": ProjectDocument,
    "accounts[]": AccountDocument,
    "accounts[].route": RouteDocument,
    "accounts[].forward": ForwardDocument,
    "accounts[].handover": HandoverDocument,
    "sources[]": SourceDocument,
    "policy": PolicyDocument,
}
_SECRETS: Final = (
    "### Secrets",
    "",
    "A secret never stands in the file. Where a channel asks for one, write a reference: `env:NAME` is the environment",
    "variable NAME, `store:NAME` a secret kept encrypted in the store (`frontdesk secret set NAME`, which takes",
    "`FRONTDESK_SECRET_KEY`). What a reference leads to is masked in every log.",
)


def _facts(field: FieldInfo) -> Iterator[str]:
    if field.examples:
        yield f"- example: `{field.examples[0]}`"
    default = "not set" if field.default in (None, ()) else f"`{field.default}`"
    yield f"- default: {default}"


def _keys(model: type[BaseModel]) -> Iterator[str]:
    yield from ("| key | | default |", "| --- | --- | --- |")
    for name, field in model.model_fields.items():
        default = "required" if field.is_required() else _written(field.default)
        yield f"| `{name}` | {field.description or ''} | {default} |"


def _written(default: object) -> str:
    if isinstance(default, timedelta):
        return f"`{default.total_seconds() / 60:.0f}m`"
    return f"`{str(default).lower()}`" if isinstance(default, str | int) else ""


def rest_page() -> str:
    """`docs/reference/rest.md`."""
    document = build_rest(None, None).openapi()
    lines = [
        "# REST interface",
        "",
        _paragraphs(document["info"]["description"]),
        "",
        "The OpenAPI document stands at `/api/v1/openapi.json`, with every field of every answer. Outside of `/api/v1`",
        "stand `/webhooks/{account}` (what platforms call), `/health` (the process lives) and `/ready` (it can do its",
        "work: 200, else 503, with each condition by its name). None of the three needs the token.",
        "",
    ]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            lines += _operation(f"{method.upper()} /api/v1{path}", operation, document["components"]["schemas"])
    return "\n".join(lines)


def _operation(title: str, operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"## {title}", "", _paragraphs(operation["description"]), "")
    given = [(found["name"], found["in"], found) for found in operation.get("parameters", ())]
    body = operation.get("requestBody")
    if body:
        name = body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        given += [(key, "body", found) for key, found in schemas[name]["properties"].items()]
    if given:
        yield from ("| given | in | |", "| --- | --- | --- |")
        yield from (f"| `{name}` | {where} | {found.get('description', '')} |" for name, where, found in given)
        yield ""


def _paragraphs(text: str | None) -> str:
    """A docstring as paragraphs, each in one line."""
    return "\n\n".join(_MARKUP.sub(" ", part.strip()) for part in (text or "").strip().split("\n\n"))


_OF_PROCESSES: Final = """# Metrics

`GET /metrics` of every process, in the text format of Prometheus, for whoever sends `FRONTDESK_METRICS_TOKEN` as a
bearer token:

```yaml
scrape_configs:
  - job_name: frontdesk
    authorization: {credentials_file: /etc/prometheus/frontdesk-token}
    static_configs: [{targets: ["desk-1:8765", "desk-2:8765"]}]
```

[Alert rules](../how-to/frontdesk-alerts.yaml) to begin with stand beside the how-to. Besides these there are the usual
`process_*` and `python_gc_*`.

## Of a process

Each process counts what it does itself: add them up with `sum()`. Accounts are named up to 200; further ones are
counted together as `other`.
"""
_OF_ALL: Final = """## Of the whole database

Every process tells the same: take one of them with `max()`, never `sum()`. While the database does not answer they are
left out.
"""


def metrics_page() -> str:
    """`docs/reference/metrics.md`."""
    own = [_measure(one) for one in MEASURES if not one.whole]
    return "\n".join([_OF_PROCESSES, *own, _OF_ALL, *[_measure(one) for one in MEASURES if one.whole]])


def _measure(one: Measure) -> str:
    labels = f", by {' and '.join(f'`{label}`' for label in one.labels)}" if one.labels else ""
    return f"### {one.name}\n\nA {one.kind}{labels}. {one.help}\n"


PAGES: Final = {"cli.md": cli_page, "metrics.md": metrics_page, "settings.md": settings_page, "rest.md": rest_page}
