"""Every kind of mistake in a project: a clear error at its place, in two languages, and nothing half-applied."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.cli.projects import CommandLine, project, replaced

SET = """
frontdesk: 1
message_sets:
  - name: Second
    establishments: [main-street]
    welcome: Hello
    absence: Away
"""

MISTAKES = [
    # file, before, after, id, where, mend
    ("frontdesk.yaml", "name: My organisation", "name: [My", "FD300", "frontdesk.yaml:", ""),
    ("frontdesk.yaml", "accounts:", "acounts:", "FD310", "frontdesk.yaml:5:1 (acounts)", "'accounts'"),
    ("frontdesk.yaml", "name: My organisation\n", "", "FD312", "frontdesk.yaml", "name:"),
    ("frontdesk.yaml", "frontdesk: 1", "frontdesk: 2", "FD319", "frontdesk.yaml:2:12", "write one of 1"),
    ("frontdesk.yaml", "channel: web", "channel: wbe", "FD703", "frontdesk.yaml:7:14", "'web'"),
    ("frontdesk.yaml", "kind: files", "kind: carrier-pigeon", "FD707", "sources[0].kind", "pip install"),
    ("frontdesk.yaml", "path: establishments.yaml", "path: shops.yaml", "FD6", "shops.yaml", ""),
    ("frontdesk.yaml", "route: {attribute", "route: {atribute", "FD310", "accounts[0].route.atribute", "'attribute'"),
    ("frontdesk.yaml", "http://localhost:8000", "localhost", "FD533", "settings.origins[1]", "https://shop.example"),
    ("messages/welcome.yaml", "welcome:\n", "welcom:\n", "FD310", "message_sets[0].welcom", "'welcome'"),
    ("messages/welcome.yaml", "{{ establishment.name }}", "{{ establishment.nam }}", "FD2", "welcome.en", ""),
    ("messages/welcome.yaml", "{{ establishment.name }}", "{{ establishment.name", "FD2", "welcome.en", ""),
    ("messages/welcome.yaml", "{{ establishment.name }}", "{{ establishment.__class__ }}", "FD2", "welcome.en", ""),
    ("messages/welcome.yaml", "{{ establishment.name }}", "{{ 'a' * 10**9 }}", "FD2", "welcome.en", ""),
    (
        "messages/welcome.yaml",
        "{{ establishment.name }}",
        "{% for i in range(9**9) %}a{% endfor %}",
        "FD2",
        "welcome.en",
        "",
    ),
    ("messages/welcome.yaml", '{en: "Where are you?", fr: "Où êtes-vous ?"}', "''", "FD", "starters[1].title", ""),
    (
        "messages/welcome.yaml",
        '{en: "Where are you?", fr: "Où êtes-vous ?"}',
        '{en: "Your opening hours?", fr: "Où êtes-vous ?"}',
        "FD3",
        "starters[1].title",
        "",
    ),
    ("establishments.yaml", "Europe/London", "Europe/Londn", "FD1", "establishments.yaml", "Europe/London"),
    ("establishments.yaml", "mon-fri:", "mun-fri:", "FD107", "establishments.yaml", ""),
]


@pytest.mark.parametrize(
    ("file", "before", "after", "id_", "where", "mend"), MISTAKES, ids=[f"{m[3]}-{m[2][:24]}" for m in MISTAKES]
)
def test_a_mistake_is_told_at_its_place(  # noqa: PLR0917
    frontdesk: CommandLine, tmp_path: Path, file: str, before: str, after: str, id_: str, where: str, mend: str
) -> None:
    folder = replaced(project(tmp_path / "p"), file, before, after)

    done = frontdesk("check", folder)

    assert id_ in done.err
    assert where in done.err
    assert mend in done.err
    assert "Traceback" not in done.err
    if "warning" not in done.err.split(id_, maxsplit=1)[0].splitlines()[-1]:
        assert done.code == 2


def test_broken_yaml_is_told_with_line_and_column(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = project(tmp_path / "p", messages__broken="frontdesk: 1\nmessage_sets:\n  - name: [oops\n")

    done = frontdesk("check", folder)

    assert done.code == 2
    assert "FD300" in done.err
    assert "messages/broken.yaml:4:1" in done.err


def test_six_starters_are_one_too_many(frontdesk: CommandLine, tmp_path: Path) -> None:
    more = "".join(f"      - {{title: Question {n}, answer: Answer}}\n" for n in range(4))
    folder = project(tmp_path / "p")
    file = folder / "messages" / "welcome.yaml"
    file.write_text(file.read_text() + more)

    done = frontdesk("check", folder)

    assert done.code == 2
    assert "starters" in done.err


def test_an_establishment_in_two_sets_is_refused_and_nothing_is_released(
    frontdesk: CommandLine, tmp_path: Path
) -> None:
    folder = project(tmp_path / "p", messages__zz_second=SET)

    checked, applied = frontdesk("check", folder), frontdesk("apply", folder)

    for done in (checked, applied):
        assert done.code == 2
        assert "FD375" in done.err
        assert "messages/zz_second.yaml:5:" in done.err
        assert "(message_sets[0].establishments)" in done.err
        assert "for main-street (1 in all) on 'website'" in done.err
    (folder / "messages" / "zz_second.yaml").unlink()
    assert "Release 1" in frontdesk("apply", folder).out


def test_b2_an_empty_text_cannot_be_activated(frontdesk: CommandLine, tmp_path: Path) -> None:
    empty = SET.replace("absence: Away", 'absence: ""')
    folder = project(tmp_path / "p", messages__welcome=empty)

    done = frontdesk("apply", folder)

    assert done.code == 2
    assert "message_sets[0].absence" in done.err


def test_all_mistakes_of_a_project_are_told_at_once(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    replaced(folder, "messages/welcome.yaml", "welcome:\n", "welcom:\n")
    replaced(folder, "messages/welcome.yaml", "hours.week", "hours.wek")
    replaced(folder, "establishments.yaml", "sat:", "sut:")

    done = frontdesk("check", folder)

    assert "welcom" in done.err
    assert "hours.wek" in done.err
    assert "sut" in done.err


def test_mistakes_are_told_in_french(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = replaced(project(tmp_path / "p"), "messages/welcome.yaml", "welcome:\n", "welcom:\n")

    done = frontdesk("check", folder, "--language", "fr")

    assert "erreur FD310 clé inconnue 'welcom'" in done.err
    assert "vouliez-vous" in done.err


def test_check_as_json_has_place_and_words(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = replaced(project(tmp_path / "p"), "frontdesk.yaml", "channel: web", "channel: wbe")

    done = frontdesk("check", folder, "--json")

    assert done.code == 2
    found = done.json
    assert isinstance(found, dict)
    assert found["diagnostics"][0] | {"what": "", "mend": ""} == {
        "id": "FD703",
        "severity": "error",
        "what": "",
        "mend": "",
        "file": "frontdesk.yaml",
        "line": 7,
        "column": 14,
        "path": "accounts[0].channel",
    }


def test_a_secret_in_plain_text_is_refused_and_not_repeated(frontdesk: CommandLine, tmp_path: Path) -> None:
    account = """
  - id: crm
    channel: webhook
    settings: {target_url: "https://crm.example/in", secrets: [sup3r-s3cret-key]}

