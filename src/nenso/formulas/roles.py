"""Roles that can be given: those that every agency has, and those that formulas in force bring."""

from nenso.agencies.errors import RoleUnknown
from nenso.agencies.posts import ROLES
from nenso.formulas.offers import offers_everywhere


def known_role(role: str) -> str:
    """Return ``role`` when it can be given, else raise :class:`RoleUnknown`: a mistyped one would give nothing."""
    if role in ROLES:
        return role
    brought = {str(one) for offer in offers_everywhere() for one in offer.formula.roles} - {*ROLES}
    if role not in brought:
        raise RoleUnknown(role=role, known=", ".join((*ROLES, *sorted(brought))))
    return role
