from __future__ import annotations

import html
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import pytest

from frontdesk import Host
from frontdesk_server.importing.places import Places, read_places
from frontdesk_server.project import load_project
from tests.server.api.served import Server, started, wait_for
from tests.server.cli.projects import DEMO

EVENING = "2026-12-24T18:30:00+01:00"
WIDGET = "/api/v1/widget/pk_colibri"


def demo(folder: Path, **environment: str) -> Any:
    given = {"FRONTDESK_NOW": EVENING, "FRONTDESK_PORT": "0", "FRONTDESK_LOG_LEVEL": "info"}
    return started(["demo"], folder, given | environment)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo on Christmas Eve."""
    with demo(tmp_path_factory.mktemp("demo")) as found:
        wait_for(lambda: "Ctrl-C stops" in found.printed, "the table")
        yield found


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx2.Client]:
    with server.stranger as found:
        yield found


@pytest.fixture(scope="module")
def places() -> Places:
    return read_places(load_project(DEMO, Host.load({})))


def answered(
    client: httpx2.Client, place: str, text: str | None = None, *, locale: str | None = None, messages: int = 1
) -> list[str]:
    """What the chat of a place says, once it is so many messages, to a visitor who opened it and perhaps wrote."""
    origin = {"origin": str(client.base_url).rstrip("/")}
    asked = {"establishment": place} | ({"locale": locale} if locale else {})
    session = client.post(f"{WIDGET}/sessions", json=asked, headers=origin)
    assert session.status_code < 300, session.text
    headers = origin | {"authorization": f"Bearer {session.json()['token']}"}
    if text is not None:
        said = {"id": "00000000-0000-4000-8000-000000000001", "text": text}
        assert client.post(f"{WIDGET}/messages", json=said, headers=headers).status_code < 300

    def told() -> list[str]:
        entries = client.get(f"{WIDGET}/messages", headers=headers).json()
        listed = entries["entries"] if "entries" in entries else entries["messages"]
        said = [entry["text"] for entry in listed if entry["sender"] != "contact"]
        return said if len(said) >= messages else []

    return wait_for(told, "an answer")


def test_the_chain_is_as_varied_as_it_should_be(places: Places) -> None:
    establishments = {place.id: place for place in places.establishments()}
    documents = {id_: dict(place.hours_documents.get("opening", {})) for id_, place in establishments.items()}

    assert places.diagnostics == ()
    assert len(establishments) >= 12
    assert len({place.timezone for place in establishments.values()}) >= 6
    assert {place.locale for place in establishments.values()} == {"fr", "en"}
    assert any("20:00-04:00" in str(document) for document in documents.values())
    assert any(document.get("weekly") == "always" for document in documents.values())
    assert any(document.get("special") for document in documents.values())
    assert any(document.get("cron") for document in documents.values())
    assert any(place.opening_hours is None for place in establishments.values())


def test_the_table_shows_every_place_with_its_answer_reason_and_page(server: Server, places: Places) -> None:
    for place in places.establishments():
        assert place.name in server.printed
        assert f"{server.url}/demo/{place.id}" in server.printed
    assert "welcome “Bonjour, ici Fournil Colibri, Limoilou." in server.printed
    assert "absence “Hello, this is The Night Oven, Brooklyn." in server.printed
    assert "chat hours: outside" in server.printed
    assert "chat hours are unknown" in server.printed


def test_the_list_leads_to_every_place(client: httpx2.Client, places: Places) -> None:
    page = client.get("/demo", params={"lang": "en"})

    assert page.status_code == 200
    assert set(re.findall(r'href="/demo/([a-z-]+)\?lang=en"', page.text)) == set(places.records)


@pytest.mark.parametrize(("asked", "lang"), [(None, "fr"), ("en", "en"), ("fr", "fr"), ("xx", "fr")])
def test_a_page_speaks_the_place_s_language_unless_another_is_asked_for(
    client: httpx2.Client, asked: str | None, lang: str
) -> None:
    page = client.get("/demo/clinique-carouge", params={"lang": asked} if asked else {})

    assert f'<html lang="{lang}">' in page.text
    assert f'data-locale="{lang}"' in page.text


def test_a_page_brings_the_chat_of_its_own_place_under_a_strict_policy(client: httpx2.Client) -> None:
    page = client.get("/demo/garage-minimes")
    policy = page.headers["content-security-policy"]

    assert 'src="/widget.js" data-frontdesk="pk_colibri" data-establishment="garage-minimes"' in page.text
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "<style" not in page.text
    assert " style=" not in page.text


def test_a_page_previews_every_message_in_its_order(client: httpx2.Client) -> None:
    page = client.get("/demo/clinique-papeete", params={"lang": "fr"})
    shown = re.findall(r"<blockquote><p>(.*?)</p></blockquote>", page.text, re.DOTALL)

    assert [html.unescape(text) for text in shown] == answered(client, "clinique-papeete", locale="fr", messages=2)


def test_the_launcher_has_the_account_s_colour_before_it_is_opened(client: httpx2.Client) -> None:
    origin = {"origin": str(client.base_url).rstrip("/")}
    config = client.get(f"{WIDGET}/config", params={"establishment": "garage-minimes"}, headers=origin).json()

    assert f'data-accent="{config["theme"]["accent"]}"' in client.get("/demo/garage-minimes").text


def test_no_line_of_the_hints_is_wider_than_the_narrowest_terminal(server: Server) -> None:
    hints = server.printed[server.printed.index("Edit frontdesk-demo") :]

    assert [line for line in hints.splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("path", ["/demo/static/demo.css", "/demo/static/colibri.svg", "/widget.js"])
def test_what_pages_need_is_served(client: httpx2.Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_the_bare_address_leads_to_the_console(client: httpx2.Client) -> None:
    page = client.get("/")

    assert (page.status_code, page.headers["location"]) == (307, "/console")


@pytest.mark.parametrize("path", ["/demo/nowhere", "/demo/static/frontdesk.yaml", "/demo/static/..%2ffolder.py"])
def test_what_is_not_there_is_not_found(client: httpx2.Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("place", "beginning"),
    [
        ("fournil-croix-rousse", "Bonjour, ici Fournil Colibri, Croix-Rousse. Le pain sort du four"),
        ("garage-minimes", "L'atelier est fermé"),
        ("night-oven-brooklyn", "Hello, this is The Night Oven, Brooklyn. The oven is cold"),
        ("roadside-denver", "Hello, Hummingbird Roadside, Denver here."),
        ("clinique-papeete", "Vos messages servent uniquement à vous répondre"),
    ],
)
def test_i1_each_place_answers_for_itself(client: httpx2.Client, place: str, beginning: str) -> None:
    assert answered(client, place)[0].startswith(beginning)


def test_ctrl_c_stops_cleanly_and_the_next_start_keeps_what_happened(tmp_path: Path) -> None:
    with demo(tmp_path) as server:
        with server.stranger as client:
            answered(client, "roadside-denver", "My chains are stuck")
        first = server.stop(signal.SIGINT)
    token = (tmp_path / "frontdesk-demo" / "api-token").read_text().strip()
    with demo(tmp_path) as server:
        headers = {"authorization": f"Bearer {token}"}
        with server.stranger as client:
            listed = client.get("/api/v1/conversations", headers=headers).json()["conversations"]
            whole = client.get(f"/api/v1/conversations/{listed[0]['id']}", headers=headers).json()
        second = server.stop(signal.SIGINT)

    assert (first, second) == (0, 0)
    assert "My chains are stuck" in [message["text"] for message in whole["messages"]]
    assert not [line for line in server.lines() if line["level"] == "error"]


def test_the_demo_s_folder_is_its_own_business(tmp_path: Path) -> None:
    with demo(tmp_path, FRONTDESK_DEMO_DIR="elsewhere") as server:
        server.stop(signal.SIGINT)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere", "printed"]
    assert (tmp_path / "elsewhere" / ".gitignore").read_text() == "*\n"
    for name in ("api-token", "secret-key"):
        assert oct((tmp_path / "elsewhere" / name).stat().st_mode)[-3:] == "600", name


def test_every_zone_of_the_chain_exists(places: Places) -> None:
    assert [ZoneInfo(str(record["timezone"])) for record in places.records.values()]
