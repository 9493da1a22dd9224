"""The host that runs Frontdesk: webhooks, durable inbox and outbox, REST and command line."""
