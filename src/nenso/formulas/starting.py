"""What the job worker does first: what ships is published and, on a first start, offered."""

import logging

from nenso.formulas.errors import FormulaRefused
from nenso.formulas.library import as_written, not_transcribed, transcribe
from nenso.formulas.models import Edition
from nenso.formulas.publishing import ONE_AT_A_TIME
from nenso.formulas.shipping import adopt_shipped, publish_shipped
from nenso.runtime.acting import Actor, acting
from nenso.runtime.config import config
from nenso.runtime.problems import Problem

SHIPPING = Actor(system="formulas.shipping", scope=("vn",), readers=frozenset())

_log = logging.getLogger(__name__)


def start() -> None:
    """Publish what ships and, with ``NENSO_ADOPT_SHIPPED``, let it be offered where nobody has decided; twice is once.

    All or nothing; a formula that is refused is logged, and the server serves what was there. Then the editions of
    earlier releases are transcribed, one by one.
    """
    try:
        with acting(SHIPPING, ONE_AT_A_TIME):
            (adopt_shipped if config().adopt_shipped else publish_shipped)(SHIPPING)
    except Problem as problem:
        _log.exception("what ships could not be published: %s", problem.text("en"))
    with acting(SHIPPING):
        waiting = not_transcribed()
    for edition in waiting:
        _transcribe(edition)


def _transcribe(edition: Edition) -> None:
    try:
        with acting(SHIPPING):
            transcribe(edition, as_written(edition)[0])
    except FormulaRefused as problem:
        _log.warning("%s cannot be read any more: %s", edition.name, problem.text("en"))
