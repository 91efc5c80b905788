"""Expressions: CEL over typed names, checked when a declaration is read and bounded when it runs.

``check`` tells what is wrong with an expression in its place, ``compile`` makes a :class:`Program`, whose ``value`` is
worked out over plain Python names. An absent number, date, yes/no or record that is needed raises :class:`Stopped`;
anything else that goes wrong raises :class:`ExpressionFailed`. Names at run time: a mapping of the roots of the
environment (``form``, ``this``, ``applicant``, ``today`` …) to plain values: records as mappings with ``id``, days as
``date`` or ISO text, absent = missing or ``None``; under ``lookup`` a :class:`~nenso.language.lookups.Lookup`.
"""

from nenso.language.expressions.environments import Environment, Findable
from nenso.language.expressions.problems import ExpressionFailed, ExpressionProblem, InvalidExpression, Stopped
from nenso.language.expressions.programs import Expected, Program, check, compile, type_of  # noqa: A004  # the usual word
from nenso.language.expressions.types import (
    ANYTHING,
    DATE,
    DATETIME,
    DURATION,
    INTEGER,
    NUMBER,
    PERIOD,
    TEXT,
    YES_NO,
    Kind,
    ValueType,
    accepts,
    group_of,
    list_of,
    record_of,
)

__all__ = [
    "ANYTHING",
    "DATE",
    "DATETIME",
    "DURATION",
    "INTEGER",
    "NUMBER",
    "PERIOD",
    "TEXT",
    "YES_NO",
    "Environment",
    "Expected",
    "ExpressionFailed",
    "ExpressionProblem",
    "Findable",
    "InvalidExpression",
    "Kind",
    "Program",
    "Stopped",
    "ValueType",
    "accepts",
    "check",
    "compile",
    "group_of",
    "list_of",
    "record_of",
    "type_of",
]
