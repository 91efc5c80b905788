"""The pages of the portal, taken from the URL map: none is named here that opens by itself."""

from collections.abc import Iterator

from support.addresses import addresses

NO_PAGES = {
    "tai-len": "takes parts of files",
    "tai-len/{upload}": "takes parts of files",
    "ngon-ngu": "takes a form",
}


def portal_addresses() -> Iterator[str]:
    """Yield the address of each page for people, with the names of its keys in braces; the desk's are the desk's."""
    for address, view in addresses():
        if hasattr(view, "callers") and not address.startswith(("can-bo", "api/")) and address not in NO_PAGES:
            yield address
