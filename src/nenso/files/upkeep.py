"""What is done later: scanning what waited for the scanner, sweeping what nothing holds."""

import logging
import time
from contextlib import suppress
from datetime import timedelta

from nenso.files.models import CaseFile, Content, Scan
from nenso.files.resuming import forget_expired, parts_folder
from nenso.files.scanning import Verdict, scan
from nenso.files.storing import FILES, chunks_of, incoming, name_of, open_content, store_of_files
from nenso.journal.recording import record
from nenso.runtime.acting import acting
from nenso.runtime.clock import now

logger = logging.getLogger(__name__)

SWEEP_AFTER = timedelta(days=2)
"""Twice as long as a stored content may be attached: no attaching can meet a sweep."""

_AT_MOST = 200


def scan_waiting(limit: int = _AT_MOST) -> int:
    """Scan up to ``limit`` contents that wait, the oldest first; free or refuse the files of cases; return how many.

    Ends at the first one for which the scanner is still down.
    """
    done, started = 0, now()
    while done < limit:
        with acting(FILES):
            content = (
                Content.objects.select_for_update(skip_locked=True)
                .filter(scan=Scan.WAITING, touched_at__lte=started)
                .order_by("touched_at")
                .first()
            )
            if content is None:
                return done
            verdict = _scanned(content)
            if verdict and verdict.scan == Scan.WAITING:
                return done
            _settle(content, verdict)
        done += 1
    return done


def _scanned(content: Content) -> Verdict | None:
    """Return the verdict; ``None`` when the store does not give the content."""
    try:
        with open_content(content.sha256) as stream:
            return scan(chunks_of(stream))
    except OSError:
        logger.exception("a content is not in the store", extra={"sha256": content.sha256})
        return None


def _settle(content: Content, verdict: Verdict | None) -> None:
    if verdict is None:
        content.touched_at = now()
        content.save(update_fields=["touched_at"])
        return
    content.scan, content.signature, content.scanned_at = verdict.scan, verdict.signature, now()
    content.save(update_fields=["scan", "signature", "scanned_at"])
    files = CaseFile.objects.filter(sha256=content.sha256, scanned=Scan.WAITING)
    if verdict.scan == Scan.INFECTED:
        logger.warning("an infected content", extra={"sha256": content.sha256, "signature": verdict.signature})
        for file in files:
            record(file.case_id, "file.refused", {"file": file.id, "signature": verdict.signature})
    files.update(scanned=verdict.scan)


def sweep() -> int:
    """Remove the contents that nothing took up for two days, and uploads broken off; return how many contents.

    The row stays locked until its file is gone: who stores the same content meanwhile waits, then puts it again.
    """
    swept, before = 0, now() - SWEEP_AFTER
    while True:
        with acting(FILES):
            content = (
                Content.objects.select_for_update(skip_locked=True).filter(kept=False, touched_at__lt=before).first()
            )
            if content is None:
                break
            store_of_files().delete(name_of(content.sha256))
            content.delete()
        swept += 1
    with acting(FILES):
        forget_expired()
    for partial in (*incoming().iterdir(), *parts_folder().iterdir()):
        with suppress(FileNotFoundError):
            if time.time() - partial.stat().st_mtime > SWEEP_AFTER.total_seconds():
                partial.unlink()
    return swept
