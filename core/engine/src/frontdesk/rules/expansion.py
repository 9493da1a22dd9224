"""What message sets are short for: rules of the very same vocabulary, which one command prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from io import StringIO
from typing import Final

from pydantic import ValidationError
from ruamel.yaml import YAML

from frontdesk.errors import ConfigError
from frontdesk.rules.document import VERSION, RuleDocument
from frontdesk.rules.precedence import in_order
from frontdesk.rules.problems import Problems
from frontdesk.rules.readable import explain
from frontdesk.rules.rulebook import BEFORE_SPEAKING
from frontdesk.rules.shapes import MessageSetShape
from frontdesk.rules.starters import is_enabled, raw_starters
from frontdesk.rules.texts import in_language

Raw = dict[str, object]

GREETING: Final = "greeting"
PRIVACY: Final = "privacy"
_FIRST_WORDS: Final = ["conversation_opened", "message_received"]


def expand(document: RuleDocument) -> list[Raw]:
    """Every rule of a document in its total order, with message sets written out as rules.

    Raises `ConfigError` where a message set has not the form of one.
    """
    problems = Problems(document.positions, document.problems)
    read = [_shape(raw, at, problems) for at, raw in enumerate(document.message_sets)]
    if errors := problems.of("error"):
        raise ConfigError(*errors)
    free = [dict(rule) if isinstance(rule, Mapping) else {"name": rule} for rule in document.rules]
    first = [rule for rule in free if rule.get("before") == "message_sets"]
    last = [rule for rule in free if rule.get("before") != "message_sets"]
    sets = [shape for shape in read if shape is not None]
    ordered = in_order(sets, lambda shape: shape.name, lambda shape: shape.takes_over)
    return [*first, *(rule for shape in ordered for rule in expand_set(shape)), *last]


def _shape(raw: object, at: int, problems: Problems) -> MessageSetShape | None:
    try:
        return MessageSetShape.model_validate(raw)
    except ValidationError as error:
        explain(error, raw=raw, path=("message_sets", at), model=MessageSetShape, problems=problems)
        return None


def dump_rules(document: RuleDocument) -> str:
    """The expansion as YAML, complete in itself: read again, it says the same. Raises as `expand` does."""
    rules = expand(document)
    shapes = [MessageSetShape.model_validate(raw) for raw in document.message_sets]
    starters = {shape.name: _starters(shape) for shape in shapes}
    schedules = {"schedules": dict(document.schedules)} if document.schedules else {}
    inlined = [_with_starters(rule, starters) for rule in rules]
    stream = StringIO()
    _writer().dump(deepcopy({"frontdesk": VERSION, **schedules, "rules": inlined}), stream)
    return stream.getvalue()


def _starters(shape: MessageSetShape) -> list[Raw]:
    manner = shape.tags.written() if shape.tags is not None else None
    return raw_starters(shape.starters, shape.language, shape.fallback, manner)


def _writer() -> YAML:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.allow_unicode = True
    yaml.width = 110
    yaml.representer.ignore_aliases = lambda _: True
    return yaml


def _with_starters(rule: Raw, starters: Mapping[str, list[Raw]]) -> Raw:
    """The rule with starters in the place of their set's name."""
    actions = rule.get("do")
    if not isinstance(actions, list):
        return rule
    return rule | {"do": [_inlined(action, starters) for action in actions]}


def _inlined(action: object, starters: Mapping[str, list[Raw]]) -> object:
    if not isinstance(action, Mapping):
        return action
    return {
        word: starters.get(params, params) if word in _OF_STARTERS and isinstance(params, str) else params
        for word, params in action.items()
    }


_OF_STARTERS: Final = ("offer_starters", "answer_starter")


# One message set


def expand_set(shape: MessageSetShape) -> Iterator[Raw]:
    """The rules that one message set is short for."""
    for part, make in _PARTS.items():
        rule = make(shape)
        if rule is not None:
            yield {"name": f"{shape.name}/{part}"} | rule | _timed(shape)


