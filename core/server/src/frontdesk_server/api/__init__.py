"""The HTTP face of the server: webhooks, the REST interface, what plugins serve, and whether it is well."""

from __future__ import annotations
