"""The settings of a source of kind `partoo`: the key, what is read, and how its webhooks are checked."""

from __future__ import annotations

from base64 import b64decode
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl

from frontdesk import SecretRef

PRODUCTION_KEY: Final = "MCowBQYDK2VwAyEA0G9ciHL6XZQXuWq6W4dFLvwNEPWgcdtQgEVlBIwZWBQ="
"""The public key by which Partoo's webhooks are signed, in production. The sandbox has another one; both are on
https://developers.partoo.co/guides/api/resources/settings/webhooks/security ."""

_PREFIX: Final = bytes.fromhex("302a300506032b6570032100")
"""How a public key of Ed25519 begins in DER (RFC 8410, 4); its 32 bytes follow."""
_LENGTH: Final = 32


def raw_key(text: str) -> bytes:
    """The 32 bytes of a public key, written as PEM or as what stands between its two lines.

    Raises `ValueError` where it is none.
    """
    body = "".join(line for line in text.split("\n") if not line.strip().startswith("-----"))
    der = b64decode("".join(body.split()), validate=True)
    if not der.startswith(_PREFIX) or len(der) != len(_PREFIX) + _LENGTH:
        raise ValueError("not a public key of Ed25519, as PEM or its Base64")
    return der[len(_PREFIX) :]


def _is_key(text: str) -> str:
    raw_key(text)
    return text


class PartooSettings(BaseModel):
    """What a platform team writes for a source of kind `partoo`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    api_key: SecretRef = Field(description="the API key; its user's role sets what is seen")
    api_url: HttpUrl = Field(
        default=HttpUrl("https://api.partoo.co/v2"),
        description="where the API is; the sandbox is https://api.sandbox.partoo.co/v2",
    )
    org_id: int | None = Field(
        default=None, ge=1, description="only businesses of this organisation: for keys of the role PROVIDER"
    )
    more_hours: bool = Field(
        default=True,
        description="read the further hours (kitchen, delivery ...) too: one call for each business, 300 a minute",
    )
    group_names: bool = Field(
        default=True, description="groups are called by their names; false spares the calls, and their numbers stand"
    )
    webhook_key: Annotated[str, AfterValidator(_is_key)] = Field(
        default=PRODUCTION_KEY,
        description="the public key that signs webhooks, as PEM or Base64; the sandbox has another than production",
    )
    webhook_secret: SecretRef | None = Field(
        default=None, description="a secret that webhooks carry in a header; it stands instead of the signature"
    )
    webhook_header: str = Field(
        default="X-Frontdesk-Secret",
        pattern=r"^[Xx]-[A-Za-z0-9-]{1,126}$",
        description="the header that webhooks carry 'webhook_secret' in, as it was configured at Partoo",
    )
    timeout: float = Field(default=20.0, gt=0, le=120, description="seconds, for one whole exchange")

    @property
    def api(self) -> str:
        """Where methods are, without a slash at its end."""
        return str(self.api_url).rstrip("/")
