"""Consents given in a form: kept by person and purpose, revocable (Law on the protection of personal data)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nenso.cases.acts.revising import at_path
from nenso.cases.engine.turn import Turn
from nenso.cases.models import Consent
from nenso.language.compiled import CompiledForm


def consent_rows(
    turn: Turn, form: CompiledForm, values: Mapping[str, Any], *, person: UUID | None = None
) -> list[Consent]:
    """Return a consent of ``person`` (default: who acts) for every consent of ``form`` that was answered yes."""
    given = [node for node in form.consents if at_path(values, node.path) is True]
    reasoning = turn.reasoning() if any(node.field.until is not None for node in given) else None
    return [
        Consent(
            case_id=turn.case.id,
            person=person or turn.actor.person,
            purpose=str(node.field.purpose or node.field.name),
            covers=list(node.field.covers),
            given_at=turn.at,
            until=reasoning.moment(node.field.until) if reasoning and node.field.until is not None else None,
        )
        for node in given
    ]
