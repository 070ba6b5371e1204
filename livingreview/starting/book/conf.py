"""Sphinx configuration: below stands what differs from what livingreview.settings says."""

from pathlib import Path

from livingreview import settings

globals().update(settings.of(Path(__file__).parent, chapters=["first"]))
