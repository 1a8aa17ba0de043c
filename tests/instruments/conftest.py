"""The definitions that a site would supply, where a test asks for them."""

import pytest

from instruments import definition_files
from tests.instruments.stories import SITE


@pytest.fixture
def site(settings):
    """An installation with a folder of its own: HoNOS, DIALOG and CANSAS as structures without text."""
    settings.ACCORD_INSTRUMENTS_DIR = str(SITE)
    definition_files.library.cache_clear()
    yield definition_files.library()
    definition_files.library.cache_clear()
