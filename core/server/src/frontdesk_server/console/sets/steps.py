"""What the buttons within the form do: topics, languages and ages added, moved, removed, put back. Nothing is saved."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from frontdesk.rules.shapes import MOST_STARTERS
from frontdesk_server.console.forms import Form
from frontdesk_server.console.hours.commands import done, is_ours
from frontdesk_server.console.sets.manner_form import AGES, Age, age_keys
from frontdesk_server.console.sets.set_form import HOURS, SetForm, Topic, form_of, is_language, topic_keys
from frontdesk_server.console.words import _

SAVING: Final = ("save", "activate", "copy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped:
    """The form after a step."""

    form: SetForm
    told: str = ""
    """What happened, said aloud."""
    focus: str = ""
    """The id of the field where one goes on."""
    removed: str = ""
    """What was taken out, to be put back; see `Removed`."""


def step(sent: SetForm, form: Form) -> Stepped | None:
    """The form after the button that was pressed; None where it was one that saves.

    What nobody knows changes nothing: so comes back who was in the picker, or in the preview.
    """
    do = form.get("do")
    if is_ours(do, HOURS):
        return Stepped(form=replace(sent, hours=done(sent.hours, do, HOURS)))
    verb, _space, what = do.partition(" ")
    name, _space, key = what.partition(" ")
    keys = list(map(str, age_keys(form) if name == AGES else topic_keys(form)))
    at = keys.index(key) if key in keys else None
    steps: Mapping[tuple[str, str], Callable[[], Stepped]] = {
        ("add", "starters"): lambda: _with_topic(sent),
        ("up", "starters"): lambda: _moved(sent, at, -1),
        ("down", "starters"): lambda: _moved(sent, at, 1),
        ("remove", "starters"): lambda: _without(sent, at),
        ("restore", ""): lambda: _restored(sent, form.get("removed")),
        ("add", AGES): lambda: _with_age(sent),
        ("remove", AGES): lambda: _without_age(sent, at),
        ("add", "language"): lambda: _with_language(sent, form.get("language.new")),
        ("first", "language"): lambda: _first_language(sent, key),
    }
    taken = steps.get((verb, name))
    return taken() if taken else None if do in SAVING else Stepped(form=sent)


def _with_topic(sent: SetForm) -> Stepped:
    if len(sent.topics) >= MOST_STARTERS:
        return Stepped(form=sent, told=_("Five questions are the most that a message set holds."), focus="starters")
    topics = (*sent.topics, Topic())
    return Stepped(form=replace(sent, topics=topics), focus=title_field(len(topics) - 1, sent))


def _moved(sent: SetForm, at: int | None, by: int) -> Stepped:
    if at is None or not 0 <= at + by < len(sent.topics):
        return Stepped(form=sent)
    topics = list(sent.topics)
    topics[at], topics[at + by] = topics[at + by], topics[at]
    told = _("Now at position %(position)s of %(count)s.") % {"position": at + by + 1, "count": len(topics)}
    return Stepped(form=replace(sent, topics=tuple(topics)), told=told, focus=title_field(at + by, sent))


def _without(sent: SetForm, at: int | None) -> Stepped:
    if at is None:
        return Stepped(form=sent)
    gone = sent.topics[at]
    topics = sent.topics[:at] + sent.topics[at + 1 :]
    removed = json.dumps({"at": at, "topic": gone.document()})
    told = _("“%(title)s” was removed.") % {"title": gone.shown_title or _("New question")}
    focus = title_field(min(at, len(topics) - 1), sent) if topics else "starters"
    return Stepped(form=replace(sent, topics=topics), told=told, focus=focus, removed=removed)


def _restored(sent: SetForm, removed: str) -> Stepped:
    """Put back what was removed, where it was; a damaged note puts nothing back."""
    try:
        note = json.loads(removed)
        at, raw = int(note["at"]), note["topic"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return Stepped(form=sent)
    if not isinstance(raw, Mapping) or len(sent.topics) >= MOST_STARTERS:
        return Stepped(form=sent)
    place = max(0, min(at, len(sent.topics)))
    (topic,) = form_of({"starters": [raw]}, language=sent.languages[0]).topics
    topics = (*sent.topics[:place], topic, *sent.topics[place:])
    return Stepped(form=replace(sent, topics=topics), told=_("Restored."), focus=title_field(place, sent))


def _with_age(sent: SetForm) -> Stepped:
    ages = (*sent.manner.ages, Age())
    focus = f"{AGES}[{len(ages) - 1}].name"
    return Stepped(form=replace(sent, manner=replace(sent.manner, ages=ages)), focus=focus)


def _without_age(sent: SetForm, at: int | None) -> Stepped:
    if at is None:
        return Stepped(form=sent)
    ages = sent.manner.ages
    told = _("“%(title)s” was removed.") % {"title": ages[at].name or _("New line")}
    kept = replace(sent.manner, ages=ages[:at] + ages[at + 1 :])
    return Stepped(form=replace(sent, manner=kept), told=told, focus="tags.every")


def _with_language(sent: SetForm, code: str) -> Stepped:
    if not is_language(code):
        return Stepped(form=sent)
    return Stepped(form=replace(sent, languages=_once((*sent.languages, code))), focus=f"welcome.{code}")


def _first_language(sent: SetForm, code: str) -> Stepped:
    if code not in sent.languages:
        return Stepped(form=sent)
    return Stepped(form=replace(sent, languages=_once((code, *sent.languages))), focus=f"welcome.{code}")


def _once(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))


def title_field(at: int, form: SetForm) -> str:
    """The first title of a topic."""
    return f"starters[{at}].title.{form.languages[0]}"
