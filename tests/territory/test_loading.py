"""Loading as often as one likes: nothing twice, keys kept, what no longer ships gone."""

import pytest
from django.db import DatabaseError, connection

from nenso.runtime.acting import NOBODY, acting
from nenso.runtime.bulk import owner_connection
from nenso.runtime.ids import uuid7
from nenso.territory.loading import Loaded, load, state_of_the_files
from nenso.territory.models import CalendarDay, Place, PlaceChange, PlaceName

pytestmark = pytest.mark.django_db


def test_loading_again_writes_nothing():
    assert not load()
    assert load(anew=True) == Loaded(0, 0, 0, 0)


def test_a_database_of_an_older_state_is_compared_row_by_row():
    with owner_connection() as owner:
        owner.execute("COMMENT ON TABLE territory_place IS 'older'")
    assert load() == Loaded(0, 0, 0, 0)
    with owner_connection() as owner:
        assert owner.execute("SELECT obj_description('territory_place'::regclass)").fetchone() == (
            state_of_the_files(),
        )


def test_what_ships_is_there():
    with acting(NOBODY):
        assert Place.objects.count() == 1 + 34 + 3321 + 52 + 696 + 10035
        assert PlaceName.objects.filter(place__path="vn.p75.c26248").count() == 2
        assert PlaceChange.objects.filter(kind="retyped").count() == 11
        assert CalendarDay.objects.filter(agency_path=None, date__year=2026).count() == 17


@pytest.mark.django_db(transaction=True)
def test_an_upgrade_of_the_data_keeps_the_keys():
    with acting(NOBODY):
        before = Place.objects.get(path="vn.p19.c01969").id
    with owner_connection() as owner:
        owner.execute("UPDATE territory_place SET name = 'X', folded = 'x' WHERE path = 'vn.p19.c01969'")
        owner.execute("UPDATE territory_placename SET name = 'X' WHERE place_id = %s", [before])
        owner.execute(
            "DELETE FROM territory_placechange WHERE old_id IN (SELECT id FROM territory_place WHERE code = '01975')"
        )
        owner.execute("UPDATE territory_calendarday SET kind = 'swapped_off' WHERE date = '2026-04-30'")
        owner.execute(
            "INSERT INTO territory_calendarday (id, date, kind, name, status, source, hours)"
            " VALUES (gen_random_uuid(), '2026-03-03', 'holiday', 'not shipped', 'official', '', '')"
        )
        owner.execute(
            "INSERT INTO territory_calendarday (id, date, kind, name, status, source, hours, agency_path)"
            " VALUES (gen_random_uuid(), '2026-03-03', 'holiday', 'local', 'official', '', '', 'vn.x')"
        )
    assert load(anew=True) == Loaded(places=1, names=1, changes=1, days=2)
    with acting(NOBODY):
        after = Place.objects.get(path="vn.p19.c01969")
        assert (after.id, after.name, after.folded) == (before, "Phủ Thông", "phu thong")
        assert [day.name for day in CalendarDay.objects.filter(date="2026-03-03")] == ["local"]


@pytest.mark.parametrize("model", [Place, PlaceName, PlaceChange, CalendarDay])
def test_the_application_can_read_but_not_write_what_the_owner_loaded(model):
    with acting(NOBODY):
        row = model.objects.first()
        row.pk = uuid7()
        with pytest.raises(DatabaseError, match="row-level security"):
            row.save(force_insert=True)
    with acting(NOBODY):
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
            assert cursor.rowcount == 0


def test_every_place_but_the_country_lies_in_another_and_has_a_name_for_each_of_its_days():
    with acting(NOBODY):
        assert [place.code for place in Place.objects.filter(parent=None)] == ["VN"]
        gaps = Place.objects.raw("""
            SELECT p.* FROM territory_place p WHERE NOT EXISTS (SELECT FROM territory_placename n
              WHERE n.place_id = p.id AND n.valid_from IS NOT DISTINCT FROM p.valid_from)
            OR NOT EXISTS (SELECT FROM territory_placename n
              WHERE n.place_id = p.id AND n.valid_until IS NOT DISTINCT FROM p.valid_until)
        """)
        assert list(gaps) == []
        outside = Place.objects.raw("""
            SELECT p.* FROM territory_place p JOIN territory_place up ON up.id = p.parent_id WHERE NOT p.path <@ up.path
        """)
        assert list(outside) == []
