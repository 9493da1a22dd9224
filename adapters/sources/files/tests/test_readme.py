"""The README's file is read, and gives the table that the README shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from frontdesk import EstablishmentRecord
from frontdesk_files import FilesSettings, establishments_check
from frontdesk_files.workbooks import MOST_CELLS, MOST_UNPACKED
from frontdesk_files.yaml_nodes import MOST_VALUES

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_file_of_the_readme_gives_its_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = re.sub(r"^   ", "", README, flags=re.MULTILINE)  # the steps of a list
    found = re.search(r"^```csv\n(.*?)^```\n.*?^\$ frontdesk [^\n]*\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert found is not None
    path = tmp_path / "shops.csv"
    path.write_text(found[1], encoding="utf-8")
    establishments_check(path)
    assert capsys.readouterr().out == found[2]


def test_every_field_and_limit_is_in_the_readme() -> None:
    assert not [name for name in EstablishmentRecord.model_fields if f"`{name}`" not in README]
    assert not [name for name in FilesSettings.model_fields if f"| `{name}` |" not in README]
    for limit in (f"{MOST_VALUES:,}", f"{MOST_UNPACKED >> 20} MiB", f"{MOST_CELLS // 1_000_000} million"):
        assert limit in README
