"""A process that runs the samples of one formula and ends: ``python -m nenso.cases.samples.child``.

It reads ``{"files": {path: text}}`` as JSON from standard input and writes lines of JSON: ``{"of": n}``, then what
came of each sample (:meth:`SampleReport.as_json`), or ``{"problem": {"vi": …, "en": …}}``. It gives way to other work,
may use so much time and memory and no more, and ends with whoever started it.
"""

import os
import resource
import sys
from typing import Any

import orjson

SECONDS = 240
"""Of the processor. A formula with 20 samples takes 10–20."""
MEMORY = 1_500_000_000
"""Bytes of data. A process that typesets and signs takes about 200 MB."""
MOST_TEXT = 2_000


def confine() -> None:
    """Take away from this process what samples do not need."""
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Run the samples of the formula on standard input."""
    import django

    from nenso.runtime.supervising import leave_with_parent

    leave_with_parent()
    confine()
    django.setup()
    run(orjson.loads(sys.stdin.buffer.read())["files"])


def run(files: dict[str, str]) -> None:
    """Write what comes of each sample in ``files``."""
    from nenso.cases.samples.sampling import Sampler
    from nenso.runtime.problems import Problem

    try:
        sampler = Sampler({path: text.encode() for path, text in files.items()})
    except Problem as problem:
        tell({"problem": {"vi": problem.text("vi"), "en": problem.text("en")}})
        return
    tell({"of": len(sampler.samples)})
    for sample in sampler.samples:
        report = sampler.run(sample).as_json()
        report["differences"] = [
            {name: str(text)[:MOST_TEXT] for name, text in one.items()} for one in report["differences"]
        ]
        tell(report)


def tell(line: dict[str, Any]) -> None:
    """Write one line at once."""
    sys.stdout.buffer.write(orjson.dumps(line) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
