"""`frontdesk new`: what it writes, what it refuses, and that a law that fails names the lines it is about."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from frontdesk_server.scaffold.writing import Scaffold, write_scaffold
from frontdesk_testkit import dialect_of
from tests.server.cli.projects import CommandLine

KINDS = [("channel",), ("source",), ("source", "--http"), ("plugin",)]


@pytest.mark.parametrize("kind", KINDS)
def test_new_writes_a_distribution_of_that_name_and_says_what_is_next(
    frontdesk: CommandLine, tmp_path: Path, kind: tuple[str, ...]
) -> None:
    done = frontdesk("new", *kind, "grey_owl", "--into", tmp_path)

    assert done.code == 0, done.err
    folder = tmp_path / "frontdesk-grey-owl"
    assert (folder / "src" / "frontdesk_grey_owl" / "__init__.py").exists()
    texts = [path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()]
    assert not any("parrot" in text.lower() for text in texts)
    assert any("# CHANGE: " in text for text in texts)
    assert 'name = "frontdesk-grey-owl"' in (folder / "pyproject.toml").read_text()
    assert "CHANGE:" in done.out


@pytest.mark.parametrize(
    "name", ["", "Parrot", "1st", "_x", "a__b", "a-b", "x" * 41, "../up", "a b", "é", "class.x", "a_"]
)
def test_a_name_that_is_none_is_refused_with_one_that_is(frontdesk: CommandLine, tmp_path: Path, name: str) -> None:
    done = frontdesk("new", "channel", "--into", tmp_path, "--", name)

    assert done.code == 2
    assert "FD985" in done.err
    assert list(tmp_path.iterdir()) == []
    suggested = done.err.rpartition(": '")[2].partition("'")[0]
    assert frontdesk("new", "channel", suggested, "--into", tmp_path).code == 0


def test_a_name_that_is_installed_is_refused(frontdesk: CommandLine, tmp_path: Path) -> None:
    done = frontdesk("new", "plugin", "keywords", "--into", tmp_path)

    assert done.code == 2
    assert "FD986" in done.err
    assert "frontdesk-keywords" in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_as_it_is(frontdesk: CommandLine, tmp_path: Path) -> None:
    kept = tmp_path / "frontdesk-owl" / "mine.txt"
    kept.parent.mkdir()
    kept.write_text("mine")
    done = frontdesk("new", "source", "owl", "--into", tmp_path)

    assert done.code == 2
    assert "FD987" in done.err
    assert [path.name for path in kept.parent.iterdir()] == ["mine.txt"]


def test_a_place_that_cannot_be_written_is_told(frontdesk: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = frontdesk("new", "source", "owl", "--into", tmp_path / "file")

    assert done.code == 2
    assert "FD746" in done.err


def test_a_law_that_fails_names_the_marked_lines_that_it_is_about(tmp_path: Path) -> None:
    folder, _ = write_scaffold(Scaffold.CHANNEL, "owl", tmp_path)
    source = folder / "src" / "frontdesk_owl" / "channel.py"
    source.write_text(source.read_text().replace("text=Limit(most=1000)", "text=Limit(most=1200)"))

    done = _pytest(folder, "-k", "test_platform_takes_text_at_its_limit or test_platform_is_heard")

    assert done.returncode == 1
    told = done.stdout.partition("frontdesk: where to look")[2]
    assert f"channel.py:{_line_of(source, '# CHANGE: limits')}: limits - " in told
    assert "owl_platform.py" in told
    assert "signature - " not in told


def test_a_law_of_gold_that_fails_says_how_it_is_left_out(tmp_path: Path) -> None:
    folder, _ = write_scaffold(Scaffold.CHANNEL, "owl", tmp_path)
    source = folder / "src" / "frontdesk_owl" / "channel.py"
    source.write_text(source.read_text().replace("TOLERANCE = 300", "TOLERANCE = 900"))

    told = _pytest(folder, "-k", "test_verify_rejects_a_stale_request").stdout

    assert "`verify` let a request in that it must reject: it was signed 302 s before it came" in told
    _, _, shown = told.partition("leave the law out, in TestOwl:\n")
    law = shown.partition("\n===")[0]
    assert "    def test_verify_rejects_a_stale_request(self, channel):" in law.splitlines()
    contract = folder / "tests" / "test_contract.py"
    before, line, after = contract.read_text().partition("    def echo_of(")
    contract.write_text(f"{before}{law}\n\n{line}{after}")
    done = _pytest(folder)
    assert done.returncode == 0, done.stdout
    assert "silver (55 laws, 1 left out, 0 broken)" in done.stdout


def test_a_source_that_is_asked_over_http_keeps_every_law(tmp_path: Path) -> None:
    folder, _ = write_scaffold(Scaffold.HTTP_SOURCE, "owl", tmp_path)

    done = _pytest(folder)

    assert done.returncode == 0, done.stdout
    assert "gold (26 laws, 0 left out, 0 broken)" in done.stdout


def test_a_source_that_asks_for_too_much_is_pointed_at_its_page(tmp_path: Path) -> None:
    folder, _ = write_scaffold(Scaffold.HTTP_SOURCE, "owl", tmp_path)
    source = folder / "src" / "frontdesk_owl" / "source.py"
    source.write_text(source.read_text().replace("PAGE_SIZE: Final = 100", "PAGE_SIZE: Final = 500"))

    done = _pytest(folder, "-k", "test_every_record_is_delivered")

    assert done.returncode == 1
    told = done.stdout.partition("frontdesk: where to look")[2]
    assert f"source.py:{_line_of(source, '# CHANGE: reading')}: reading - " in told


def test_an_adapter_that_cannot_be_made_points_at_its_settings(tmp_path: Path) -> None:
    folder, _ = write_scaffold(Scaffold.CHANNEL, "owl", tmp_path)
    platform = folder / "tests" / "owl_platform.py"
    platform.write_text(platform.read_text().replace('{"api_url": root, ', '{"api_url": root, "shop": "1", '))

    told = _pytest(folder, "-k", "test_platform_is_heard").stdout

    settings = folder / "src" / "frontdesk_owl" / "settings.py"
    assert f"settings.py:{_line_of(settings, '# CHANGE: settings')}: settings - " in told


def test_the_platform_of_an_adapter_is_found_from_its_folder(tmp_path: Path) -> None:
    folder, _ = write_scaffold(Scaffold.CHANNEL, "owl", tmp_path)

    assert type(dialect_of("owl", folder)).__name__ == "OwlDialect"
    with pytest.raises(ValueError, match=r"tests/owl_platform\.py"):
        dialect_of("owl", tmp_path)
    platform = folder / "tests" / "owl_platform.py"
    platform.write_text(platform.read_text() + "\n\nclass Second(OwlDialect):\n    pass\n")
    with pytest.raises(ValueError, match="must define one Dialect, and defines 2"):
        dialect_of("owl", folder)


def _line_of(path: Path, mark: str) -> int:
    return next(number for number, line in enumerate(path.read_text().splitlines(), 1) if mark in line)


def _pytest(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
    environ = {**os.environ, "PYTHONPATH": "src"}
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
