"""What channels would lose of a document, found out beforehand by the very function that fits real messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from pydantic import ValidationError

from frontdesk.diagnostics import Diagnostic
from frontdesk.model import Account, Capabilities, Draft, Kind, Loss, Message, Suggestion
from frontdesk.rules.document import RuleDocument
from frontdesk.rules.positions import Path
from frontdesk.rules.problems import Problems, listed
from frontdesk.rules.shapes import MessageSetShape
from frontdesk.rules.starters import is_enabled
from frontdesk.rules.texts import in_language, variants

_IDS: Final[Mapping[str, str]] = {"numbered_text": "FD376", "title_cut": "FD377", "text_split": "FD378"}
"""Losses that have words of their own here; `carrier_degraded` costs nothing and is not told."""
_HARMLESS: Final = frozenset({"carrier_degraded"})


class Fit(Protocol):
    """`frontdesk.fit`: the engine stands on this package, so it is handed in."""

    def __call__(self, draft: Draft, capabilities: Capabilities, *, to: str) -> Sequence[Message]: ...


def check_capabilities(document: RuleDocument, accounts: Iterable[Account], fit: Fit) -> tuple[Diagnostic, ...]:
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
    return problems.of("warning")


def _check_set(shape: MessageSetShape, path: Path, account: Account, fit: Fit, problems: Problems) -> None:
    for draft, where in _drafts(shape):
        for message in fit(draft, account.capabilities, to="somebody"):
            for loss in message.losses:
                _tell(loss, (*path, where), account, problems)
    _check_native(shape, path, account, problems)


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
    plain = "" if "{{" in text or "[[" in text or "{%" in text else text
    return Draft(key="0" * 32, kind=Kind.WELCOME, text=plain, suggestions=suggestions)


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


def _check_native(shape: MessageSetShape, path: Path, account: Account, problems: Problems) -> None:
    """Starters that the platform itself shows, before any message: only so many, and only so long."""
    native = account.capabilities.native_starters
    offered = _offered(shape)
    if native is not None and len(offered) > native.count:
        left_out = [_first_title(raw, shape) for raw in offered[native.count :]]
        first = [at for at, raw in enumerate(shape.starters) if is_enabled(raw)][native.count]
        where = (*path, "starters", first)
        problems.warn("FD379", where, account=account.id, most=native.count, titles=listed(left_out))


def _first_title(raw: object, shape: MessageSetShape) -> str:
    titles = _texts(raw.get("title") if isinstance(raw, Mapping) else None, shape)
    return next(iter(titles.values()), "")
