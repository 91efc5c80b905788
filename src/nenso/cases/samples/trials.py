"""Trying the samples of a manuscript: asked for by a publisher, run by a job in a process of its own, told as it goes.

The process (:mod:`nenso.cases.samples.child`) has a time limit and is ended after it; its transaction is then undone by
the database. What came out is kept on the manuscript, with the revision that was tried.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import orjson

from nenso.cases.errors.samples import SamplesBrokenOff, SamplesTooLong
from nenso.formulas.models import Manuscript
from nenso.formulas.writing import manuscript_of
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.jobs import defer
from nenso.runtime.problems import Problem

SECONDS = 300
"""How long all samples of a manuscript may take together."""
WAITING, RUNNING, DONE, STOPPED = "waiting", "running", "done", "stopped"
_FORGOTTEN = timedelta(seconds=3 * SECONDS)
NOBODY_OUTSIDE = {"NENSO_TSA_URL": "", "NENSO_CLAMAV": "", "NENSO_MAIL_URL": ""}
"""A sample asks nobody outside the install."""


def ask_for_trial(actor: Actor, manuscript: UUID) -> Manuscript:
    """Let the samples of a manuscript be run as it is now; one run under way for the same revision is enough.

    Raises :class:`ManuscriptUnknown`.
    """
    from nenso.cases.tasks import try_samples

    with acting(actor):
        found = manuscript_of(actor, manuscript, lock=True)
        if not under_way(found):
            now = clock.now().isoformat()
            found.trial = {"revision": found.revision, "state": WAITING, "asked_at": now, "of": 0, "samples": []}
            found.save(update_fields=["trial"])
            defer(try_samples, manuscript=str(manuscript), revision=found.revision)
    return found


def under_way(manuscript: Manuscript) -> bool:
    """Whether the samples of this very revision wait to be run or are running."""
    trial = manuscript.trial
    if trial.get("revision") != manuscript.revision or trial["state"] not in {WAITING, RUNNING}:
        return False
    return clock.now() - datetime.fromisoformat(trial["asked_at"]) < _FORGOTTEN


def run_trial(actor: Actor, manuscript: UUID, revision: int, *, seconds: float = SECONDS) -> None:
    """Run the samples of a manuscript that is still at ``revision``, keeping after each what came of it."""
    with acting(actor):
        found = Manuscript.objects.filter(pk=manuscript, revision=revision).first()
    if found is None:
        return
    trial = {**found.trial, "state": RUNNING, "of": 0, "samples": []}
    try:
        for line in _lines(found.files, seconds):
            if "sample" in line:
                trial["samples"].append(line)
            else:
                trial |= line
            _keep(actor, found, trial)
    except Problem as problem:
        trial["problem"] = {"vi": problem.text("vi"), "en": problem.text("en")}
    trial["state"] = STOPPED if "problem" in trial else DONE
    _keep(actor, found, trial)


def _keep(actor: Actor, found: Manuscript, trial: Mapping[str, Any]) -> None:
    with acting(actor):
        Manuscript.objects.filter(pk=found.pk, trial__revision=found.revision).update(trial=trial)


def _lines(files: Mapping[str, str], seconds: float) -> Iterator[dict[str, Any]]:
    """Yield what a process that runs the samples of ``files`` tells; it is ended after so many seconds.

    Raises :class:`SamplesTooLong`, :class:`SamplesBrokenOff`.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "nenso.cases.samples.child"],
        env=os.environ | NOBODY_OUTSIDE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    limit = threading.Timer(seconds, end)
    limit.start()
    with process:
        try:
            _give(process, files)
            for line in process.stdout or ():
                yield orjson.loads(line)
        except BaseException:
            process.kill()
            raise
    limit.cancel()
    if late.is_set():
        raise SamplesTooLong(seconds=round(seconds))
    if process.returncode:
        raise SamplesBrokenOff


def _give(process: "subprocess.Popen[bytes]", files: Mapping[str, str]) -> None:
    """Hand over the files; a process that is gone already says so by its exit."""
    with suppress(BrokenPipeError), process.stdin or BytesIO() as given:
        given.write(orjson.dumps({"files": dict(files)}))
