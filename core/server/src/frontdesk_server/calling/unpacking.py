"""Unpacking: bodies as they arrive, compressed or not, never more of them than is wanted."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Final, Protocol

ACCEPTED: Final = "gzip, deflate"
"""What calls say that they take (`Accept-Encoding`)."""
_GZIP: Final = 31
_ZLIB: Final = 15
_DEFLATE: Final = 8
"""The method in a zlib header's first byte; a raw stream of RFC 1951 has none."""


class UnreadableBodyError(Exception):
    """A body that is not compressed as its header says."""


class _Stream(Protocol):
    """What the standard library unpacks by."""

    @property
    def eof(self) -> bool:
        """Whether the end was reached."""

    @property
    def unused_data(self) -> bytes:
        """What came after the end."""

    @property
    def unconsumed_tail(self) -> bytes:
        """What was not unpacked yet, because of `max_length`."""

    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes:
        """What comes next, `max_length` bytes at most."""


class Unpacking:
    """One body. A bomb costs no more memory than `most` bytes and one piece of the wire."""

    def __init__(self, headers: Mapping[str, str], most: int) -> None:
        """`headers` are those of the reply, names in lower case. Raises `UnreadableBodyError` for unknown packing."""
        self.body = bytearray()
        self._most = most
        self._packing = headers.get("content-encoding", "").strip().lower()
        if self._packing not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise UnreadableBodyError(f"content-encoding {self._packing[:40]!r}")
        self._plain = self._packing in ("", "identity")
        self._stream: _Stream | None = None

    @property
    def over(self) -> bool:
        """Whether there is more than was wanted."""
        return len(self.body) > self._most

    def take(self, piece: bytes) -> None:
        """The next piece of the wire. Raises `UnreadableBodyError`."""
        if self._plain:
            self.body += piece[: self._most + 1 - len(self.body)]
            return
        try:
            self._unpack(piece)
        except zlib.error as error:
            raise UnreadableBodyError(str(error)) from error

    def end(self) -> bytes:
        """The whole body. Raises `UnreadableBodyError` where a compressed one broke off."""
        if self._stream is not None and not self._stream.eof and not self.over:
            raise UnreadableBodyError("it breaks off")
        return bytes(self.body)

    def _unpack(self, piece: bytes) -> None:
        while piece and not self.over:
            stream = self._stream = self._begun(piece) if self._stream is None or self._stream.eof else self._stream
            self.body += stream.decompress(piece, self._most + 1 - len(self.body))
            piece = stream.unused_data if stream.eof else stream.unconsumed_tail

    def _begun(self, piece: bytes) -> _Stream:
        if self._packing != "deflate":
            return zlib.decompressobj(_GZIP)
        return zlib.decompressobj(_ZLIB if piece[0] & 0x0F == _DEFLATE else -_ZLIB)
