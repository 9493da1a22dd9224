"""Whatever is written where rules belong: a rulebook, or a `ConfigError` whose every part can be told."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdesk import ConfigError, describe, fit_profile
from frontdesk.rules import (
    check_capabilities,
    check_kinds,
    check_references,
    compile_rulebook,
    document_from_json,
    dump_rules,
    expand,
    load_documents,
)
from frontdesk.rules.document import RuleDocument
from tests.engine.rules.documents import account, message_set, rule, shop, words

WORDS = st.sampled_from(
    [
        *("name", "establishments", "channels", "welcome", "absence", "starters", "title", "answer", "policy", "from"),
        *("ids", "groups", "except", "all", "any", "not", "on", "if", "do", "send", "chat_hours", "offer_starters"),
        *("message_received", "inside", "web", "fr", "kind", "text", "until", "weekly", "timezone", "stop", "formerly"),
        *("greet_once", "episode_idle", "24h", "2026-12-01", "{{ establishment.name }}", "{{", "id", "files", "id/0"),
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | WORDS
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=4), inner, max_size=4),
    max_leaves=25,
)
LOOSE = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def judged(document: RuleDocument) -> None:
    """Compile, expand and print it; whatever is wrong must be sayable in both languages."""
    try:
        compile_rulebook(document, words())
    except ConfigError as error:
        assert error.diagnostics  # noqa: PT017 - that it is raised at all is no error of the document's
        for diagnostic in error.diagnostics:
            assert describe(diagnostic, "en")
            assert describe(diagnostic, "fr")
        with suppress(ConfigError):
            expand(document)
    else:
        assert compile_rulebook(load_documents([("printed", dump_rules(document))]), words()).rules is not None
    check_references(document, [shop()])
    check_kinds(document, [shop()])
    check_capabilities(document, [account()], lambda draft, capabilities, *, to: (), fit_profile)


def judged_json(content: object) -> None:
    with suppress(ConfigError):
        judged(document_from_json(content))  # type: ignore[arg-type]


@LOOSE
@given(st.dictionaries(st.sampled_from(["frontdesk", "schedules", "message_sets", "rules", "x", "files"]), JSON))
def test_any_outline_is_judged(content: object) -> None:
    judged_json(content)


@LOOSE
@given(st.dictionaries(WORDS, JSON, max_size=6))
def test_any_message_set_is_judged(keys: dict[str, object]) -> None:
    judged_json({"frontdesk": 1, "message_sets": [message_set() | keys]})


@LOOSE
@given(st.dictionaries(WORDS, JSON, max_size=6))
def test_any_rule_is_judged(keys: dict[str, object]) -> None:
    judged_json({"frontdesk": 1, "rules": [rule("r") | keys]})


@LOOSE
@given(JSON)
def test_any_condition_action_trigger_and_schedule_is_judged(thing: object) -> None:
    rules = [rule("a", **{"if": [thing]}), rule("b", do=[thing]), rule("c", on=thing), rule("d", chat_hours=thing)]
    judged_json({"frontdesk": 1, "rules": rules, "schedules": {"s": thing}})


@LOOSE
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from("frontdesk: 1\n-[]{}&*!|>'\"%@`,?#~<=abc\t\r"), max_size=60).map("".join)
)
def test_any_text_is_judged(text: str) -> None:
    with suppress(ConfigError):
        judged(load_documents([("any.yaml", text)]))


@LOOSE
@given(st.binary(max_size=60))
def test_any_bytes_decoded_somehow_are_judged(raw: bytes) -> None:
    with suppress(ConfigError):
        judged(load_documents([("any.yaml", raw.decode("utf-8", "surrogateescape"))]))
