"""What channels would lose of a document, found out beforehand by the very function that fits real messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from pydantic import ValidationError

from frontdesk.channel import Profile, ProfileTexts
from frontdesk.diagnostics import Diagnostic
from frontdesk.model import Account, Capabilities, Draft, Kind, Loss, Message, Suggestion
from frontdesk.rules.document import RuleDocument
from frontdesk.rules.positions import Path
from frontdesk.rules.problems import Problems, listed
from frontdesk.rules.shapes import MessageSetShape
from frontdesk.rules.starters import is_enabled
from frontdesk.rules.texts import in_language, variants

_IDS: Final[Mapping[str, str]] = {
    "numbered_text": "FD376",
    "title_cut": "FD377",
    "text_split": "FD378",
    "segments": "FD570",
    "emoji_removed": "FD384",
    "native_title_cut": "FD385",
    "native_emoji_removed": "FD386",
    "native_text_cut": "FD387",
    "native_one_language": "FD388",
    "native_title_lost": "FD389",
}
"""Losses that have words of their own here; `carrier_degraded` costs nothing and is not told."""
_HARMLESS: Final = frozenset({"carrier_degraded", "native_left_out"})
"""`native_left_out` is told by `_check_native` itself, at the first starter for which there is no room."""
_PLACES: Final[Mapping[str, str]] = {"greeting": "welcome", "absence": "absence"}


class Fit(Protocol):
    """`frontdesk.fit`: the engine stands on this package, so it is handed in."""

    def __call__(self, draft: Draft, capabilities: Capabilities, *, to: str) -> Sequence[Message]: ...


class FitProfile(Protocol):
    """`frontdesk.fit_profile`, likewise."""

    def __call__(self, profile: Profile, capabilities: Capabilities) -> tuple[Profile, Sequence[Loss]]: ...


def check_capabilities(
    document: RuleDocument, accounts: Iterable[Account], fit: Fit, fit_profile: FitProfile
) -> tuple[Diagnostic, ...]:
    """Warnings for what the accounts cannot carry as it is written, by message set, language and account.

    A text with tags is not measured: how long it gets, the preview shows.
    """
    problems = Problems(document.positions)
    served = tuple(accounts)
    for at, raw in enumerate(document.message_sets):
        try:
            shape = MessageSetShape.model_validate(raw)
        except ValidationError:
            continue  # `compile_rulebook` tells what is wrong with it
        for account in served:
            if shape.channels == "all" or {account.channel, account.id} & set(shape.channels):
                _check_set(shape, ("message_sets", at), account, fit, problems)
                _check_native(shape, ("message_sets", at), account, fit_profile, problems)
    return problems.of("warning")


def _check_set(shape: MessageSetShape, path: Path, account: Account, fit: Fit, problems: Problems) -> None:
    for draft, where in _drafts(shape):
        for message in fit(draft, account.capabilities, to="somebody"):
            for loss in message.losses:
                _tell(loss, (*path, where), account, problems)
            _advise(message, (*path, where), account, problems)


def _advise(message: Message, path: Path, account: Account, problems: Problems) -> None:
    """More than people see at once is carried, but those beyond are hardly ever tapped."""
    carriers = account.capabilities.carriers
    carrier = next((c for c in carriers if c.style is message.carrier and len(message.suggestions) <= c.count), None)
    if carrier is not None and carrier.visible is not None and len(message.suggestions) > carrier.visible:
        hidden = [suggestion.title for suggestion in message.suggestions[carrier.visible :]]
        problems.warn("FD383", path, account=account.id, visible=carrier.visible, titles=listed(hidden))


def _drafts(shape: MessageSetShape) -> Iterator[tuple[Draft, str]]:
    """What the set would say in each language, and the key it stands under."""
    welcome = _texts(shape.welcome, shape)
    for language in dict.fromkeys([*welcome, *_title_languages(shape)]):
        yield (
            _draft(_of(welcome, language), _suggestions(shape, language)),
            "starters" if _offered(shape) else "welcome",
        )
    for key in ("privacy", "absence"):
        for text in _texts(getattr(shape, key), shape).values():
            yield _draft(text, ()), key


def _draft(text: str, suggestions: tuple[Suggestion, ...]) -> Draft:
    return Draft(key="0" * 32, kind=Kind.WELCOME, text=_plain(text), suggestions=suggestions)


def _plain(text: str) -> str:
    """The text, or nothing where it has tags."""
    return "" if "{{" in text or "[[" in text or "{%" in text else text


def _suggestions(shape: MessageSetShape, language: str) -> tuple[Suggestion, ...]:
    offered = [raw for raw in _offered(shape) if isinstance(raw, Mapping)]
    titles = [_of(_texts(raw.get("title"), shape), language) for raw in offered]
    return tuple(Suggestion(id=str(at), title=title) for at, title in enumerate(titles))


def _offered(shape: MessageSetShape) -> list[object]:
    """The starters that are switched on."""
    return list(filter(is_enabled, shape.starters))


def _title_languages(shape: MessageSetShape) -> Iterator[str]:
    for raw in _offered(shape):
        yield from _texts(raw.get("title") if isinstance(raw, Mapping) else None, shape)


def _texts(raw: object, shape: MessageSetShape) -> dict[str, str]:
    return variants(in_language(raw, shape.language))


def _of(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()), "")


def _tell(loss: Loss, path: Path, account: Account, problems: Problems) -> None:
    if loss.id in _HARMLESS:
        return
    details = ", ".join(f"{key}: {value}" for key, value in loss.params.items())
    params = {"loss": loss.id, "details": details, **loss.params}
    problems.warn(_IDS.get(loss.id, "FD372"), path, account=account.id, **params)


def _check_native(
    shape: MessageSetShape, path: Path, account: Account, fit_profile: FitProfile, problems: Problems
) -> None:
    """What the platform itself shows before any message: only so much, and only so long."""
    native = account.capabilities.native_starters
    offered = _offered(shape)
    if native is not None and len(offered) > native.count:
        left_out = [_first_title(raw, shape) for raw in offered[native.count :]]
        first = [at for at, raw in enumerate(shape.starters) if is_enabled(raw)][native.count]
        where = (*path, "starters", first)
        problems.warn("FD379", where, account=account.id, most=native.count, titles=listed(left_out))
    for loss in fit_profile(_profile(shape), account.capabilities)[1]:
        _tell(loss, (*path, _PLACES.get(str(loss.params.get("what")), "starters")), account, problems)


def _profile(shape: MessageSetShape) -> Profile:
    """What the set wants shown; what has tags is not measured."""
    greetings, absences = _texts(shape.welcome, shape), _texts(shape.absence, shape)
    return Profile(
        texts=tuple(
            ProfileTexts(
                locale=language,
                starters=tuple(s for s in _suggestions(shape, language) if _plain(s.title)),
                greeting=_plain(_of(greetings, language)),
                absence=_plain(_of(absences, language)),
            )
            for language in dict.fromkeys([*_title_languages(shape), *greetings, *absences])
        )
    )


def _first_title(raw: object, shape: MessageSetShape) -> str:
    titles = _texts(raw.get("title") if isinstance(raw, Mapping) else None, shape)
    return next(iter(titles.values()), "")
