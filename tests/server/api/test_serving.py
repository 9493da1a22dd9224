from __future__ import annotations

import signal
import socket
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest

from frontdesk import ConfigError
from frontdesk_server.api.listening import listening
from tests.server.api.served import KEY, ORIGIN, TOKEN, Platform, event, post, project, serving, wait_for
from tests.server.cli.projects import process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_server_cleanly(tmp_path: Path, number: int) -> None:
    with serving(project(tmp_path / "p")) as server:
        code = server.stop(number)

    assert code == 0
    assert server.lines()[-1]["event"] == "stopped"


def test_an_open_stream_does_not_hold_the_server_up(tmp_path: Path) -> None:
    with serving(project(tmp_path / "p")) as server, server.stranger as client:
        widget = "/api/v1/widget/pk_my_organisation"
        session = client.post(f"{widget}/sessions", json={}, headers={"origin": ORIGIN}).json()
        headers = {"origin": ORIGIN, "authorization": f"Bearer {session['token']}"}
        with client.stream("GET", f"{widget}/stream", headers=headers) as stream:
            chunks = stream.iter_raw()
            assert next(chunks)
            server.process.send_signal(signal.SIGTERM)
            with suppress(httpx2.RemoteProtocolError):  # cut off, not finished: the widget asks again
                b"".join(chunks)
        assert server.process.wait(4) == 0


def test_what_was_kept_is_there_after_a_restart(tmp_path: Path) -> None:
    platform = Platform()
    folder = project(tmp_path / "p", platform.url)
    with serving(folder) as server:
        post(server, event("message", 1, text="hello"))
        wait_for(platform.texts, "the welcome")
        server.stop()
    with serving(folder) as server, server.api as api:
        [line] = api.get("/conversations").json()["conversations"]
        whole = api.get(f"/conversations/{line['id']}").json()
        server.stop()
    platform.close()

    assert [one["text"] for one in whole["messages"] if one["direction"] == "in"] == ["hello"]
    assert len(platform.texts()) == 1


def test_the_ready_line_names_the_addresses_that_platforms_are_to_call(tmp_path: Path) -> None:
    with serving(project(tmp_path / "p"), FRONTDESK_PUBLIC_URL="https://desk.example") as server:
        server.stop()

    ready = next(line for line in server.lines() if line["event"] == "ready")
    assert ready["webhooks"] == ["https://desk.example/webhooks/crm"]


def test_files_are_applied_to_an_empty_database_only(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    with serving(folder) as server:
        server.stop()
    messages = folder / "messages" / "welcome.yaml"
    messages.write_text(messages.read_text().replace("How can we help?", "What now?"))
    with serving(folder) as server, server.api as api:
        assert [one["number"] for one in api.get("/releases").json()] == [1]
        server.stop()


def test_apply_beside_a_running_server_is_in_force_at_once(tmp_path: Path) -> None:
    platform = Platform()
    folder = project(tmp_path / "p", platform.url)
    with serving(folder) as server:
        messages = folder / "messages" / "welcome.yaml"
        messages.write_text(messages.read_text().replace("How can we help?", "What now?"))
        applied = process("apply", folder, environment={"CRM_KEY": KEY.decode()})
        post(server, event("message", 1, text="hello"))
        wait_for(platform.texts, "the welcome")
        server.stop()
    platform.close()

    assert "Release 2 is in force." in applied.out
    assert platform.texts() == ["Hello, this is The Corner Shop, Main Street. What now?"]


def test_an_establishment_changes_while_the_server_runs_and_a_bad_file_changes_nothing(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    places = folder / "establishments.yaml"
    good = places.read_text().replace("The Corner Shop", "The New Shop")
    with serving(folder) as server, server.api as api:

        def shop() -> dict[str, object]:
            return dict(api.get("/establishments/main-street").json())

        places.write_text(good)
        wait_for(lambda: str(shop()["name"]).startswith("The New Shop"), "the new name")
        places.write_text("establishments: [")
        wait_for(lambda: shop()["stale_since"], "the mark of a stale source")
        kept = shop()
        places.write_text(good)
        wait_for(lambda: shop()["stale_since"] is None, "the source being read again")
        server.stop()

    assert str(kept["name"]).startswith("The New Shop")
    assert kept["retired"] is False
    assert any("FD" in str(line.get("problem")) for line in server.lines())


def test_the_api_is_closed_without_a_token_and_says_so(tmp_path: Path) -> None:
    with serving(project(tmp_path / "p"), FRONTDESK_API_TOKEN="") as server, server.stranger as client:
        refused = client.get("/api/v1/conversations", headers={"authorization": f"Bearer {TOKEN}"})
        widget = client.get("/api/v1/widget/pk_my_organisation/config", headers={"origin": ORIGIN})

    assert (refused.status_code, refused.json()["id"]) == (403, "FD720")
    assert "FRONTDESK_API_TOKEN" in refused.json()["detail"]
    assert widget.status_code == 200


def test_a_port_in_use_is_told_before_anything_begins(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = process(
            "serve", "--project", project(tmp_path / "p"), "--port", str(port), environment={"CRM_KEY": "x" * 16}
        )

    assert done.code == 2
    assert "FD725" in done.err
    assert not (tmp_path / "p" / "frontdesk.sqlite").exists()


@pytest.mark.parametrize("address", ["192.0.2.1", "a b", "a" * 80, "é..x"])
def test_an_address_that_is_none_of_this_machine_is_told_before_anything_begins(address: str) -> None:
    with pytest.raises(ConfigError, match="FD736"), listening(address, 0):
        pytest.fail("it listens")


def test_a_secret_without_a_value_keeps_the_server_from_starting(tmp_path: Path) -> None:
    done = process("serve", "--project", project(tmp_path / "p"), "--port", "0")

    assert done.code == 2
    assert "FD710 the secret 'env:CRM_KEY' has no value" in done.err


def test_a_second_server_on_the_same_database_is_refused(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    with serving(folder):
        done = process("serve", "--project", folder, "--port", "0", environment={"CRM_KEY": KEY.decode()})

    assert done.code == 2
    assert "FD751" in done.err


def test_a_server_that_knows_nobody_logs_a_link_to_the_first_administrator_and_no_other_does(tmp_path: Path) -> None:
    place = project(tmp_path / "p")
    form = {"name": "Camille", "email": "camille@example.com", "password": "three quiet words"}
    with serving(place) as server, server.stranger as client:
        (link,) = wait_for(lambda: [line["link"] for line in server.lines() if "link" in line], "the link")
        assert "first administrator" in client.get(link).text
        made = client.post(link, data=form, headers={"sec-fetch-site": "same-origin"})
        assert made.headers["location"] == "/console"
        server.stop()

    with serving(place) as again:
        again.stop()
    assert not [line for line in again.lines() if "link" in line]
