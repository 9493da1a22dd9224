"""Reading YAML: what is a text stays one, positions are kept, and no text can cost too much."""

from __future__ import annotations

import pytest

from frontdesk import ConfigError
from frontdesk.rules import document_from_json, load_documents
from frontdesk.rules.reading import DEEPEST, LARGEST_FILE, read_yaml
from tests.engine.rules.documents import SET, load


def refused(text: str) -> str:
    with pytest.raises(ConfigError) as raised:
        load(text)
    return raised.value.id


@pytest.mark.parametrize(
    "text", ["on", "no", "yes", "09:00", "2026-12-01", "0o14", "0x1f", ".nan", ".inf", "1_000", "<<"]
)
def test_a_word_that_other_readers_turn_into_something_else_stays_a_text(text: str) -> None:
    assert read_yaml("f", f"key: {text}").value == {"key": text}
    assert read_yaml("f", f"{text}: 1").value == {text: 1}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("~", None),
        ("", None),
        ("null", None),
        ("true", True),
        ("False", False),
        ("-12", -12),
        ("1.5", 1.5),
        ("1e3", 1000.0),
    ],
)
def test_the_core_schema_of_yaml_1_2_is_read(text: str, value: object) -> None:
    assert read_yaml("f", f"key: {text}").value == {"key": value}


@pytest.mark.parametrize("text", ["'1'", '"true"', "|\n  null", "!!str 3"])
def test_a_quoted_or_tagged_word_is_a_text(text: str) -> None:
    assert isinstance(read_yaml("f", f"key: {text}").value["key"], str)  # type: ignore[index]


def test_every_node_has_its_line_and_column() -> None:
    read = read_yaml("f", "a:\n  - x\n  - b: y\n")

    assert read.values["a", 1, "b"] == ("f", 3, 8)
    assert read.keys["a", 1, "b"] == ("f", 3, 5)


def test_a_key_that_comes_twice_is_told_with_both_lines() -> None:
    document = load("frontdesk: 1\nrules: []\nrules: []\n")

    (problem,) = document.problems
    assert (problem.id, problem.line, problem.params["first"]) == ("FD304", 3, 2)


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("a: !foo x", "FD306"),
        ("a: !!python/object/apply:os.system [ls]", "FD306"),
        ("a: *b", "FD307"),
        ("a: {{ establishment.name }}", "FD309"),
        ("? [a]\n: b", "FD309"),
        ("a: 1\n---\nb: 2", "FD305"),
        ("a: &a [*a]", "FD302"),
        ("[" * 50_000, "FD302"),
        ("{a: " * 50_000, "FD302"),
        ("- " * 50_000, "FD302"),
        ("a" * (LARGEST_FILE + 1), "FD301"),
    ],
)
def test_what_has_no_meaning_or_costs_too_much_is_refused(text: str, id: str) -> None:  # noqa: A002
    assert refused(text) == id


def test_aliases_that_multiply_are_refused_before_they_cost_anything() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]

    assert refused("\n".join(lines)) == "FD303"


def test_an_alias_is_a_copy_of_what_it_stands_for() -> None:
    document = load(
        SET.replace('{fr: "Bonjour", en: "Hello"}', "&t {en: Hello}").replace('{fr: "Absents", en: "Away"}', "*t")
    )

    (read,) = document.message_sets
    assert read["welcome"] == read["absence"] == {"en": "Hello"}  # type: ignore[index]


def test_files_are_merged_in_the_given_order() -> None:
    files = [(f"{name}.yaml", SET.replace("Shops", name)) for name in ("b", "a", "c")]

    document = load_documents(files)

    assert [raw["name"] for raw in document.message_sets] == ["b", "a", "c"]  # type: ignore[index]
    assert [document.positions.places["message_sets", at].file for at in range(3)] == ["b.yaml", "a.yaml", "c.yaml"]


def test_what_a_release_stores_reads_back_the_same() -> None:
    document = load(SET, file="messages/shops.yaml")

    again = document_from_json(document.as_json())

    assert again.as_json() == document.as_json()
    assert again.positions.places["message_sets", 0].file == "messages/shops.yaml"


@pytest.mark.parametrize(
    "content", [{}, {"frontdesk": 1, "rules": 3}, {"frontdesk": 1, "files": 3}, {"x": {1: {2: (3,)}}}]
)
def test_a_document_that_is_no_text_never_crashes(content: dict[str, object]) -> None:
    document_from_json(content)


def test_a_document_that_is_no_text_is_bounded_too() -> None:
    deep: object = []
    for _ in range(DEEPEST + 10):
        deep = [deep]

    with pytest.raises(ConfigError) as raised:
        document_from_json({"frontdesk": 1, "rules": deep})

    assert raised.value.id == "FD302"
