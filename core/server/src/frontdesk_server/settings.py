"""The settings that come from the environment: `FRONTDESK_*`, read once, checked as a whole, secrets never shown."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, AnyHttpUrl, AwareDatetime, BeforeValidator, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from frontdesk.diagnostics import Diagnostic
from frontdesk.errors import ConfigError
from frontdesk_server.clock import YEARS

__all__ = ["PREFIX", "LogLevel", "PublicUrl", "Settings", "read_settings", "variable", "variables_in_doubt"]

PREFIX: Final = "FRONTDESK_"
SHORTEST_SECRET: Final = 16
SHORTEST_KEPT: Final = 10
"""Days: longer than any platform repeats an event."""
LONGEST_KEPT: Final = 36_500

LogLevel = Literal["debug", "info", "warning", "error"]
Network = IPv4Network | IPv6Network


def _listed(value: object) -> object:
    """A list written with commas."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _instant(value: object) -> object:
    """ISO text with an offset, and nothing else: pydantic takes a bare year for seconds of 1970."""
    if not isinstance(value, str):
        return value
    found = datetime.fromisoformat(value.strip())
    if found.tzinfo is None:
        raise ValueError("it has no offset")
    if found.year not in YEARS or found.astimezone(UTC).year not in YEARS:
        raise ValueError(f"hours are known from {YEARS[0]} to {YEARS[-1]}")
    return found


def _base(value: AnyHttpUrl) -> AnyHttpUrl:
    """An address that others begin with."""
    if value.query is not None or value.fragment is not None or value.username is not None:
        raise ValueError("what stands before `@`, after `?` or after `#` has no place in it")
    return value


def _keys(value: SecretStr) -> SecretStr:
    """Keys with commas: the shortest one is as strong as all are."""
    lengths = [len(key.strip()) for key in value.get_secret_value().split(",") if key.strip()]
    if min(lengths, default=0) < SHORTEST_SECRET:
        raise ValueError(f"a key in it has fewer than {SHORTEST_SECRET} characters")
    return value


def _token(value: SecretStr) -> SecretStr:
    """A token as it arrives in a header: without blanks around it."""
    token = value.get_secret_value().strip()
    if len(token) < SHORTEST_SECRET:
        raise ValueError(f"it has fewer than {SHORTEST_SECRET} characters")
    return SecretStr(token)


def _issuer(value: AnyHttpUrl) -> AnyHttpUrl:
    """A provider's own address: whoever can change what it says can sign in as anybody."""
    if value.scheme != "https" and value.host not in ("127.0.0.1", "localhost", "[::1]"):
        raise ValueError("it is not https")
    return _base(value)


Issuer = Annotated[AnyHttpUrl, AfterValidator(_issuer)]
PublicUrl = Annotated[AnyHttpUrl, AfterValidator(_base)]
Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
Networks = Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_listed)]


