"""How a route is declared: its address, who may call it, what a token needs, what it returns, in one place.

Each is named by its function; its docstring is its description. A test calls every route as five callers and holds it
to ``may``.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ninja import Router

from nenso.api.signing_in import Caller
from nenso.web.callers import Callers

View = TypeVar("View", bound=Callable[..., Any])

PDF = "application/pdf"
STREAM = "application/octet-stream"

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "8–80 printable characters of the caller's own; the same key again does nothing twice.",
    "schema": {"type": "string", "pattern": "^[!-~]{8,80}$"},
    "example": "b7d3f0c2-accept",
}
_VERSION = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag that was read; another version by now is a conflict (409).",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,9}(\\.[0-9a-f]{1,64})?"$'},
    "example": '"3"',
}


class Resource:
    """The routes of one file."""

    def __init__(self, tag: str) -> None:
        self.router = Router(tags=[tag])

    def get(self, path: str, **declared: Any) -> Callable[[View], View]:
        """Declare a route that reads; see :meth:`route`."""
        return self.route("GET", path, **declared)

    def post(self, path: str, **declared: Any) -> Callable[[View], View]:
        """Declare a route that writes; see :meth:`route`."""
        return self.route("POST", path, **declared)

    def act(self, path: str, **declared: Any) -> Callable[[View], View]:
        """Declare something done on a case, once by its key; see :meth:`route`."""
        return self.route("POST", path, **{"scope": "cases:write", "key": True, **declared})

    def put(self, path: str, **declared: Any) -> Callable[[View], View]:
        """Declare a route that replaces; see :meth:`route`."""
        return self.route("PUT", path, **declared)

    def delete(self, path: str, **declared: Any) -> Callable[[View], View]:
        """Declare a route that removes; see :meth:`route`."""
        return self.route("DELETE", path, **declared)

    def route(
        self,
        method: str,
        path: str,
        *,
        may: Callers,
        returns: Any,
        scope: str = "",
        status: int = 200,
        key: bool = False,
        version: str = "",
        example: Mapping[str, Any] | None = None,
        also: Mapping[str, Any] | None = None,
    ) -> Callable[[View], View]:
        """Declare a route.

        ``returns``: a schema, ``None`` (204), or a media type of bytes. ``key``: needs ``Idempotency-Key``.
        ``version``: ``optional`` or ``needed`` If-Match. ``example``: a body that is right. ``also``: more of the
        OpenAPI operation.
        """
        bytes_ = isinstance(returns, str)
        extra: dict[str, Any] = {"x-callers": may.as_json(), **(also or {})}
        if scope:
            extra["x-scope"] = scope
        parameters = [dict(_KEY)] if key else []
        if version:
            parameters.append(dict(_VERSION) | {"required": version == "needed"})
        if parameters:
            extra["parameters"] = parameters
        if example is not None:
            extra["x-example"] = dict(example)
        if bytes_:
            extra["responses"] = {status: _bytes(returns)}

        def declare(view: View) -> View:
            register = self.router.api_operation(
                [method],
                path,
                auth=Caller(scope, needed=may.sign_in),
                response={status: None if bytes_ else returns},
                operation_id=view.__name__,
                summary=view.__name__.replace("_", " ").capitalize(),
                openapi_extra=extra,
            )
            return register(view)

        return declare


def _bytes(media_type: str) -> dict[str, Any]:
    return {"description": "The bytes.", "content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}
