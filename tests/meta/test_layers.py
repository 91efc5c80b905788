"""Tables and migrations keep to the floors of the house too; import contracts do not see names in strings."""

import tomllib
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

from support.catalogue import our_models, room

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def floors() -> dict[str, int]:
    """Return the floor of every room, from the import contract; the ground is 0."""
    contract = tomllib.loads(PROJECT.read_text())["tool"]["importlinter"]["contracts"][0]
    return {
        name.strip().removeprefix("nenso."): floor
        for floor, layer in enumerate(reversed(contract["layers"]))
        for name in layer.split("|")
    }


def allowed(upper: str, lower: str, floor: dict[str, int]) -> bool:
    return upper == lower or lower not in floor or floor[lower] < floor[upper]


def test_every_room_with_tables_has_a_floor() -> None:
    assert {room(model) for model in our_models()} <= set(floors())


def test_tables_refer_only_to_tables_on_floors_below() -> None:
    floor = floors()
    wrong = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in our_models()
        for field in model._meta.get_fields()
        if field.concrete and field.related_model and not allowed(room(model), room(field.related_model), floor)
    ]
    assert wrong == []


def test_migrations_depend_only_on_migrations_of_floors_below() -> None:
    floor = floors()
    loader = MigrationLoader(None)
    wrong = [
        f"{app}.{name} -> {needed_app}.{needed}"
        for (app, name), migration in loader.disk_migrations.items()
        if app in floor
        for needed_app, needed in migration.dependencies
        if not allowed(app, needed_app, floor)
    ]
    assert wrong == []
