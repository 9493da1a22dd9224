"""Replies of sources are bounded: larger ones are refused, not cut, and bombs cost nothing."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from core.testkit.tests.parrot_source import ParrotSource
from frontdesk import HttpReply, Pace
from frontdesk_server.calling.unpacking import Unpacking, UnreadableBodyError
from frontdesk_testkit import PlatformRequest
from tests.server.calling.asking import asked

pytestmark = pytest.mark.anyio

MEGABYTE = 1024 * 1024


class Narrow(ParrotSource):
    """Takes small replies only."""

    def pace(self) -> Pace:
        return Pace(largest=1000)


async def test_a_larger_reply_is_refused_and_not_cut() -> None:
    async with asked(source=Narrow) as parrot:
        assert (
            f"FD812 the reply of {parrot.server.url}/places?limit=4 is larger than 1000 bytes" in await parrot.fails()
        )
    assert len(parrot.server.requests) == 1


def _raw(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "identity": bytes,
}


@pytest.mark.parametrize("packing", PACKINGS)
async def test_a_packed_reply_is_read(packing: str) -> None:
    async with asked() as parrot:
        serve = parrot.server.dialect.serve

        def packed(request: PlatformRequest) -> HttpReply:
            reply = serve(request)
            return replace(
                reply, body=PACKINGS[packing](reply.body), headers={**reply.headers, "content-encoding": packing}
            )

        parrot.server.dialect.serve = packed  # type: ignore[method-assign]
        assert len((await parrot.page()).rows) == 4
    assert parrot.server.requests[0].headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    ("packing", "body"),
    [("gzip", b"not packed"), ("gzip", gzip.compress(b"{}" * 50, mtime=0)[:-9]), ("br", b"x"), ("zstd", b"x")],
)
async def test_a_reply_that_is_not_packed_as_it_says_is_told(packing: str, body: bytes) -> None:
    async with asked() as parrot:
        reply = HttpReply(status=200, headers={"content-encoding": packing}, body=body)
        parrot.server.dialect.serve = lambda request: reply  # type: ignore[method-assign]
        assert "FD818" in await parrot.fails()


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, _raw, lambda data: gzip.compress(data) * 3])
def test_a_bomb_costs_no_more_than_what_is_wanted(pack: Callable[[bytes], bytes]) -> None:
    bomb = pack(b"\x00" * (64 * MEGABYTE))
    packing = "gzip" if bomb[:2] == b"\x1f\x8b" else "deflate"
    unpacking = Unpacking({"content-encoding": packing}, MEGABYTE)
    tracemalloc.start()
    unpacking.take(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert unpacking.over
    assert peak < 8 * MEGABYTE


@pytest.mark.parametrize("pieces", [1, 2, 7])
@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, _raw])
def test_a_body_is_the_same_in_whatever_pieces_it_comes(pack: Callable[[bytes], bytes], pieces: int) -> None:
    data = json.dumps(list(range(5000))).encode()
    packed = pack(data)
    unpacking = Unpacking({"content-encoding": "gzip" if packed[:2] == b"\x1f\x8b" else "deflate"}, MEGABYTE)
    size = -(-len(packed) // pieces)
    for start in range(0, len(packed), size):
        unpacking.take(packed[start : start + size])
    assert unpacking.end() == data


def test_several_streams_in_one_body_are_one_body() -> None:
    unpacking = Unpacking({"content-encoding": "gzip"}, MEGABYTE)
    unpacking.take(gzip.compress(b"one ") + gzip.compress(b"two"))
    assert unpacking.end() == b"one two"


def test_a_stream_that_breaks_off_is_no_body() -> None:
    unpacking = Unpacking({"content-encoding": "gzip"}, MEGABYTE)
    unpacking.take(gzip.compress(b"whole" * 100)[:-10])
    with pytest.raises(UnreadableBodyError):
        unpacking.end()
