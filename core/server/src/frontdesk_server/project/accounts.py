"""The accounts of a project: checked against their channels, and built once their secrets are at hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ValidationError

from frontdesk.calls import SecretRef, secret_refs
from frontdesk.channel import Channel
from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk.model import Account, Route
from frontdesk.rules.problems import Problems
from frontdesk.rules.readable import explain
from frontdesk_server.secrets import NAME

if TYPE_CHECKING:
    from frontdesk.host import Host
    from frontdesk.rules.positions import Path
    from frontdesk_server.project.model import AccountDocument, ForwardDocument, HandoverDocument

_REFERENCE: Final = re.compile(rf"(env|store):{NAME.pattern}")

Resolve = Callable[[str], bytes | None]
"""The value of a secret by its reference, or None when there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSpec:
    """One account as the project describes it; its secrets are names."""

    id: str
    channel: type[Channel]
    route: Route
    settings: BaseModel
    private_addresses: bool = False
    """Its calls may go to addresses of the local network."""
    forward: ForwardDocument | None = None
    """Where what is said goes as well."""
    handover: HandoverDocument | None = None
    """Where a team is told what is handed over to it."""

    def account(self, channel: Channel | None = None) -> Account:
        """The value that the engine decides with."""
        instance = channel or self.channel(self.id, self.settings, {})
        return Account(
            id=self.id,
            channel=self.channel.kind,
            capabilities=instance.capabilities,
            route=self.route,
            addresses=instance.addresses,
        )

    @property
    def doubts(self) -> tuple[Diagnostic, ...]:
        """What keeps it from being of use though nothing is wrong with it."""
        return doubts_of(self.channel)


def doubts_of(channel: type[Channel]) -> tuple[Diagnostic, ...]:
    """What keeps every account of a channel from being of use: its platform is no more."""
    gone = channel.retired
    if gone is None:
        return ()
    told = {"channel": channel.kind, "date": gone.on.isoformat(), "successor": gone.successor}
    return (Diagnostic(id="FD550", severity="warning", params=told),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The accounts of a running server, by id: how each translates, and what the engine knows of it."""

    channels: Mapping[str, Channel]
    accounts: Mapping[str, Account]


def build_accounts(specs: Sequence[AccountSpec], resolve: Resolve) -> Accounts:
    """The channels with the secrets that they verify with. Raises `ConfigError` for every secret without a value."""
    wanted = sorted({ref for spec in specs for ref in (*secret_refs(spec.settings), *_forwarding(spec))})
    secrets = {ref: value for ref in wanted if (value := resolve(ref)) is not None}
    missing = [Diagnostic(id="FD710", params={"ref": ref}) for ref in wanted if ref not in secrets]
    if missing:
        raise ConfigError(*missing)
    channels = {spec.id: spec.channel(spec.id, spec.settings, _own(spec, secrets)) for spec in specs}
    accounts = {spec.id: spec.account(channels[spec.id]) for spec in specs}
    return Accounts(channels=channels, accounts=accounts)


def _forwarding(spec: AccountSpec) -> tuple[str, ...]:
    """What calls are signed with that forward: the channel never sees it."""
    return tuple(found.secret for found in (spec.forward, spec.handover) if found is not None)


def _own(spec: AccountSpec, secrets: Mapping[str, bytes]) -> dict[str, bytes]:
    """An account sees its own secrets only."""
    return {ref: secrets[ref] for ref in secret_refs(spec.settings)}


def read_accounts(documents: Sequence[AccountDocument], host: Host, problems: Problems) -> Iterator[AccountSpec]:
    """Every account that can be used; what is wrong with the others goes to `problems`."""
    seen: set[str] = set()
    for index, document in enumerate(documents):
        path: Path = ("accounts", index)
        if document.id in seen:
            problems.add("FD708", (*path, "id"), id=document.id)
        seen.add(document.id)
        kind = host.channels.get(document.channel)
        if kind is None:
            id_, params = host.explain(document.channel, host.channels, misspelt="FD703", missing="FD706")
            problems.add(id_, (*path, "channel"), at_key=False, **params)
            continue
        settings = _settings(document, kind, path, problems)
        plain = [name for name in ("forward", "handover") if _is_plain(getattr(document, name))]
        for name in plain:
            problems.add("FD709", (*path, name, "secret"))
        if settings is not None and not plain:
            spec = AccountSpec(
                id=document.id,
                channel=kind,
                route=Route(**document.route.model_dump()),
                settings=settings,
                private_addresses=document.private_addresses,
                forward=document.forward,
                handover=document.handover,
            )
            for doubt in spec.doubts:
                problems.warn(doubt.id, (*path, "channel"), **doubt.params)
            yield spec


def _is_plain(called: ForwardDocument | None) -> bool:
    """Whether an address of a team has a secret that stands in the file itself."""
    return called is not None and not _REFERENCE.fullmatch(called.secret)


def _settings(document: AccountDocument, kind: type[Channel], path: Path, problems: Problems) -> BaseModel | None:
    try:
        settings = kind.Settings.model_validate(document.settings)
    except ValidationError as error:
        explain(error, raw=document.settings, path=(*path, "settings"), model=kind.Settings, problems=problems)
        return None
    plain = [place for place, ref in _refs(settings, (*path, "settings")) if not _REFERENCE.fullmatch(ref)]
    for place in plain:
        problems.add("FD709", place)
    return None if plain else settings


def _refs(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Every secret reference in settings, with its place."""
    if isinstance(value, SecretRef):
        yield path, str(value)
    elif isinstance(value, BaseModel):
        for name, item in value:
            yield from _refs(item, (*path, name))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _refs(item, (*path, index))
