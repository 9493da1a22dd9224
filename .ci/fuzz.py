"""Fuzz every channel: what it parses, what it makes of replies and of profiles; `make fuzz` (SECONDS_EACH=300).

Coverage-guided by atheris (libFuzzer). It begins with what each fake platform posts and with the adapters' fixtures,
and changes bytes as well as JSON values. A finding is an exception, an event that breaks the port's promises, or one
request that takes longer than five seconds; its bytes are kept in `.cache/fuzz/<kind>/`.

    python .ci/fuzz.py [--seconds 300] [--jobs 2] [kind ...]
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".cache" / "fuzz"
NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
HANG = 5
"""Seconds that one request may take."""
LARGEST = 20_000
"""Bytes of a fuzzed request: beyond that time goes into length, not into forms."""
PARSE, REPLY, PROFILE = 0, 1, 2
_PACKAGES = ["frontdesk", *(path.name for path in ROOT.glob("adapters/channels/*/src/frontdesk_*"))]
_STATUSES = (200, 201, 400, 401, 403, 404, 409, 429, 500, 503)


def main() -> None:
    """All kinds, each in a process of its own; exit code 1 when there is a finding."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*")
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--one", help="fuzz this kind in this process")
    given = parser.parse_args()
    if given.one:
        fuzz(given.one, given.seconds)
        return
    kinds = given.kinds or sorted(_platforms())
    print(f"{'channel':26}{'requests':>12}{'a second':>10}{'coverage':>10}  finding", flush=True)
    with ThreadPoolExecutor(given.jobs) as pool:
        found = list(pool.map(lambda kind: _run(kind, given.seconds), kinds))
    sys.exit(any(found))


def _platforms() -> Sequence[str]:
    from frontdesk_testkit import PLATFORMS  # noqa: PLC0415 - `--help` needs none of it

    return list(PLATFORMS)


def _run(kind: str, seconds: int) -> bool:
    """Fuzz one kind for so long; print its line; whether anything was found."""
    ran = subprocess.run(
        [sys.executable, __file__, "--one", kind, "--seconds", str(seconds)],
        check=False,
        capture_output=True,
        text=True,
        timeout=seconds + 120,
    )
    progress = re.findall(r"#(\d+)\s+\w+\s+cov: (\d+).*?exec/s: (\d+)", ran.stderr)
    requests, coverage, pace = progress[-1] if progress else ("0", "0", "0")
    finding = "none" if ran.returncode == 0 else f"exit {ran.returncode}, see {CACHE.relative_to(ROOT)}/{kind}.log"
    (CACHE / f"{kind}.log").write_text(ran.stderr)
    print(f"{kind:26}{int(requests):>12,}{pace:>10}{coverage:>10}  {finding}", flush=True)
    return ran.returncode != 0


def fuzz(kind: str, seconds: int) -> None:
    """Never returns: libFuzzer ends the process."""
    import atheris  # noqa: PLC0415 - only in a process that fuzzes

    with atheris.instrument_imports(
        include=["frontdesk", f"frontdesk_{kind}", "frontdesk_google", "frontdesk_messenger"]
    ):
        target = _target(kind)
    corpus = CACHE / kind
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(_seeds(kind)):
        (corpus / f"seed-{number:03}").write_bytes(seed)
    flags = [
        f"-max_total_time={seconds}",
        f"-timeout={HANG}",
        f"-max_len={LARGEST}",
        f"-artifact_prefix={corpus}/found-",
    ]
    atheris.Setup([sys.argv[0], *flags, str(corpus)], target, custom_mutator=_mutated)
    atheris.Fuzz()


def _seeds(kind: str) -> Iterator[bytes]:
    """What the platform posts, and the fixtures of its adapter; the first byte says what it is taken for."""
    from frontdesk_testkit import dialect_of  # noqa: PLC0415

    dialect = dialect_of(kind)
    dialect.webhook_url = "https://frontdesk.example/webhooks/fuzzed"
    who = dialect.contact(1)
    events = [
        dialect.message(1, who, "Hello", NOW),
        dialect.tap(2, who, "fd1:hours", "Hours?", NOW),
        dialect.opened(3, who, NOW),
        dialect.operator(4, who, "Hello", NOW),
    ]
    yield from (bytes([PARSE]) + dialect.post(NOW, event).body for event in events if event is not None)
    for fixture in sorted(ROOT.glob(f"adapters/channels/*{kind.split('_', maxsplit=1)[0]}*/tests/fixtures/**/*.*")):
        yield bytes([PARSE]) + fixture.read_bytes()
    yield bytes([REPLY]) + b'{"error": {"code": 190, "message": "no"}}'
    yield bytes([PROFILE]) + b'{"data": [{"ice_breakers": [{"locale": "default", "call_to_actions": []}]}]}'


def _target(kind: str) -> Callable[[bytes], None]:
    """What is tried with each input."""
    from frontdesk import Host, HttpReply, Kind, Message, Profile, ProfileTexts, Suggestion  # noqa: PLC0415
    from frontdesk_testkit import dialect_of  # noqa: PLC0415

    dialect = dialect_of(kind)
    dialect.webhook_url = "https://frontdesk.example/webhooks/fuzzed"
    root = "https://platform.example"
    made = Host.load().channels[kind]
    channel = made("fuzzed", made.Settings.model_validate(dialect.settings(root)), dialect.secrets(root))
    starters = (Suggestion(id="hours", title="Hours?"),)
    message = Message(key="0" * 32, kind=Kind.WELCOME, text="Hello", to=dialect.contact(1), suggestions=starters)
    wanted = Profile(texts=(ProfileTexts(locale="fr", starters=starters, greeting="Bonjour"),))
    reads = len(channel.read_profile(wanted))

    def one(data: bytes) -> None:
        what, body = (data[0] % 3, data[1:]) if data else (PARSE, b"")
        status = _STATUSES[data[0] // 3 % len(_STATUSES)] if data else 200
        if what == PARSE:
            _parse(channel, body)
        elif what == REPLY:
            receipt = channel.read_reply(message, HttpReply(status=status, body=body))
            assert receipt.retry_after is None or receipt.retry_after >= 0
            receipt.detail.encode()
        elif reads:
            channel.plan_profile(wanted, [HttpReply(status=200, body=body)] * reads)

    return one


def _parse(channel: object, body: bytes) -> None:
    """A signed request: refused as the port allows, or events that keep its promises."""
    from frontdesk import Channel, Event, WebhookRejected, WebhookRequest  # noqa: PLC0415

    assert isinstance(channel, Channel)
    request = WebhookRequest(headers={"x-signature": "no"}, body=body, received_at=NOW)
    with suppress(WebhookRejected):
        channel.verify(request)
    for event in channel.parse(request):
        assert isinstance(event, Event)
        assert event.id
        assert event.at.utcoffset() == timedelta(0)
        assert event.at <= request.received_at
        json.dumps(event.raw, ensure_ascii=False).encode()
        for text in (event.id, event.contact.address, getattr(event, "text", ""), getattr(event, "title", "")):
            (text or "").encode()


def _mutated(data: bytes, most: int, seed: int) -> bytes:
    """Bytes changed, cut or doubled; JSON values replaced or taken away; now and then taken for something else."""
    from frontdesk_testkit.matter import mutations  # noqa: PLC0415

    what = bytes([seed % 256]) if not data or seed % 16 == 0 else data[:1]
    return (what + next(mutations(data[1:], seed, 1)))[:most]


if __name__ == "__main__":
    main()
