"""What holds for every test of the project."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("frontdesk", deadline=None)  # whoever runs the tests has a busy machine
settings.load_profile("frontdesk")
