"""YAML, JSON, the file itself, and the command that looks at one."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from frontdesk import ConfigError, Diagnostic, EstablishmentRecord, Host, Row, describe
from frontdesk_files import FilesSettings, FilesSource, establishments_check, yaml_nodes


def read(path: Path, text: str | bytes, **settings: object) -> list[Row]:
    """The rows of a file with this text."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(FilesSource(FilesSettings.model_validate({"path": path, **settings})).rows())


def found(rows: list[Row]) -> list[Diagnostic]:
    """Everything that was found."""
    return [item for row in rows for item in row.diagnostics]


# YAML


def test_scalars_stay_as_people_wrote_them(tmp_path: Path) -> None:
    text = (
        "- id: 0042\n  name: Alpha\n  phone: 0612345678\n  code: 1.10\n  active: true\n"
        "  address: {postal_code: 01000}\n"
        "  custom: {open: no, since: 2026-01-02, n: 12, big: 1_000, none: ~, nothing:, on: True, off: false}\n"
    )
    (row,) = read(tmp_path / "a.yaml", text)
    assert row.record == {
        "id": "0042",
        "name": "Alpha",
        "phone": "0612345678",
        "code": "1.10",
        "active": True,
        "address": {"postal_code": "01000"},
        "custom": {"open": "no", "since": "2026-01-02", "n": "12", "big": "1_000", "on": "true", "off": "false"},
    }


@pytest.mark.parametrize("field", ["parking", "foo", "custm_field_of_mine"])
def test_field_unlike_any_is_told_without_a_wild_guess(tmp_path: Path, field: str) -> None:
    (row,) = read(tmp_path / "a.yaml", f"- {{id: a, name: Alpha, {field}: }}\n")
    (unknown,) = row.diagnostics
    assert (row.record, unknown.id, unknown.path) == (None, "FD625", f"[0].{field}")
    assert "did you mean" not in describe(unknown)
    assert "below 'custom'; known are active, address," in describe(unknown)


def test_list_may_stand_under_its_key(tmp_path: Path) -> None:
    (row,) = read(tmp_path / "a.yaml", "# shops\nestablishments:\n  - {id: a, name: Alpha}\n")
    assert row.id == "a"


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "establishments:\n", "establishments: []\n", "[]"])
def test_no_establishments_is_an_answer(tmp_path: Path, text: str) -> None:
    assert read(tmp_path / "a.yaml", text) == []


@pytest.mark.parametrize("text", ["just words", "{a: 1}", "establishments: {a: 1}"])
def test_file_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="FD604"):
        read(tmp_path / "a.yaml", text)


def test_broken_yaml_is_told_with_line_and_column(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path / "a.yaml", "- id: a\n  name: Alpha\n- id: b\n   name: Beta\n")
    (error,) = caught.value.diagnostics
    assert (error.id, error.line) == ("FD603", 4)
    assert error.column is not None


def test_key_written_twice_loses_its_row_alone(tmp_path: Path) -> None:
    bad, good = read(tmp_path / "a.yaml", "- {id: a, name: A,\n   name: B}\n- {id: b, name: B}\n")
    assert (bad.record, good.id) == (None, "b")
    (error,) = bad.diagnostics
    assert (error.id, error.path, error.line, error.column) == ("FD621", "[0]", 2, 4)
    assert "'name' is written twice" in describe(error)


@pytest.mark.parametrize("text", ["establishments: []\nestablishments: []\n", "a: 1\na: 2\n"])
def test_document_with_a_key_written_twice_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="FD60"):
        read(tmp_path / "a.yaml", text)


def test_each_error_has_its_own_line_column_and_path(tmp_path: Path) -> None:
    text = "- id: a\n  naam: Alpha\n  address:\n    city: [1]\n- id: b\n  name: Beta\n- just words\n"
    rows = read(tmp_path / "shops.yaml", text)
    assert [row.id for row in rows if row.record] == ["b"]
    places = {(item.id, item.path, item.line, item.column) for item in found(rows)}
    assert places == {
        ("FD606", "[0].naam", 2, 9),
        ("FD608", "[0].name", 1, 3),
        ("FD607", "[0].address.city", 4, 11),
        ("FD605", "[2]", 7, 3),
    }
    (unknown,) = [item for item in found(rows) if item.id == "FD606"]
    assert "did you mean 'name'?" in describe(unknown)
    assert "shops.yaml:2" in describe(unknown, "fr")


