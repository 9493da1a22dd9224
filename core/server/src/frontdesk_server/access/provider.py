"""The identity provider that people may sign in by, and what its groups may do here: `FRONTDESK_OIDC_*`, understood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from frontdesk.errors import ConfigError
from frontdesk_server.rights import EVERYTHING, Role, Scope
from frontdesk_server.settings import Settings, variable

_ORDER: Final = list(Role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role, and for which establishments."""

    role: Role
    scope: Scope = EVERYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An issuer of OpenID Connect. `grants` are pairs of a group there and what it may do here."""

    issuer: str
    client_id: str
    client_secret: str | None
    name: str
    scopes: str
    groups_claim: str
    grants: tuple[tuple[str, Grant], ...]

    def granted(self, groups: Iterable[str]) -> Grant | None:
        """What somebody of these groups may do: the highest of their roles, for what it is granted for; None = nothing.

        A lower role for more establishments is not widened to the higher one.
        """
        theirs = set(groups)
        found = [grant for group, grant in self.grants if group in theirs]
        if not found:
            return None
        role = max((grant.role for grant in found), key=_ORDER.index)
        scopes = [grant.scope.groups for grant in found if grant.role is role]
        if None in scopes:
            return Grant(role=role)
        return Grant(role=role, scope=Scope(groups=frozenset().union(*(each or () for each in scopes))))


def provider_of(settings: Settings) -> Provider | None:
    """The provider that is set, or None. Raises `ConfigError`: FD844 where a part is missing, FD845 for roles."""
    if settings.oidc_issuer is None:
        return None
    for field in ("oidc_client_id", "oidc_roles"):
        if not getattr(settings, field):
            raise ConfigError.of("FD844", name=variable(field))
    return Provider(
        issuer=str(settings.oidc_issuer).rstrip("/"),
        client_id=settings.oidc_client_id or "",
        client_secret=settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else None,
        name=settings.oidc_name,
        scopes=" ".join(dict.fromkeys(["openid", *settings.oidc_scopes])),
        groups_claim=settings.oidc_groups_claim,
        grants=grants_of(settings.oidc_roles or ""),
    )


def grants_of(text: str) -> tuple[tuple[str, Grant], ...]:
    """`desk-admins=administrator; bakers=editor:bakeries,clinics`. Raises `ConfigError` (FD845)."""
    return tuple(_grant(part.strip()) for part in text.split(";") if part.strip())


def _grant(part: str) -> tuple[str, Grant]:
    group, equals, rest = part.rpartition("=")
    word, colon, names = rest.partition(":")
    groups = frozenset(name.strip() for name in names.split(",") if name.strip())
    role = word.strip().lower()
    if not equals or not group.strip() or role not in _ORDER or (colon and not groups):
        nearest = get_close_matches(role, _ORDER, n=1)
        raise ConfigError.of("FD845", part=part, nearest=nearest[0] if nearest else ", ".join(_ORDER))
    return group.strip(), Grant(role=Role(role), scope=Scope(groups=groups) if colon else EVERYTHING)
