"""What may be written as settings, and that no password is ever shown."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from pydantic import ValidationError

from frontdesk import ConfigError, secret_refs
from frontdesk_sql import SqlSettings, SqlSource

URL = "postgresql://reader@127.0.0.1:1/crm"
DSN = "postgresql://reader:s3cret-word@127.0.0.1:1/crm"


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"table": "shops"}, "exactly one of `path`, `url` and `dsn`"),
        ({"path": "x.sqlite", "url": URL, "table": "shops"}, "exactly one of `path`, `url` and `dsn`"),
        ({"url": URL}, "exactly one of `table` and `query`"),
        ({"url": URL, "table": "shops", "query": "SELECT 1"}, "exactly one of `table` and `query`"),
        ({"url": URL, "query": "SELECT 1 AS id"}, "needs a `key`"),
        ({"dsn": "env:DSN", "password": "env:P", "table": "shops"}, "`password` goes with `url`"),
        ({"url": URL, "table": "shops", "deleted_when": "x"}, "goes with `deleted_column`"),
        ({"url": DSN, "table": "shops"}, "name its secret as `password`"),
        ({"url": f"{URL}?password=s3cret-word", "table": "shops"}, "name its secret as `password`"),
        ({"url": "oracle://u@h/d", "table": "shops"}, "'oracle' is none of postgresql"),
        ({"url": "sqlite:///crm.sqlite", "table": "shops"}, "named by `path`"),
        ({"url": "crm", "table": "shops"}, "not an address"),
        ({"url": URL, "table": "shops", "updated_at_timezone": "Europe/Pariss"}, "not an IANA time zone"),
        ({"url": URL, "table": "shops", "tabel": "x"}, "Extra inputs"),
        ({"url": URL, "table": "shops", "columns": {"name": []}}, "at least 1 item"),
    ],
)
def test_settings_that_do_not_fit_are_refused(settings: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SqlSettings.model_validate(settings)
    assert why in str(caught.value)


@pytest.mark.parametrize(
    ("field", "id_"), [("adress", "FD606"), ("qqqq", "FD625"), ("hours.delivery.someday", "FD625")]
)
def test_a_field_that_no_record_has_is_told(field: str, id_: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SqlSettings.model_validate({"url": URL, "table": "shops", "columns": {field: "x"}})
    assert caught.value.errors()[0]["type"] == id_


def test_secrets_are_named_by_the_settings_and_never_held() -> None:
    settings = SqlSettings.model_validate({"url": URL, "password": "env:CRM", "table": "shops"})

    assert secret_refs(settings) == {"env:CRM"}


@pytest.mark.parametrize(
    ("settings", "secrets", "told"),
    [
        ({"url": URL, "password": "env:P"}, {}, "FD759 there is no secret 'env:P'"),
        ({"dsn": "env:DSN"}, {"env:DSN": b"s3cret-word"}, "FD659 the secret 'env:DSN' holds no address"),
        ({"dsn": "env:DSN"}, {"env:DSN": b"oracle://u:s3cret-word@h/d"}, "FD659 the secret 'env:DSN' holds no address"),
        ({"dsn": "env:DSN"}, {"env:DSN": f"{DSN}\n".encode()}, "FD640 the database in the secret 'env:DSN' cannot"),
        ({"url": URL, "password": "env:P"}, {"env:P": b"s3cret-word"}, f"FD640 the database {URL} cannot be reached"),
        ({"url": "mysql://u@127.0.0.1:1/crm"}, {}, "FD640 the database mysql://u@127.0.0.1:1/crm cannot be reached"),
    ],
)
def test_a_database_out_of_reach_is_told_without_its_password(
    settings: dict[str, Any], secrets: dict[str, bytes], told: str
) -> None:
    source = SqlSource(SqlSettings.model_validate({**settings, "table": "shops"}), secrets)

    with pytest.raises(ConfigError) as caught:
        list(source.rows())
    assert told in str(caught.value)
    assert "s3cret-word" not in str(caught.value)
    assert source.fingerprint() is None


@pytest.mark.parametrize(
    ("url", "driver", "extra"), [(URL, "psycopg", "postgresql"), ("mariadb://u@127.0.0.1/crm", "pymysql", "mysql")]
)
def test_a_driver_that_is_not_installed_is_told_with_the_line_that_installs_it(
    url: str, driver: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, driver, None)
    source = SqlSource(SqlSettings.model_validate({"url": url, "table": "shops"}))

    with pytest.raises(ConfigError, match=f"FD642 .*'{driver}'.*pip install 'frontdesk-sql\\[{extra}\\]'"):
        list(source.rows())