def _timed(shape: MessageSetShape) -> Raw:
    moments = {"from": shape.since, "until": shape.until}
    found: Raw = {key: moment.isoformat() for key, moment in moments.items() if moment is not None}
    return found if shape.chat_hours == "auto" else {"chat_hours": shape.chat_hours, **found}


def _where(shape: MessageSetShape) -> list[Raw]:
    """The conditions that all rules of a set share."""
    establishments = shape.establishments.selection.as_params()
    conditions: list[Raw] = [{"establishment": establishments}] if establishments else []
    if shape.channels != "all":
        conditions.append({"channel": list(shape.channels)})
    return conditions


def _rule(shape: MessageSetShape, on: object, conditions: list[Raw], actions: list[Raw], slot: str | None) -> Raw:
    found = [*_where(shape), *conditions]
    rule: Raw = {"on": on} | ({"if": found} if found else {}) | {"do": actions}
    return rule if slot is None else rule | {"slot": slot}


def _send(shape: MessageSetShape, kind: str, text: object) -> Raw:
    content: Raw = {"kind": kind, "text": in_language(text, shape.language)}
    if shape.fallback is not None and kind != PRIVACY:
        content["fallback"] = in_language(shape.fallback, shape.language)
    if shape.tags is not None and (manner := shape.tags.written()):
        content["tags"] = manner
    return {"send": content}


def _offer(shape: MessageSetShape) -> list[Raw]:
    return [{"offer_starters": shape.name}] if _has_starters(shape) else []


def _has_starters(shape: MessageSetShape) -> bool:
    return any(map(is_enabled, shape.starters))


def _unless(**episode: object) -> Raw:
    return {"not": {"episode": episode}}


def _privacy(shape: MessageSetShape) -> Raw | None:
    if shape.privacy is None:
        return None
    conditions, actions = [_unless(notice_sent=True)], [_send(shape, PRIVACY, shape.privacy)]
    return _rule(shape, BEFORE_SPEAKING, conditions, actions, PRIVACY)


def _greeting(shape: MessageSetShape, hours: object, actions: list[Raw]) -> Raw:
    conditions: list[Raw] = [
        {"chat_hours": hours},
        {"episode": {"first_event": list(_FIRST_WORDS)}},
        _unless(greeted=shape.policy.greet_once),
    ]
    return _rule(shape, "conversation_started", conditions, actions, GREETING)


def _welcome(shape: MessageSetShape) -> Raw:
    return _greeting(shape, ["inside", "unknown"], [_send(shape, "welcome", shape.welcome), *_offer(shape)])


def _absence(shape: MessageSetShape) -> Raw:
    offer = _offer(shape) if shape.policy.starters_outside_hours else []
    return _greeting(shape, "outside", [_send(shape, "absence", shape.absence), *offer])


def _absence_after_tap(shape: MessageSetShape) -> Raw:
    conditions: list[Raw] = [
        {"chat_hours": "outside"},
        {"episode": {"first_event": "starter_tapped"}},
        _unless(greeted="episode"),
    ]
    return _rule(shape, "message_received", conditions, [_send(shape, "absence", shape.absence)], GREETING)


def _absence_again(shape: MessageSetShape) -> Raw | None:
    if shape.policy.absence_repeat != "each_closed_period":
        return None
    not_by_tap: Raw = {"any": [{"episode": {"first_event": list(_FIRST_WORDS)}}, {"episode": {"greeted": "episode"}}]}
    conditions: list[Raw] = [{"chat_hours": "outside"}, not_by_tap, _unless(absence_sent="closed_period")]
    on = ["conversation_started", "message_received"]
    return _rule(shape, on, conditions, [_send(shape, "absence", shape.absence)], GREETING)


def _answers(shape: MessageSetShape) -> Raw | None:
    if not _has_starters(shape):
        return None
    return _rule(shape, "starter_tapped", [], [{"answer_starter": shape.name}], None)


_PARTS: Final[Mapping[str, Callable[[MessageSetShape], Raw | None]]] = {
    "privacy": _privacy,
    "welcome": _welcome,
    "absence": _absence,
    "absence-after-tap": _absence_after_tap,
    "absence-again": _absence_again,
    "answers": _answers,
}
