"""What a problem's code means: where its ``type`` leads."""

from collections.abc import Iterator
from string import Formatter

from django.http import HttpRequest, HttpResponse

from nenso.api.answers import read_answer
from nenso.api.errors import ProblemUnknown
from nenso.api.routing import Resource
from nenso.api.shapes.base import Name
from nenso.api.shapes.results import ProblemMeaning
from nenso.runtime.problems import Problem
from nenso.web.callers import EVERYBODY

resource = Resource("problems")


@resource.get("/problems/{code}", may=EVERYBODY, returns=ProblemMeaning)
def read_problem(request: HttpRequest, code: Name) -> HttpResponse:
    """What a code means, in both languages, and which facts come with it."""
    found = next((kind for kind in _kinds(Problem) if kind.code == code), None)
    if found is None:
        raise ProblemUnknown(asked=code)
    facts = sorted({name for text in (found.vi, found.en) for _, name, _, _ in Formatter().parse(text) if name})
    body = {"code": found.code, "status": found.status, "vi": found.vi, "en": found.en, "facts": facts}
    return read_answer(request, body)


def _kinds(kind: type[Problem]) -> Iterator[type[Problem]]:
    for sub in kind.__subclasses__():
        yield sub
        yield from _kinds(sub)
