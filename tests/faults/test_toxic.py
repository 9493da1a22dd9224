"""The network in bad health does what it says: else a fault run would prove nothing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from tests.faults.toxic import ToxicProxy, Way

SHORTLY = 0.3


@pytest.fixture
def echoing() -> Iterator[tuple[str, int]]:
    """A server that says everything back."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_serve, args=(server,), daemon=True).start()
        yield server.getsockname()
        server.shutdown(socket.SHUT_RDWR)


def _serve(server: socket.socket) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=_echo, args=(connection,), daemon=True).start()


def _echo(connection: socket.socket) -> None:
    with closing(connection):
        try:
            while piece := connection.recv(1024):
                connection.sendall(piece)
        except OSError:
            return


@pytest.fixture
def network(echoing: tuple[str, int]) -> Iterator[ToxicProxy]:
    with ToxicProxy(echoing) as proxy:
        yield proxy


def _connected(network: ToxicProxy) -> socket.socket:
    return socket.create_connection(network.address, timeout=10)


def _says(connection: socket.socket, word: bytes) -> bytes:
    connection.sendall(word)
    return connection.recv(1024)


def _hears_nothing(connection: socket.socket) -> bool:
    connection.settimeout(SHORTLY)
    try:
        connection.recv(1, socket.MSG_PEEK)
    except TimeoutError:
        return True
    else:
        return False
    finally:
        connection.settimeout(10)


def test_what_is_said_during_a_partition_arrives_after_it(network: ToxicProxy) -> None:
    with _connected(network) as connection:
        assert _says(connection, b"one") == b"one"
        network.stall()
        connection.sendall(b"two")
        assert _hears_nothing(connection)
        network.heal()
        assert connection.recv(1024) == b"two"


def test_a_partition_of_one_way_lets_the_other_way_through(network: ToxicProxy) -> None:
    with _connected(network) as connection:
        assert _says(connection, b"one") == b"one"
        network.stall([Way.DOWN])
        connection.sendall(b"two")
        assert _hears_nothing(connection)
        network.stall([Way.UP])
        assert connection.recv(1024) == b"two"


def test_newcomers_in_a_partition_are_neither_refused_nor_answered(network: ToxicProxy) -> None:
    network.stall()
    with _connected(network) as connection:
        connection.sendall(b"one")
        assert _hears_nothing(connection)
        network.heal()
        assert connection.recv(1024) == b"one"


@pytest.mark.parametrize("how", [ToxicProxy.cut, ToxicProxy.reset])
def test_a_connection_that_is_ended_is_over_at_both_ends(
    network: ToxicProxy, how: Callable[[ToxicProxy], None]
) -> None:
    with _connected(network) as connection:
        assert _says(connection, b"one") == b"one"
        how(network)
        try:
            assert connection.recv(1024) == b""
        except ConnectionResetError:
            assert how is ToxicProxy.reset
    with _connected(network) as another:
        assert _says(another, b"two") == b"two"


def test_only_so_many_connections_are_ended(network: ToxicProxy) -> None:
    with _connected(network) as one, _connected(network) as other:
        assert _says(one, b"1") + _says(other, b"2") == b"12"
        network.cut(1)
        ended = [one.recv(1) if not _hears_nothing(one) else None, other.recv(1) if not _hears_nothing(other) else None]
        assert sorted(map(str, ended)) == ["None", "b''"]


def test_what_is_lost_for_ever_stays_silent_while_newcomers_are_served(network: ToxicProxy) -> None:
    with _connected(network) as before:
        assert _says(before, b"one") == b"one"
        network.stall()
        network.forget_and_heal()
        before.sendall(b"two")
        assert _hears_nothing(before)
        with _connected(network) as after:
            assert _says(after, b"three") == b"three"


def test_who_is_refused_finds_nobody_and_who_is_connected_goes_on(network: ToxicProxy) -> None:
    with _connected(network) as before:
        assert _says(before, b"one") == b"one"
        network.refuse()
        with pytest.raises(ConnectionRefusedError):
            _connected(network)
        assert _says(before, b"two") == b"two"
        network.heal()
        with _connected(network) as after:
            assert _says(after, b"three") == b"three"


def test_a_virtual_address_leads_newcomers_elsewhere(network: ToxicProxy) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere, _connected(network) as before:
        assert _says(before, b"one") == b"one"
        network.point_at(elsewhere.getsockname())
        with _connected(network) as after:
            after.sendall(b"two")
            connection, _ = elsewhere.accept()
            with closing(connection):
                assert connection.recv(1024) == b"two"
        assert _says(before, b"three") == b"three"
