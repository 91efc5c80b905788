"""Every setting is documented, and the page says what the code does."""

from pathlib import Path

from nenso.runtime.config import Config, reference
from nenso.runtime.embedded.cluster import LANGUAGES, ROLES

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"


def test_the_page_of_settings_is_the_one_that_the_code_makes() -> None:
    assert PAGE.read_text() == reference(), "nenso settings --markdown > docs/reference/settings.md"


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, field in Config.model_fields.items() if len(field.description or "") < 20] == []


def test_the_roles_that_an_operator_makes_are_the_ones_that_the_embedded_server_has() -> None:
    operating = (PAGE.parents[1] / "operating.md").read_text()
    assert ROLES in operating
    assert LANGUAGES in operating
