"""The fake Google: to whom it gives tokens, and what it refuses, in Google's words."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from frontdesk_testkit.dialect import PlatformReply, PlatformRequest, Refused, Sent
from frontdesk_testkit.platforms.google import AGENT, BusinessMessagesDialect, RcsDialect

ROOT = "http://127.0.0.1:4000"
SCOPE = "https://www.googleapis.com/auth/rcsbusinessmessaging"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
UUID5 = "0b1c2d3e-4f50-5a6b-8c7d-8e9fa0b1c2d3"
FILE = json.loads(RcsDialect().tokens.key_file(ROOT))
CLAIMS = {
    "iss": FILE["client_email"],
    "aud": f"{ROOT}/token",
    "scope": SCOPE,
    "iat": 1_780_300_800,
    "exp": 1_780_304_400,
}


def encoded(part: Mapping[str, object]) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def jwt(claims: Mapping[str, object], key: RSAPrivateKey | None = None, alg: str = "RS256") -> str:
    signer = key or load_pem_private_key(FILE["private_key"].encode(), password=None)
    assert isinstance(signer, RSAPrivateKey)
    signed = f"{encoded({'alg': alg})}.{encoded(claims)}"
    return f"{signed}.{urlsafe_b64encode(signer.sign(signed.encode(), PKCS1v15(), SHA256())).decode().rstrip('=')}"


def token_request(assertion: str, grant: str = GRANT) -> PlatformRequest:
    body = urlencode({"grant_type": grant, "assertion": assertion}).encode()
    return PlatformRequest(method="POST", path="/token", headers={"host": "127.0.0.1:4000"}, body=body)


def test_token_is_granted_for_an_assertion_of_the_key_file_and_opens_its_scope() -> None:
    dialect = RcsDialect()
    granted = dialect.serve(token_request(jwt(CLAIMS)))
    assert isinstance(granted, PlatformReply)
    told = json.loads(granted.body)
    assert (told["token_type"], told["expires_in"]) == ("Bearer", 3599)
    assert isinstance(dialect.serve(rcs(token=told["access_token"])), Sent)


@pytest.mark.parametrize(
    ("assertion", "code"),
    [
        (jwt(CLAIMS, generate_private_key(public_exponent=65537, key_size=2048)), "invalid_grant"),
        (jwt(CLAIMS, alg="none"), "invalid_grant"),
        (jwt(CLAIMS)[:-8], "invalid_grant"),
        ("a.b", "invalid_grant"),
        ("é.é.é", "invalid_grant"),
        ("", "invalid_grant"),
        (jwt({**CLAIMS, "iss": "another@x.example"}), "invalid_grant"),
        (jwt({**CLAIMS, "aud": "https://oauth2.googleapis.com/token"}), "invalid_grant"),
        (jwt({**CLAIMS, "exp": CLAIMS["iat"]}), "invalid_grant"),
        (jwt({**CLAIMS, "exp": 1_780_304_401}), "invalid_grant"),
        (jwt({**CLAIMS, "iat": "now"}), "invalid_grant"),
        (jwt({**CLAIMS, "scope": ""}), "invalid_scope"),
    ],
)
def test_token_is_refused_to_anybody_else(assertion: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        RcsDialect().serve(token_request(assertion))
    assert (caught.value.reply.status, json.loads(caught.value.reply.body)["error"]) == (400, code)


def test_other_grants_are_refused() -> None:
    with pytest.raises(Refused) as caught:
        RcsDialect().serve(token_request(jwt(CLAIMS), "client_credentials"))
    assert json.loads(caught.value.reply.body)["error"] == "unsupported_grant_type"


def rcs(
    *, token: str = "", phone: str = "+33600000001", body: object = None, path: str = "agentMessages", **query: str
) -> PlatformRequest:
    """A message to a phone, whole where nothing is said against it."""
    asked = {"messageId": UUID5, "agentId": "fake-platform-agent@rbm.goog", **query}
    document = {"contentMessage": {"text": "Bonjour"}} if body is None else body
    return PlatformRequest(
        method="POST",
        path=f"/v1/phones/{phone}/{path}",
        query=asked,
        headers={"authorization": f"Bearer {token}"},
        body=json.dumps(document).encode(),
    )


def chips(count: int, **reply: object) -> dict[str, object]:
    """A message with so many suggestions."""
    return {
        "contentMessage": {"text": "x", "suggestions": [{"reply": {"text": "x", "postbackData": "y", **reply}}] * count}
    }


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"phone": "c-7"}, "INVALID_ARGUMENT"),
        ({"messageId": "5f0c6e5cf1a34d5f8a0a3ce1a6c2d7b9"}, "INVALID_ARGUMENT"),
        ({"messageId": "0b1c2d3e-4f50-5a6b-0c7d-8e9fa0b1c2d3"}, "INVALID_ARGUMENT"),
        ({"messageId": "m-1"}, "INVALID_ARGUMENT"),
        ({"agentId": "another"}, "PERMISSION_DENIED"),
        ({"body": {}}, "INVALID_ARGUMENT"),
        ({"body": {"contentMessage": {"text": ""}}}, "INVALID_ARGUMENT"),
        ({"body": {"contentMessage": {"text": "x" * 3073}}}, "INVALID_ARGUMENT"),
        ({"body": {"contentMessage": {"text": "x", "tone": "kind"}}}, "INVALID_ARGUMENT"),
        ({"body": {"contentMessage": {"text": "x"}, "messageTrafficType": "SPAM"}}, "INVALID_ARGUMENT"),
        ({"body": {"contentMessage": {"text": "x"}, "ttl": "1.296e+06s"}}, "INVALID_ARGUMENT"),
        ({"body": {"contentMessage": {"text": "x"}, "ttl": "1296001s"}}, "INVALID_ARGUMENT"),
        ({"body": chips(12)}, "INVALID_ARGUMENT"),
        ({"body": chips(1, text="x" * 26)}, "INVALID_ARGUMENT"),
        ({"body": chips(1, text="")}, "INVALID_ARGUMENT"),
        ({"body": chips(1, postbackData="x" * 2049)}, "INVALID_ARGUMENT"),
        ({"path": "files"}, "NOT_FOUND"),
        ({"path": "agentEvents", "eventId": UUID5, "body": {"eventType": "READ"}}, "INVALID_ARGUMENT"),
        ({"path": "agentEvents", "eventId": UUID5, "body": {"eventType": "DANCING"}}, "INVALID_ARGUMENT"),
        ({"path": "agentEvents", "body": {"eventType": "IS_TYPING"}}, "INVALID_ARGUMENT"),
    ],
)
def test_rcs_refuses_what_google_refuses(request_: Mapping[str, object], status: str) -> None:
    dialect = RcsDialect()
    with pytest.raises(Refused) as caught:
        dialect.serve(rcs(token=dialect.bearer("", (SCOPE,)), **request_))  # type: ignore[arg-type]
    assert json.loads(caught.value.reply.body)["error"]["status"] == status


@pytest.mark.parametrize("body", [chips(11, text="x" * 25, postbackData="y" * 2048), {"contentMessage": {"text": "x"}, "ttl": "1296000s"}])  # fmt: skip  # noqa: E501
def test_rcs_takes_what_is_at_its_limits(body: object) -> None:
    dialect = RcsDialect()
    assert isinstance(dialect.serve(rcs(token=dialect.bearer("", (SCOPE,)), body=body)), Sent)


ENTRY = {"welcomeMessage": {"text": "Hello"}, "privacyPolicy": {"url": "https://shop.example/privacy"}}
STARTER = {"suggestion": {"reply": {"text": "x" * 35, "postbackData": "y"}}}


def patched(dialect: BusinessMessagesDialect, entry: object, mask: str, default: object = "en") -> PlatformReply:
    """A PATCH of the agent."""
    held = {"conversationalSettings": {"en": entry}, "defaultLocale": default}
    token = dialect.bearer("", ("https://www.googleapis.com/auth/businesscommunications",))
    served = dialect.serve(
        PlatformRequest(
            method="PATCH",
            path=f"/v1/{AGENT}",
            query={"updateMask": mask},
            headers={"authorization": f"Bearer {token}"},
            body=json.dumps({"businessMessagesAgent": held}).encode(),
        )
    )
    assert isinstance(served, PlatformReply)
    return served


MASK = "businessMessagesAgent.conversationalSettings.en,businessMessagesAgent.defaultLocale"


def test_settings_at_every_limit_are_taken() -> None:
    texts = {"welcomeMessage": {"text": "x" * 1000}, "offlineMessage": {"text": "x" * 1000}}
    dialect = BusinessMessagesDialect()
    patched(dialect, {**ENTRY, **texts, "conversationStarters": [STARTER] * 5}, MASK)
    assert set(dialect.places[AGENT].settings) == {"en"}


@pytest.mark.parametrize(
    ("entry", "mask", "default"),
    [
        ({"privacyPolicy": ENTRY["privacyPolicy"]}, MASK, "en"),
        ({"welcomeMessage": ENTRY["welcomeMessage"]}, MASK, "en"),
        ({**ENTRY, "privacyPolicy": {"url": "shop.example"}}, MASK, "en"),
        ({**ENTRY, "welcomeMessage": {"text": "x" * 1001}}, MASK, "en"),
        ({**ENTRY, "offlineMessage": {"text": "x" * 1001}}, MASK, "en"),
        ({**ENTRY, "conversationStarters": [STARTER] * 6}, MASK, "en"),
        ({**ENTRY, "conversationStarters": [{"suggestion": {"reply": {"text": "x" * 36}}}]}, MASK, "en"),
        ({**ENTRY, "tone": "kind"}, MASK, "en"),
        (ENTRY, MASK, "fr"),
        (ENTRY, "conversationalSettings.en", "en"),
        (ENTRY, "businessMessagesAgent.logoUrl", "en"),
        (ENTRY, "", "en"),
    ],
)
def test_settings_that_google_refuses_change_nothing(entry: object, mask: str, default: str) -> None:
    dialect = BusinessMessagesDialect()
    with pytest.raises(Refused) as caught:
        patched(dialect, entry, mask, default)
    assert caught.value.reply.status == 400
    assert dialect.places[AGENT].settings == {}