class Settings(BaseSettings):
    """Every setting of the environment. What stands here wins over `frontdesk.yaml`; None = not set."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    database_url: SecretStr | None = Field(
        default=None,
        description="Where the store is: `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST/NAME`; of several hosts "
        "(`HOST1:PORT,HOST2:PORT`) the one that takes writing. Without it, `frontdesk.sqlite` in the project folder.",
        examples=["sqlite:////var/lib/frontdesk/frontdesk.sqlite"],
    )
    secret_key: Annotated[SecretStr, AfterValidator(_keys)] | None = Field(
        default=None,
        description="Encrypts the secrets of the store. The new key first, then, after a comma, older ones that "
        "still decrypt. Without it the store keeps no secrets.",
        examples=["a random text of at least 32 characters"],
    )
    api_token: Annotated[SecretStr, AfterValidator(_token)] | None = Field(
        default=None,
        description="The bearer token of the REST interface. Without it the interface is closed.",
        examples=["a random text of at least 32 characters"],
    )
    metrics_token: Annotated[SecretStr, AfterValidator(_token)] | None = Field(
        default=None,
        description="The bearer token of `/metrics`. Without it the page is closed, to this machine too.",
        examples=["a random text of at least 32 characters"],
    )
    public_url: PublicUrl | None = Field(
        default=None,
        description="The address at which the world reaches this server: what webhooks are registered with.",
        examples=["https://desk.example"],
    )
    trusted_proxies: Networks = Field(
        default=(),
        description="Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed: addresses or networks, "
        "with commas.",
        examples=["10.0.0.0/8,192.168.1.7"],
    )
    allowed_networks: Networks = Field(
        default=(),
        description="Networks beside the public internet that sources with `private_addresses: true` may call: "
        "addresses or networks, with commas. Without it they call public addresses only.",
        examples=["10.20.0.0/16,192.168.1.7"],
    )
    log_level: Annotated[LogLevel, BeforeValidator(_lower)] | None = Field(
        default=None, description="`debug`, `info`, `warning` or `error`; `info` without it.", examples=["info"]
    )
    host: str = Field(default="127.0.0.1", description="The address to listen on.", examples=["0.0.0.0"])  # noqa: S104
    port: int = Field(default=8765, ge=0, le=65535, description="The port to listen on; 0 = any free one.")
    role: Literal["all", "ingress", "worker", "sender"] = Field(
        default="all",
        description="What this process does. `all`: everything. Several processes on one PostgreSQL may share the "
        "work: `ingress` takes webhooks and serves people, `worker` decides, `sender` sends.",
    )
    lease: float = Field(
        default=10.0,
        ge=1.0,
        le=300.0,
        description="Seconds that a process may be silent before another one on the same database takes over its "
        "conversations and accounts. Shorter means shorter standstills after a crash, and more that take over from "
        "somebody who was only slow.",
    )
    grace: float = Field(
        default=90.0,
        ge=1.0,
        le=3600.0,
        description="Seconds that a platform's echo is waited for where nobody knows whether a message arrived, "
        "before it is sent again.",
    )
    keep_conversations: int = Field(
        default=400,
        ge=SHORTEST_KEPT,
        le=LONGEST_KEPT,
        description="Days that conversations are kept after their last event, and messages and decisions after they "
        "were. Figures stay. Thirteen months by default, so that a year can be compared with the one before.",
    )
    keep_dead_letters: int = Field(
        default=90,
        ge=SHORTEST_KEPT,
        le=LONGEST_KEPT,
        description="Days that events which could not be decided are kept for a replay.",
    )
    keep_audit: int = Field(
        default=1100,
        ge=SHORTEST_KEPT,
        le=LONGEST_KEPT,
        description="Days that the audit is kept: who changed what, and that somebody was erased.",
    )
    ingest_rate: float = Field(
        default=3000.0,
        ge=1.0,
        le=1_000_000.0,
        description="Events a second that the webhooks of one account may bring to a process, ten seconds' worth of "
        "them at once. What comes beyond that is asked to come again (429), and the other accounts do not notice.",
    )
    jetstream: Names = Field(
        default=(),
        description="Servers of a NATS JetStream cluster that takes events in, with commas: `nats://HOST:PORT`. Then "
        "events are accepted while the database is away. Three servers at least, each with `sync_interval: always`. "
        "Without it the database takes events in.",
        examples=["nats://a.example:4222,nats://b.example:4222,nats://c.example:4222"],
    )
    jetstream_monitoring: Names = Field(
        default=(),
        description="The monitoring address of each of these servers, with commas: there they tell when they write "
        "to disk, without which this server does not start.",
        examples=["http://a.example:8222,http://b.example:8222,http://c.example:8222"],
    )
    jetstream_credentials: str | None = Field(
        default=None, description="A NATS credentials file.", examples=["/etc/frontdesk/nats.creds"]
    )
    jetstream_name: str = Field(
        default="main",
        pattern=r"^[A-Za-z0-9_-]{1,32}$",
        description="What the streams on that cluster are called by (`FD_main_0` to `FD_main_3`). Installations that "
        "share a cluster need names of their own.",
    )
    jetstream_bytes: int = Field(
        default=8 * 1024**3,
        ge=1024**2,
        description="How much each of the four streams may keep. A full one refuses what is new (503).",
    )
    oidc_issuer: Issuer | None = Field(
        default=None,
        description="The issuer of the OpenID Connect provider that people may sign in by, as its discovery document "
        "names it. Register `PUBLIC_URL/console/sign-in/openid/back` there as redirect address.",
        examples=["https://login.example/realms/shops"],
    )
    oidc_client_id: str | None = Field(
        default=None, description="What this server is called at the provider.", examples=["frontdesk"]
    )
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="The secret of that client; none for a public one (PKCE is used either way)."
    )
    oidc_name: str = Field(
        default="OpenID Connect", description="What the sign-in page calls the provider.", examples=["Example SSO"]
    )
    oidc_scopes: Names = Field(
        default=("profile", "email"),
        description="The scopes asked for besides `openid`, with commas. Some providers tell groups only for one of "
        "their own.",
        examples=["profile,email,groups"],
    )
    oidc_groups_claim: str = Field(default="groups", description="The claim with somebody's groups at the provider.")
    oidc_roles: str | None = Field(
        default=None,
        description="What the provider's groups may do: `GROUP=ROLE`, or `GROUP=ROLE:NAMES` for the establishments of "
        "some groups, with semicolons between them. Of several, the highest role counts, for what it is granted for. "
        "Role and scope are set anew at each sign-in; who is in none of these groups is not let in.",
        examples=["desk-admins=administrator; bakers=editor:bakeries,clinics"],
    )
    now: Annotated[AwareDatetime, BeforeValidator(_instant)] | None = Field(
        default=None,
        description="Sets the clock, which then runs on from there. Demo and tests only: `serve` refuses it.",
        examples=["2026-12-24T18:30:00+01:00"],
    )
    demo_dir: str = Field(
        default="frontdesk-demo", description="Where `frontdesk demo` keeps its state.", examples=["./frontdesk-demo"]
    )
    plugins: Names = Field(
        default=(),
        description="Only these plugins are loaded: names of entry points, with commas. Empty = all of them.",
        examples=["web,keywords"],
    )
    disabled_plugins: Names = Field(
        default=(),
        description="These plugins are not loaded: names of entry points, with commas.",
        examples=["followups"],
    )

    @property
    def metrics_secret(self) -> str | None:
        """The token of `/metrics` as it is sent."""
        return self.metrics_token.get_secret_value() if self.metrics_token else None


EXPECTED: Final[Mapping[str, str]] = {
    "database_url": "an address like sqlite:///frontdesk.sqlite or postgresql://user@host/name",
    "secret_key": f"random texts of at least {SHORTEST_SECRET} characters each, the newest first, with commas",
    "api_token": f"a random text of at least {SHORTEST_SECRET} characters",
    "metrics_token": f"a random text of at least {SHORTEST_SECRET} characters",
    "public_url": "an address like https://desk.example",
    "trusted_proxies": "addresses or networks with commas, like 10.0.0.0/8,192.168.1.7",
    "allowed_networks": "addresses or networks with commas, like 10.20.0.0/16,192.168.1.7",
    "log_level": "debug, info, warning or error",
    "role": "all, ingress, worker or sender",
    "lease": "seconds, from 1 to 300",
    "grace": "seconds, from 1 to 3600",
    "keep_conversations": f"days, from {SHORTEST_KEPT} to {LONGEST_KEPT}",
    "keep_dead_letters": f"days, from {SHORTEST_KEPT} to {LONGEST_KEPT}",
    "keep_audit": f"days, from {SHORTEST_KEPT} to {LONGEST_KEPT}",
    "ingest_rate": "events a second, from 1 to 1000000",
    "jetstream_name": "1 to 32 letters, digits, - and _",
    "jetstream_bytes": "a number of bytes, at least 1048576",
    "oidc_issuer": "an address like https://login.example/realms/shops",
    "port": "a number from 0 to 65535",
    "now": f"an instant with its offset, like 2026-12-24T18:30:00+01:00, in a year from {YEARS[0]} to {YEARS[-1]}",
}


def variable(field: str) -> str:
    """The environment variable of a field of `Settings`."""
    return f"{PREFIX}{field.upper()}"


def read_settings() -> Settings:
    """The environment's settings. Raises `ConfigError` with everything that cannot be used; values are not repeated."""
    try:
        return Settings()
    except ValidationError as error:
        raise ConfigError(*_unusable(error)) from None


