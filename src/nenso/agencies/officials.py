"""Posts as records of the kernel register ``officials``: what declarations read of who works where."""

from typing import Any

from nenso.agencies.models import Post


def official_record(post: Post) -> dict[str, Any]:
    """Return a post as a record of ``officials``; ``account`` is who holds it."""
    return {
        "id": str(post.id),
        "account": str(post.account_id),
        "full_name": post.holder_name,
        "role": post.role,
        "title": post.title,
        "agency": str(post.agency_id),
        "place": post.agency.place.code if post.agency.place is not None else "",
        "phone": post.account.phone,
        "email": post.account.email or "",
        "person": str(post.account.person_id) if post.account.person_id else None,
    }
