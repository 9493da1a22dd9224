"""The part of the catalogue about watching a server (FD873-FD876)."""

from __future__ import annotations

from frontdesk.diagnostics._entry import Entry

OPERATING: dict[str, Entry] = {
    "FD873": Entry(
        "metrics-closed",
        "the page of metrics is closed: no FRONTDESK_METRICS_TOKEN is set",
        "la page des métriques est fermée : FRONTDESK_METRICS_TOKEN n'est pas défini",
        "set it, and send it from Prometheus as a bearer token",
        "définissez-le et envoyez-le depuis Prometheus comme jeton porteur",
    ),
    "FD874": Entry(
        "metrics-token",
        "the bearer token is not that of the metrics",
        "le jeton porteur n'est pas celui des métriques",
        "send the value of FRONTDESK_METRICS_TOKEN",
        "envoyez la valeur de FRONTDESK_METRICS_TOKEN",
    ),
    "FD875": Entry(
        "tracing-not-installed",
        "traces are asked for by OTEL_EXPORTER_OTLP_ENDPOINT, and {package} is not installed",
        "des traces sont demandées par OTEL_EXPORTER_OTLP_ENDPOINT, et {package} n'est pas installé",
        "run: {install}; or unset the variable",
        "lancez\u00a0: {install}\u00a0; ou supprimez la variable",
    ),
    "FD876": Entry(
        "tracing-protocol",
        "the protocol {protocol!r} of OTEL_EXPORTER_OTLP_PROTOCOL is not known here",
        "le protocole {protocol!r} de OTEL_EXPORTER_OTLP_PROTOCOL n'est pas connu ici",
        "use one of: {known}",
        "utilisez l'un de ceux-ci\u00a0: {known}",
    ),
}
