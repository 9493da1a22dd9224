"""The console's built files: how large, where they lead, how they are served, and what happens without them."""

from __future__ import annotations

import json
import re
from gzip import compress
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import frontdesk_server.console
from frontdesk import ConfigError
from frontdesk_server.console.assets import FOLDER, asset, check_assets, icon, static_route
from tests.server.console.house import TOKEN, house
from tests.server.console.kit import Kit

CONSOLE = Path(frontdesk_server.console.__file__).parent
FRONTEND = CONSOLE.parents[2] / "frontend"
NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def built(pattern: str) -> list[Path]:
    found = sorted(FOLDER.glob(pattern))
    assert found, f"nothing is built for {pattern}: run 'uv sync'"
    return found


def packed(pattern: str) -> int:
    return sum(len(compress(file.read_bytes(), 9)) for file in built(pattern))


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(Kit().app())


def test_the_script_is_at_most_40_kilobytes_packed() -> None:
    assert packed("*.js") <= 40_000


def test_the_style_sheet_is_at_most_12_kilobytes_packed() -> None:
    assert packed("*.css") <= 12_000


def test_the_first_page_is_at_most_150_kilobytes_with_one_font_file(client: TestClient) -> None:
    page = client.get("/console/kit").text
    named = set(re.findall(r"/console/static/[\w.-]+", page))
    assert len([name for name in named if name.endswith(".woff2")]) == 1
    sizes = [len(compress(client.get(name).content, 9)) for name in named]
    assert len(compress(page.encode(), 9)) + sum(sizes) <= 150_000


@pytest.mark.parametrize("pattern", ["*.js", "*.css", "*.svg"])
def test_nothing_that_is_built_leads_to_another_host(pattern: str) -> None:
    for file in built(pattern):
        assert set(re.findall(r"(?:https?:)?//[\w-]+\.[\w.-]+[\w/.-]*", file.read_text())) <= NAMESPACES, file.name


def test_a_style_sheet_has_no_address_that_the_policy_refuses() -> None:
    for file in built("*.css"):
        assert "data:" not in file.read_text()


def test_every_name_of_the_manifest_is_a_file() -> None:
    names = json.loads((FOLDER / "manifest.json").read_text())
    assert {"console.js", "console.css", "icons.svg", "mark.svg"} <= names.keys()
    assert all((FOLDER / file).is_file() for file in names.values())


def test_the_notice_names_the_work_of_others_with_its_licence() -> None:
    notice = (FOLDER / "NOTICE.txt").read_text()
    for name in ("htmx.org", "sortablejs", "@fontsource-variable/inter", "@iconify-json/lucide"):
        assert name in notice
    for said in ("SIL OPEN FONT LICENSE", "Zero-Clause BSD", "Permission is hereby granted", "Lucide Contributors"):
        assert said in notice, said


def test_the_sprite_has_the_icons_that_are_listed_in_their_order() -> None:
    listed = json.loads((FRONTEND / "icons.json").read_text())
    assert listed == sorted(set(listed))
    sprite = (FOLDER / asset("icons.svg").rpartition("/")[2]).read_text()
    assert re.findall(r'<symbol id="([^"]+)"', sprite) == listed


def test_an_icon_that_is_not_listed_is_a_mistake_of_the_template() -> None:
    with pytest.raises(KeyError, match=r"icons\.json"):
        icon("unheard-of")


def test_an_icon_is_decoration_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in icon("check")
    assert 'role="img" aria-label="1 &lt; 2"' in icon("check", "1 < 2")


def test_a_built_file_is_kept_by_browsers_for_ever(client: TestClient) -> None:
    for name, kind in (("console.js", "text/javascript"), ("console.css", "text/css"), ("icons.svg", "image/svg+xml")):
        answer = client.get(asset(name))
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_font_is_not_packed_again(client: TestClient) -> None:
    answer = client.get(asset("inter-latin-wght-normal.woff2"))
    assert answer.headers["content-type"] == "font/woff2"
    assert "content-encoding" not in answer.headers


def test_who_takes_no_gzip_gets_the_same_text(client: TestClient) -> None:
    plain = client.get(asset("console.css"), headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == client.get(asset("console.css")).text


@pytest.mark.parametrize(
    "name", ["console.js", ".stamp", "manifest.json", "..%2f..%2fassets.py", "%2e%2e", "", "NOTICE.txt"]
)
def test_what_the_manifest_does_not_name_is_not_there(client: TestClient, name: str) -> None:
    assert client.get(f"/console/static/{name}").status_code == 404


def test_a_console_that_was_not_built_says_how_to_mend_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        check_assets(tmp_path)
    assert caught.value.id == "FD800"
    told = str(caught.value)
    assert str(tmp_path) in told
    assert "uv sync" in told


def test_the_static_route_needs_nobody_to_be_signed_in() -> None:
    assert TestClient(Starlette(routes=[static_route])).get(asset("console.css")).status_code == 200


def test_without_its_console_the_server_still_answers_programs(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = tmp_path_factory.mktemp("nothing-built")
    monkeypatch.setattr("frontdesk_server.console.app.check_assets", lambda: check_assets(missing))
    with house(tmp_path_factory.mktemp("house") / "p") as found:
        assert found.client.get("/console", follow_redirects=False).status_code == 404
        bearer = {"authorization": f"Bearer {TOKEN}"}
        assert found.client.get("/api/v1/conversations", headers=bearer).status_code == 200