def test_aliases_share_hours_and_cannot_explode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_nodes, "MOST_VALUES", 20_000)
    shared = "- {id: a, name: A, timezone: UTC, opening_hours: &h {weekly: {mon: '09:00-12:00'}}}\n"
    rows = read(tmp_path / "a.yaml", shared + "- {id: b, name: B, timezone: UTC, opening_hours: *h}\n")
    assert [row.record is not None for row in rows] == [True, True]
    layers = "\n".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]" for n in range(1, 12))
    with pytest.raises(ConfigError, match="FD601"):
        read(tmp_path / "b.yaml", f"x0: &x0 lol\n{layers}\nestablishments: [*x11]\n")
    with pytest.raises(ConfigError, match="FD60"):
        read(tmp_path / "c.yaml", "establishments: &a [*a]\n")
    with pytest.raises(ConfigError, match="FD60"):
        read(tmp_path / "d.yaml", "[" * 100 + "]" * 100)


def test_yaml_tags_make_nothing(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.yaml", "- {id: a, name: !!python/object/apply:os.getcwd []}\n")
    assert [row.record for row in rows] == [None]


# JSON


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[{]", "FD603"),
        ('{"a": 1}', "FD604"),
        ("[" * 50_000, "FD603"),
        ('{"establishments": [], "establishments": []}', "twice"),
    ],
)
def test_broken_json_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        read(tmp_path / "a.json", text)


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_json_key_written_twice_loses_its_row_alone(tmp_path: Path, name: str) -> None:
    rows = ['{"id": "a", "name": "A", "custom": {"x": "1", "x": "2"}}', '{"id": "b", "name": "B"}']
    bad, good = read(tmp_path / name, f"[{', '.join(rows)}]" if name == "a.json" else "\n".join(rows))
    assert (bad.record, good.id) == (None, "b")
    assert "'x' is written twice" in describe(bad.diagnostics[0])


def test_deep_value_of_a_row_loses_its_row_alone(tmp_path: Path) -> None:
    bad, good = read(
        tmp_path / "a.json", f'[{{"id": "a", "name": {"[" * 900}{"]" * 900}}}, {{"id": "b", "name": "B"}}]'
    )
    assert (bad.id, bad.record, good.id) == ("a", None, "b")


def test_broken_line_says_that_the_others_are_not_affected(tmp_path: Path) -> None:
    bad, good = read(tmp_path / "a.jsonl", '{"id": \n{"id": "b", "name": "B"}\n')
    assert good.id == "b"
    assert [(item.id, item.line) for item in bad.diagnostics] == [("FD620", 1)]
    assert "the others are not affected" in describe(bad.diagnostics[0])


def test_json_that_is_not_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path / "a.json", '[\n{"id": "a", "name": "é"}]'.encode("latin-1"))
    assert caught.value.diagnostics[0].line == 2


def test_values_of_own_fields_are_texts_and_null_is_none(tmp_path: Path) -> None:
    custom = '{"yes": true, "no": false, "whole": 3, "part": 4.5, "none": null, "blank": ""}'
    (row,) = read(tmp_path / "a.json", f'[{{"id": "a", "name": "A", "custom": {custom}}}]')
    assert row.record == {
        "id": "a",
        "name": "A",
        "custom": {"yes": "true", "no": "false", "whole": "3", "part": "4.5", "blank": ""},
    }


def test_null_is_no_value_in_any_field(tmp_path: Path) -> None:
    fields = [name for name in EstablishmentRecord.model_fields if name not in {"id", "name"}]
    nulls = dict.fromkeys(fields)
    (row, other) = read(
        tmp_path / "a.json",
        json.dumps([{"id": "a", "name": "A", **nulls}, {"id": "b", "name": "B", "address": {"lines": None}}]),
    )
    assert (row.record, row.diagnostics) == ({"id": "a", "name": "A"}, ())
    assert other.record == {"id": "b", "name": "B", "address": {}}


