"""`python -m frontdesk_webhook`: the contract as an OpenAPI document, on standard output."""

from __future__ import annotations

import json
import sys

from frontdesk_webhook.openapi import build

json.dump(build(), sys.stdout, indent=2, ensure_ascii=False)
sys.stdout.write("\n")
