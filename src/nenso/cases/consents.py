"""Consents given in a form: kept by person and purpose, revocable (Law on the protection of personal data)."""

from collections.abc import Mapping
from typing import Any

from nenso.cases.models import Consent
from nenso.cases.turn import Turn
from nenso.language.declarations.forms import Form


def consent_rows(turn: Turn, form: Form, values: Mapping[str, Any]) -> list[Consent]:
    """Return a consent of who acts for every consent field of ``form`` that was answered yes."""
    reasoning = turn.reasoning()
    return [
        Consent(
            case_id=turn.case.id,
            person=turn.actor.person,
            purpose=str(field.purpose or field.name),
            covers=list(field.covers),
            given_at=turn.at,
            until=reasoning.moment(field.until) if field.until is not None else None,
        )
        for field in form.fields
        if field.type == "consent" and values.get(field.name) is True
    ]