sources:"""
    folder = replaced(project(tmp_path / "p"), "frontdesk.yaml", "\nsources:", account)

    done = frontdesk("check", folder)

    assert done.code == 2
    assert "FD709" in done.err
    assert "accounts[1].settings.secrets[0]" in done.err
    assert "sup3r" not in done.err


def test_a_password_in_the_database_address_is_refused(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = replaced(
        project(tmp_path / "p"), "frontdesk.yaml", "accounts:", "database: postgresql://u:pass@db/x\n\naccounts:"
    )

    done = frontdesk("check", folder)

    assert "FD709" in done.err
    assert "pass@" not in done.err


def test_a_route_that_leads_nowhere_is_a_warning(frontdesk: CommandLine, tmp_path: Path) -> None:
    folder = replaced(project(tmp_path / "p"), "frontdesk.yaml", "default: main-street", "default: main-stret")

    done = frontdesk("check", folder)

    assert done.code == 0
    assert "warning FD730" in done.err
    assert "'main-street'" in done.err


def test_one_account_id_twice_is_refused(frontdesk: CommandLine, tmp_path: Path) -> None:
    twice = "accounts:\n  - {id: website, channel: web, settings: {key: pk_b, origins: ['https://a.example']}}\n"
    folder = replaced(project(tmp_path / "p"), "frontdesk.yaml", "accounts:\n", twice)

    assert "FD708" in frontdesk("check", folder).err


@pytest.mark.parametrize("asked", ["hours", "simulate"])
def test_an_establishment_that_cannot_be_read_is_missing_for_the_reason_that_its_source_gives(
    frontdesk: CommandLine, tmp_path: Path, asked: str
) -> None:
    folder = replaced(project(tmp_path / "p"), "establishments.yaml", "establishments:", "establishments: [")

    done = frontdesk(asked, "--project", folder, "--establishment", "main-street")

    assert done.code == 2
    assert "error FD603 this is not YAML" in done.err
    assert "at establishments.yaml:2:3" in done.err
    assert "error FD743 there is no establishment 'main-street'" in done.err
    assert "''" not in done.err


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_apply_tells_of_establishments_that_it_could_not_read(
    frontdesk: CommandLine, tmp_path: Path, form: tuple[str, ...]
) -> None:
    folder = replaced(project(tmp_path / "p"), "establishments.yaml", "Europe/London", "Europe/Londn")

    done = frontdesk("apply", folder, *form)

    assert done.code == 0
    assert "error FD113 unknown time zone 'Europe/Londn'" in done.err
    assert "at establishments.yaml:5" in done.err
    assert done.json["release"] == 1 if form else "Release 1" in done.out


def test_a_route_without_any_establishment_suggests_none(frontdesk: CommandLine, tmp_path: Path) -> None:
    done = frontdesk("check", project(tmp_path / "p", establishments="establishments: []\n"))

    assert done.code == 0
    assert "warning FD744" in done.err
    assert "did you mean" not in done.err


def test_messages_that_cannot_be_read_are_not_said_to_be_missing(frontdesk: CommandLine, tmp_path: Path) -> None:
    done = frontdesk("check", project(tmp_path / "p", messages__welcome="frontdesk: [\n"))

    assert "FD300" in done.err
    assert "FD731" not in done.err