@pytest.mark.parametrize("value", ["[1]", "{}"])
def test_list_in_an_own_field_refuses_its_row(tmp_path: Path, value: str) -> None:
    (row,) = read(tmp_path / "a.json", f'[{{"id": "a", "name": "A", "custom": {{"x": {value}}}}}]')
    assert [(item.id, item.path) for item in row.diagnostics] == [("FD607", "[0].custom.x")]


# The file


def test_unknown_ending_tells_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"'\.xls'.*\.yaml.*\.xlsx.*\.ods"):
        read(tmp_path / "a.xls", "x")


def test_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="FD601"):
        read(tmp_path / "a.yaml", "x" * 101, most_bytes=100)


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, make: object) -> None:
    path = tmp_path / "a.yaml"
    make(path)  # type: ignore[operator]  # one of the two above
    source = FilesSource(FilesSettings(path=path))
    with pytest.raises(ConfigError, match="FD600"):
        list(source.rows())
    assert source.fingerprint() is None


def test_fingerprint_tells_a_change_that_size_and_time_do_not(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("- {id: a, name: A}", encoding="utf-8")
    source, before = FilesSource(FilesSettings(path=path)), path.stat()
    first = source.fingerprint()
    path.write_text("- {id: a, name: B}", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert source.fingerprint() != first


# The command


def test_command_tells_rows_warnings_and_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,name,ville,phon\na,Alpha,Évreux,1\nb,,Paris,2\n", encoding="utf-8")
    establishments_check(path)
    told = capsys.readouterr().out
    assert "a   Alpha  Évreux" in told
    assert "not usable" in told
    assert "warning: FD610" in told
    assert "error: FD608" in told
    assert "1 of 2 establishments usable, 1 errors, 1 warnings" in told


@pytest.mark.parametrize("text", [None, "id,name\na,\n", "broken"])
def test_command_refuses_a_file_without_a_usable_row(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "a.csv"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError):
        establishments_check(path)


def test_command_and_source_are_registered() -> None:
    host = Host.load()
    assert host.sources["files"] is FilesSource
    assert host.commands["establishments-check"].run is establishments_check


def test_thousands_of_rows_are_read_in_one_go(tmp_path: Path) -> None:
    records = [{"id": str(n), "name": f"Shop {n}", "timezone": "Europe/Paris"} for n in range(3000)]
    assert sum(row.record is not None for row in read(tmp_path / "a.json", json.dumps(records))) == 3000


def test_id_is_the_same_in_the_row_and_in_its_record(tmp_path: Path) -> None:
    text = '[{"id": " a ", "name": "A"}, {"id": 1.5, "name": "B"}, {"id": 7, "name": "C"}, {"id": 1.5, "name": "D"}]'
    rows = read(tmp_path / "a.json", text)
    assert [(row.id, row.record and row.record["id"]) for row in rows] == [
        ("a", "a"),
        ("1.5", "1.5"),
        ("7", "7"),
        ("1.5", None),
    ]


@pytest.mark.parametrize("given", ['" "', "true", "null", "[1]", "{}"])
def test_what_can_be_no_id_refuses_its_row(tmp_path: Path, given: str) -> None:
    bad, good = read(tmp_path / "a.json", f'[{{"id": {given}, "name": "A"}}, {{"id": "b", "name": "B"}}]')
    assert (bad.id, bad.record, good.id) == (None, None, "b")
    assert bad.diagnostics[0].severity == "error"


@pytest.mark.parametrize("field", ["id", "name"])
def test_character_that_no_database_keeps_refuses_its_row(tmp_path: Path, field: str) -> None:
    bad, good = read(
        tmp_path / "a.json", json.dumps([{"id": "a", "name": "A", field: "x\0y"}, {"id": "b", "name": "B"}])
    )
    assert (bad.record, good.id) == (None, "b")
    assert "U+0000" in describe(bad.diagnostics[0])
