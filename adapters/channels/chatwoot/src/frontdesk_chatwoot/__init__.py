"""Chatwoot: Frontdesk as the rule engine inside an existing help desk."""
