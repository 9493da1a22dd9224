"""Laws of rendering, for any text that passes the check and any values."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.errors import ConfigError
from frontdesk.templating import TagTable, Wording
from frontdesk.templating.values import CUT, HOLE
from tests.engine.templating.places import constant_tags, context, rendered

law = settings(deadline=None)  # how long one takes is no part of any law here

MARKUP = st.sampled_from(
    [
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "#}",
        "[[",
        "]]",
        "{{ x.b }}",
        "\x00",
        HOLE + "x.a" + HOLE,
        CUT,
        "\u202e",
        "\u2066",
        "%s",
        "None",
        "\n",
        " ",
    ]
)
VALUES = st.lists(st.one_of(MARKUP, st.text(max_size=5)), max_size=6).map("".join)
WORDS = st.sampled_from(["Hello", " ", ", ", ".", " (", ") ", "\n", " - ", "é", "!", " : ", "%", "a b"])
PRINTED = st.sampled_from(
    [
        "{{ x.a }}", "{{ x.b }}", "{{ x.none }}", "{{ x.none | default('D') }}", "{{ x.a | upper }}",
        "{{ x.b or 'E' }}", "{{ x.none | default('') }}", "{{ x.none | truncate(9) | default(x.b) }}",
        "{{ x.a | truncate(5, true) }}",
        "{{ 'K' if x.a in ['q'] else x.b }}",
    ]
)  # fmt: skip
TESTS = st.sampled_from(
    ["x.a", "x.none", "not x.b", "x.a == 'q'", "x.a > 3", "x.none < 2 or x.b", "'q' in x.a", "x.none in ['a']"]
)
PLAIN = st.lists(st.one_of(WORDS, PRINTED), max_size=6).map("".join)
SEGMENTS = PLAIN.map(lambda inner: f"[[{inner}{{{{ x.b }}}}]]")
PIECES = st.one_of(
    WORDS, PRINTED, SEGMENTS, st.builds("{{% if {} %}}{}{{% else %}}{}{{% endif %}}".format, TESTS, PLAIN, PLAIN)
)
SOURCES = st.lists(PIECES, min_size=1, max_size=6).map("".join).filter(str.strip)
MAYBE = st.none() | VALUES


def table(a: str | None, b: str | None) -> TagTable:
    return constant_tags(a=a, b=b, none=None)


def expected(value: str) -> str:
    """The value as it may be printed: said again, letter by letter."""
    text = value.replace("\r\n", "\n").translate(dict.fromkeys(map(ord, "\r\x85\u2028\u2029"), "\n"))
    text = text.replace("\t", " ")
    overrides = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF}
    kept = [c for c in text if c == "\n" or (unicodedata.category(c) not in {"Cc", "Cs"} and ord(c) not in overrides)]
    return "".join(kept)


@law
@given(VALUES)
def test_value_is_printed_literally_but_for_control_and_override_characters(value: str) -> None:
    found = rendered("<{{ x.a }}>", tags=table(value, None))
    clean = expected(value)

    assert found.text == (f"<{clean}>" if clean.strip() else None)


@law
@given(VALUES)
def test_value_is_printed_literally_by_a_text_with_conditions_too(value: str) -> None:
    plain = rendered("<{{ x.a }}>", tags=table(value, None))

    assert rendered("{% if x.a %}<{{ x.a }}>{% endif %}", tags=table(value, None)).text == plain.text


@law
@given(SOURCES, MAYBE, MAYBE)
def test_rendering_never_raises_and_gives_a_text_or_says_what_is_missing(
    source: str, a: str | None, b: str | None
) -> None:
    found = rendered(source, tags=table(a, b))

    assert found.text is None or found.text.strip()
    assert not (found.text and found.missing)
    assert set(found.missing) <= {"x.a", "x.b", "x.none"}


@law
@given(SOURCES, st.none() | st.just("q7"), st.none() | st.just("3"))
def test_text_never_leaves_with_a_hole_a_brace_or_none_in_it(source: str, a: str | None, b: str | None) -> None:
    text = rendered(source, tags=table(a, b)).text or ""

    assert not [mark for mark in ("{{", "}}", "[[", "]]", "{%", "None", HOLE, CUT, "x.a", "x.none") if mark in text]


@law
@given(SOURCES, MAYBE, MAYBE)
def test_rendering_is_the_same_with_and_without_jinja(source: str, a: str | None, b: str | None) -> None:
    tags = table(a, b)
    by_jinja = rendered("{% if x.none %}{% endif %}" + source, tags=tags)
    found = rendered(source, tags=tags)

    assert found[:4] == by_jinja[:4]


@law
@given(SOURCES)
def test_text_with_all_values_is_not_tidied(source: str) -> None:
    tags = constant_tags(a="q", b="r", none="s")
    stripped = source.replace("[[", "").replace("]]", "")

    assert rendered(source, tags=tags).text == rendered(stripped, tags=tags).text


@law
@given(st.text(alphabet="{}[]%#|() .'\"xab=<_0\n\r\\", min_size=1, max_size=60))
def test_any_text_is_compiled_or_refused_with_its_diagnostics(source: str) -> None:
    try:
        wording = Wording.compile(source, table("a", "b"))
    except ConfigError as error:
        assert error.diagnostics  # noqa: PT017 - either way is fine, the third is not
    else:
        wording.render(None, context())
