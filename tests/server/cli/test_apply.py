"""`frontdesk check`, `rules`, `schema` and `apply`: a project looked at, printed, and put in force."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from tests.server.cli.projects import DEMO, SHOP, CommandLine, project, replaced

MONDAY = "2026-11-23T10:00"


def test_the_demo_s_project_has_nothing_wrong(frontdesk: CommandLine) -> None:
    done = frontdesk("check", DEMO)

    assert (done.code, done.err) == (0, "")
    assert "13 establishments, 1 account, 3 message sets" in done.out


def test_rules_prints_a_document_that_means_the_same(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    printed = frontdesk("rules", folder)
    (folder / "messages" / "welcome.yaml").write_text(printed.out)

    asked = ("simulate", "--project", folder, "--establishment", SHOP, "--at", MONDAY, "--open", "--json")
    told = cast("Any", frontdesk(*asked).json)

    assert printed.code == 0
    assert told["steps"][0]["messages"][0]["text"].startswith("Hello, this is The Corner Shop")


def test_schema_is_json_schema_with_the_words_of_plugins(frontdesk: CommandLine) -> None:
    done = frontdesk("schema")

    assert cast("Any", done.json)["$schema"].startswith("https://json-schema.org/")
    assert "message_matches" in done.out


def test_apply_makes_a_release_and_says_what_changed(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = project(tmp_path / "p")

    first = frontdesk("apply", folder)
    again = frontdesk("apply", folder)
    replaced(folder, "messages/welcome.yaml", "How can we help?", "What can we do?")
    second = frontdesk("apply", folder)

    assert "Release 1 is in force." in first.out
    assert "+ message set Welcome" in first.out
    assert "release 1 stays in force" in again.out
    assert "Release 2 is in force." in second.out
    assert "~ message set Welcome: welcome" in second.out


def test_apply_makes_nothing_where_anything_is_wrong(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    frontdesk("apply", folder)
    replaced(folder, "messages/welcome.yaml", "establishment.name", "establishment.nmae")

    done = frontdesk("apply", folder, "--json")
    replaced(folder, "messages/welcome.yaml", "establishment.nmae", "establishment.name")
    after = cast("Any", frontdesk("apply", folder, "--json").json)

    assert (done.code, done.out) == (2, "")
    assert "establishment.name" in done.err
    assert after == {"release": 1, "made": False, "changes": []}
