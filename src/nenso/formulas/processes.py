"""The process of a manuscript changed step by step (cấu hình trực quan): what would break it is refused, and says why.

A change is checked with the whole formula before it is kept. What was wrong before does not stand in its way; a new
mistake does: a step that nobody receives, a circle without a way out, a branch that would be lost, a time that is not
known (CN09).
"""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from nenso.formulas.errors import FileUnknown, ProcessRefused
from nenso.formulas.models import Manuscript
from nenso.formulas.writing import checked, manuscript_of, save_file
from nenso.language.checking.deadlines import NO_TIME
from nenso.language.issues import Issue
from nenso.language.process import ProcessUneditable
from nenso.runtime.acting import Actor

Edit = Callable[[str], str]


def change_process(actor: Actor, manuscript: UUID, path: str, edit: Edit, *, seen: str) -> Manuscript:
    """Change the steps in a file of a manuscript, seen with the mark ``seen``, and save it.

    Raises :class:`ProcessRefused` (with ``issues``) when the change brings a mistake in, or cannot be made; and what
    :func:`~nenso.formulas.writing.save_file` raises.
    """
    changed, new = tried_change(actor, manuscript_of(actor, manuscript), path, edit)
    if new:
        raise ProcessRefused(issues=[issue.as_json() for issue in new])
    return save_file(actor, manuscript, path, changed, seen=seen)


def tried_change(actor: Actor, found: Manuscript, path: str, edit: Edit) -> tuple[str, list[Issue]]:
    """Return a file of a manuscript as it would be after a change, and the mistakes that this brings in; saves nothing.

    Raises :class:`ProcessRefused` when the change cannot be made, :class:`FileUnknown`.
    """
    text = found.files.get(path)
    if text is None:
        raise FileUnknown(path=path)
    try:
        changed = edit(text)
    except (ProcessUneditable, ValueError) as error:
        raise ProcessRefused(issues=[]) from error
    return changed, _brought_in(actor, found.files, {**found.files, path: changed})


def _brought_in(actor: Actor, before: Mapping[str, str], after: Mapping[str, str]) -> list[Issue]:
    known = {_what(issue) for issue in _wrong(checked(actor, before).issues)}
    return [issue for issue in _wrong(checked(actor, after).issues) if _what(issue) not in known]


def _wrong(issues: Iterable[Issue]) -> list[Issue]:
    return [issue for issue in issues if issue.level == "error" or issue.code == NO_TIME]


def _what(issue: Issue) -> tuple[str, str, str]:
    return issue.code, issue.file, issue.vi