def _unusable(error: ValidationError) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for problem in error.errors(include_input=False, include_url=False):
        field = str(problem["loc"][0])
        if field in seen:  # one line for each variable: unions and lists report each try
            continue
        seen.add(field)
        expected = EXPECTED.get(field, "something else")
        params = {"name": variable(field), "reason": _plain(problem["msg"]), "expected": expected}
        yield Diagnostic(id="FD700", params=params)


def _plain(reason: str) -> str:
    """The words of pydantic as the middle of a sentence."""
    reason = reason.removeprefix("Value error, ")
    return reason if reason[1:2].isupper() else reason[:1].lower() + reason[1:]


def variables_in_doubt(environment: Mapping[str, str] | None = None) -> tuple[Diagnostic, ...]:
    """Warnings for variables that look like a mistyped setting. Others may belong to plugins or hold secrets."""
    known = [variable(field) for field in Settings.model_fields]
    found = sorted(os.environ if environment is None else environment)
    return tuple(
        Diagnostic(id="FD701", params={"name": name, "nearest": nearest[0]}, severity="warning")
        for name in found
        if name.startswith(PREFIX) and name not in known
        if (nearest := get_close_matches(name, known, n=1, cutoff=0.9))
    )


def settings_table() -> Iterator[tuple[str, FieldInfo]]:
    """Every setting: its environment variable and its definition, in the order of this page."""
    for field, definition in Settings.model_fields.items():
        yield variable(field), definition
