"""Who may call a route, said beside it: what five callers meet when it is about one person's case.

``tests/meta/test_isolation.py`` calls every route as each of them. ``may``: is let in (the content may still be wrong).
``own``: is let in and meets only what is theirs. ``refused``: is turned away, learns nothing, changes nothing.
"""

from dataclasses import asdict, dataclass
from typing import Literal

Meets = Literal["may", "own", "refused"]


@dataclass(frozen=True)
class Callers:
    """What each meets: somebody not signed in, another citizen, an officer of another agency, the officer whose turn it
    is, and an auditor of the province above.
    """

    nobody: Meets
    another_citizen: Meets
    officer_elsewhere: Meets
    officer: Meets
    auditor: Meets

    @property
    def sign_in(self) -> bool:
        """Whether one has to be signed in."""
        return self.nobody == "refused"

    def as_json(self) -> dict[str, str]:
        """Return it for the OpenAPI document (``x-callers``)."""
        return asdict(self)


EVERYBODY = Callers("may", "may", "may", "may", "may")
"""Public: places, agencies, the catalogue, verifying a document."""

OFFICIALS = Callers("refused", "refused", "own", "own", "own")
"""Whoever holds a post, each what they see of the agency where they sit and of those below it."""

SIGNED_IN = Callers("refused", "own", "own", "own", "own")
"""Everybody who is signed in, about what is their own."""

OWNER_ONLY = Callers("refused", "refused", "refused", "refused", "refused")
"""Whoever it belongs to: none of the five. Drafts, tokens, withdrawing."""

WHO_SEES_THE_CASE = Callers("refused", "refused", "refused", "may", "may")
"""Applicant, filer, party, the agencies of the case, auditors above."""

WHO_WORKS_ON_THE_CASE = Callers("refused", "refused", "refused", "may", "refused")
"""The agencies of the case; auditors read and change nothing."""

ADMINISTRATORS = Callers("refused", "refused", "refused", "refused", "refused")
"""Who administers the agency or one above it: none of the five."""

PUBLISHERS = Callers("refused", "refused", "refused", "refused", "refused")
"""Who publishes for an agency: none of the five."""
