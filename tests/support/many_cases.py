"""Many cases like one that was filed, written by the application itself: for counting what lists ask."""

from nenso.cases.models import Case, Task
from nenso.runtime.acting import acting
from nenso.runtime.ids import uuid7
from support.stories import EVERYTHING


def copies_of(case: Case, how_many: int) -> None:
    """Write ``how_many`` more cases that stand where ``case`` stands."""
    with acting(EVERYTHING):
        made = []
        tasks = list(Task.objects.filter(case_id=case.id, closed_at=None).values())
        values = Case.objects.filter(pk=case.pk).values().get()
        for _ in range(how_many):
            key = uuid7()
            made.append(Case(**values | {"id": key, "code": f"{case.code}-{key.hex}"}))
        Case.objects.bulk_create(made)
        Task.objects.bulk_create(
            Task(**{name: value for name, value in task.items() if name != "pk"} | {"id": uuid7(), "case_id": one.id})
            for one in made
            for task in tasks
        )
