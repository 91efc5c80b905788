"""The API: every resource, the parser and the answers that all of them share."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from nenso import __version__
from nenso.api.bodies import BodyParser
from nenso.api.openapi import completed
from nenso.api.problems import teach
from nenso.api.resources import (
    accounts,
    acts,
    administering,
    agencies,
    cases,
    consultations,
    counting,
    drafts,
    exchange,
    files,
    formulas,
    index,
    keeping,
    leading,
    leave,
    notices,
    opendata,
    papers,
    payments,
    places,
    problems,
    procedures,
    proposals,
    quality,
    registers,
    tables,
    transfers,
    verifying,
    words,
    xroad,
)

PREFIX = "/api/v1/"

DESCRIPTION = """\
Khai thủ tục, nộp hồ sơ, xử lý, ký, xác minh. Mọi lỗi là `application/problem+json`, bằng tiếng Việt (mặc định)
hoặc tiếng Anh.

Declare, file, act, sign, verify. Every failure is `application/problem+json` in Vietnamese (default) or English.
"""


class Api(NinjaAPI):
    """Ninja's, with our OpenAPI document."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """Return the document, complete."""
        document = super().get_openapi_schema(path_prefix=path_prefix or PREFIX, path_params=path_params)
        completed(document)
        return document


api = Api(
    title="Nenso API – Nền số dùng chung / One shared platform",
    version=__version__,
    description=DESCRIPTION,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    parser=BodyParser(),
)
teach(api)

for room in (
    cases,
    counting,
    procedures,
    drafts,
    formulas,
    acts,
    files,
    notices,
    opendata,
    papers,
    payments,
    transfers,
    verifying,
    words,
    consultations,
    leading,
    places,
    agencies,
    administering,
    keeping,
    accounts,
    exchange,
    xroad,
    quality,
    registers.reading,
    registers.granted,
    registers.editing,
    registers.correcting,
    registers.merging,
    registers.duplicates,
    registers.own,
    leave,
    proposals,
    tables,
    index,
    problems,
):
    api.add_router("", room.resource.router)
