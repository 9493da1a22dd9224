"""Wordings: their languages, and how they are read from documents."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ValidationError

from frontdesk.errors import ConfigError
from frontdesk.templating import TagTable, Wording
from tests.engine.templating.places import constant_tags, context


class Document(BaseModel):
    text: Wording


def errors(value: object, tags: TagTable | None = None) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as raised:
        Document.model_validate({"text": value}, context={"tags": tags} if tags else None)
    (error,) = raised.value.errors()
    assert error["type"] == "frontdesk"
    return [(item.id, item.path) for item in error["ctx"]["diagnostics"]]


def test_plain_text_has_one_language_for_any() -> None:
    wording = Wording.compile("Hello {{ establishment.name }}")

    assert (wording.languages, wording.default) == (("",), "")
    assert wording.render("de", context()).text == wording.render(None, context()).text == "Hello Boulangerie Martin"


def test_languages_keep_their_order_and_the_first_is_the_default() -> None:
    wording = Wording.compile({"fr": "a", "en_gb": "b"})

    assert (wording.languages, wording.default) == (("fr", "en-GB"), "fr")


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "b"), ("EN", "b"), ("en-US", "b"), ("pt-BR", "c"), ("pt", "a"), ("it", "a"), (None, "a")],
)
def test_variant_is_the_exact_one_then_the_base_then_the_default(language: str | None, text: str) -> None:
    wording = Wording.compile({"fr": "a", "en": "b", "pt-BR": "c"})

    assert wording.render(language, context()).text == text
    assert wording.source(language) == text


def test_tags_are_those_of_every_language_by_their_own_names() -> None:
    wording = Wording.compile({"fr": "{{ etablissement.nom }}", "en": "{% if custom.a %}{{ hours.week }}{% endif %}"})

    assert wording.tags == {"establishment.name", "custom.a", "hours.week"}


def test_equal_sources_make_equal_wordings_that_share_their_programs() -> None:
    first, second = Wording.compile({"fr": "a {{ channel }}"}), Wording.compile({"fr": "a {{ channel }}"})

    assert first == second
    assert hash(first) == hash(second)
    assert first.programs[0] is second.programs[0]


def test_field_reads_a_text_or_one_for_each_language() -> None:
    assert Document.model_validate({"text": "a"}).text == Wording.compile("a")
    assert Document.model_validate({"text": {"fr": "a"}}).text == Wording.compile({"fr": "a"})


def test_field_keeps_a_wording() -> None:
    wording = Wording.compile("a")

    assert Document(text=wording).text is wording


def test_field_is_written_as_it_was_read() -> None:
    for value in ("a {{ channel }}", {"fr": "a", "en": "b"}):
        assert Document.model_validate({"text": value}).model_dump() == {"text": value}
        assert Document.model_validate_json(Document.model_validate({"text": value}).model_dump_json())


def test_field_knows_the_tags_of_the_validation_context() -> None:
    tags = constant_tags(a="A")

    assert Document.model_validate({"text": "{{ x.a }}"}, context={"tags": tags}).text.tags == {"x.a"}
    assert errors("{{ establishment.name }}", tags) == [("FD202", "")]


def test_field_tells_what_is_wrong_in_every_language_at_once() -> None:
    assert errors({"fr": "{{ a.b }}", "en": "{{ c() }}", "de": "ok"}) == [("FD202", "fr"), ("FD204", "en")]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (3, [("FD214", "")]),
        (None, [("FD214", "")]),
        (["a"], [("FD214", "")]),
        ({}, [("FD216", "")]),
        ({"fr": 3}, [("FD214", "fr")]),
        ({"français": "a"}, [("FD215", "français")]),
        ({False: "a"}, [("FD215", "False")]),
        ({"fr": "a", "FR": "b"}, [("FD217", "FR")]),
        ({"fr": " "}, [("FD213", "fr")]),
        ("", [("FD213", "")]),
    ],
)
def test_field_refuses_what_is_no_wording(value: object, found: list[tuple[str, str]]) -> None:
    assert errors(value) == found


def test_field_error_reads_as_the_three_parts() -> None:
    with pytest.raises(ValidationError, match=r"FD202 unknown tag 'a\.b' at 1:4"):
        Document.model_validate({"text": "{{ a.b }}"})


def test_field_has_a_json_schema() -> None:
    kinds = [option["type"] for option in Document.model_json_schema()["properties"]["text"]["anyOf"]]

    assert kinds == ["string", "object"]


def test_compile_raises_every_diagnostic_with_its_place() -> None:
    with pytest.raises(ConfigError) as raised:
        Wording.compile({"fr": "a\n{{ a.b }}", "en": "{{ channel"})

    assert [(item.path, item.id, item.line, item.column) for item in raised.value.diagnostics] == [
        ("fr", "FD202", 2, 4),
        ("en", "FD201", 1, 1),
    ]
