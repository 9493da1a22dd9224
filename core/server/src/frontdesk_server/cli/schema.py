"""`frontdesk schema`: the JSON Schema of the rule language, with the words of the installed plugins."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

EXAMPLE = "frontdesk schema > frontdesk.schema.json"


def schema() -> None:
    """Print the JSON Schema of rule documents.

    With the words of the installed plugins, for editors that complete and check while one types.
    """
    from frontdesk.host import Host
    from frontdesk.rules import json_schema
    from frontdesk_server.cli.output import print_json

    print_json(json_schema(Host.load().vocabulary))
