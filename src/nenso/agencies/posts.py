"""Who holds which post: appointing, dismissing, moving to another job, and the actor that follows from it.

Administrators of an agency manage the posts of it and of all below it; administrators and auditors of an agency are
appointed from above it, and nobody appoints themselves. The database refuses the same by itself. An agency's last
administrator is replaced, never only taken away; whoever must go at once loses the account (``close_account``).
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Q, QuerySet

from nenso.agencies.actors import in_language, load_actor
from nenso.agencies.administering import must_administer, must_appoint, must_leave_an_administrator
from nenso.agencies.errors import OwnPost, PostExists, PostTerm, PostUnknown, RoleUnknown
from nenso.agencies.models import Agency, Post
from nenso.journal.recording import record
from nenso.people.changes import announce
from nenso.people.errors import AccountUnknown
from nenso.people.models import Account
from nenso.runtime import clock
from nenso.runtime.acting import Actor, Seat, acting
from nenso.runtime.fields import Depth
from nenso.runtime.text import normalise, one_line

ROLES = ("clerk", "officer", "head", "leader", "registrar", "cashier", "publisher", "auditor", "admin")
"""một cửa, chuyên viên, lãnh đạo phòng, lãnh đạo, văn thư, thu phí, biên tập, kiểm tra, quản trị."""

_ROLE = re.compile(r"[a-z][a-z0-9_]{1,39}\Z")


def actor_for(account: Account | UUID, *, language: str | None = None) -> Actor:
    """Return who acts with ``account``, as its posts stand now; raises ``AccountUnknown`` also for a closed one."""
    actor = load_actor(account if isinstance(account, UUID) else account.id)
    if actor is None:
        raise AccountUnknown
    return in_language(actor, language) if language else actor


def appoint(
    actor: Actor,
    account: UUID,
    agency: Agency,
    role: str,
    *,
    holder_name: str,
    title: str = "",
    basis: str = "",
    since: date | None = None,
    until: date | None = None,
    stands_in_for: UUID | None = None,
) -> Post:
    """Return the new post: ``account`` holds ``role`` at ``agency`` from ``since`` (default today).

    ``until`` is the first day no longer (default: open); ``basis`` is the decision it rests on; ``stands_in_for`` the
    post of who is away (see :func:`stand_in`).

    Raises ``NotAdministrator``, ``OwnPost``, ``RoleUnknown``, ``PostTerm``, ``PostExists``.
    """
    if not _ROLE.match(role):
        raise RoleUnknown(role=role, known=", ".join(ROLES))
    since = since or clock.today()
    if until is not None and until <= since:
        raise PostTerm
    with acting(actor):
        _may_manage(actor, account, agency, role)
        held = Post.objects.filter(account_id=account, agency=agency, role=role, ended_at__isnull=True)
        held.filter(valid_until__lte=clock.today()).update(ended_at=clock.now())
        if held.exists():
            raise PostExists(holder=holder_name, agency=agency.name)
        post = Post(
            account_id=account,
            agency=agency,
            role=role,
            holder_name=one_line(holder_name),
            title=normalise(title),
            basis=normalise(basis),
            valid_from=since,
            valid_until=until,
            granted_by_id=actor.account,
            stands_in_for_id=stands_in_for,
        )
        _save(post, agency)
        _journal(post, agency, "post.granted", basis)
        announce("account", str(account))
    return post


def dismiss(actor: Actor, post: UUID, *, basis: str = "", on: date | None = None) -> Post:
    """Return the post, ended now: from this moment it gives no right anywhere; or from the beginning of a day to come.

    Raises ``PostUnknown``, ``NotAdministrator``, ``OwnPost``, ``LastAdministrator``.
    """
    with acting(actor):
        found = _open_post(actor, post)
        must_leave_an_administrator(found)
        if on is None or on <= clock.today():
            _end(actor, found, basis)
        else:
            _end_on(found, on, basis)
    return found


def replace(actor: Actor, post: UUID, account: UUID, *, holder_name: str, title: str = "", basis: str = "") -> Post:
    """Return the post of ``account``, which takes the place of ``post`` now: all or nothing, never a gap between.

    Raises what :func:`appoint` and :func:`dismiss` raise.
    """
    with acting(actor):
        found = _open_post(actor, post)
        if found.account_id == account:
            raise PostExists(holder=found.holder_name, agency=found.agency.name)
        given = appoint(actor, account, found.agency, found.role, holder_name=holder_name, title=title, basis=basis)
        _end(actor, found, basis)
    return given


def stand_in(
    actor: Actor, post: UUID, account: UUID, *, holder_name: str, since: date, until: date, basis: str = ""
) -> Post:
    """Return the post by which ``account`` does the work of ``post`` while its holder is away (giao việc khi vắng mặt).

    From ``since`` until before ``until``; the holder keeps the post. The journal names both. Raises what
    :func:`appoint` raises, ``PostUnknown``.
    """
    with acting(actor):
        away = _open_post(actor, post)
        return appoint(
            actor,
            account,
            away.agency,
            away.role,
            holder_name=holder_name,
            title=away.title,
            basis=basis,
            since=since,
            until=until,
            stands_in_for=away.id,
        )


def transfer(
    actor: Actor, account: UUID, agency: Agency, role: str, *, holder_name: str, title: str = "", basis: str = ""
) -> Post:
    """Return the post of someone who changes jobs: every post held until now ends, this one begins (CN01).

    All or nothing: the actor must administer the agencies left as well as the one joined. Raises what
    :func:`appoint` and :func:`dismiss` raise.
    """
    with acting(actor):
        for held in current_posts(account):
            _may_manage(actor, account, held.agency, held.role)
            must_leave_an_administrator(held)
            _end(actor, held, basis)
        return appoint(actor, account, agency, role, holder_name=holder_name, title=title, basis=basis)


def follow(actor: Actor, old: Agency, new: Agency, basis: str = "") -> int:
    """Give who holds a post at ``old`` the same at ``new``, which goes on in its stead; return how many went.

    The old posts end, in one transaction; a post that somebody holds at ``new`` already is not given twice. For
    commands: the second time none is left.
    """
    with acting(actor):
        given: dict[UUID, UUID] = {}
        posts = list(Post.objects.filter(agency=old, ended_at=None).order_by("stands_in_for", "id"))
        today = clock.today()
        for post in sorted(posts, key=lambda one: one.stands_in_for_id is not None):
            if post.valid_until is None or post.valid_until > today:
                given[post.id] = _given_at(actor, new, post, basis, given)
        for post in posts:
            _end(actor, post, basis)
        return len(given)


def _given_at(actor: Actor, new: Agency, post: Post, basis: str, given: dict[UUID, UUID]) -> UUID:
    """Return the post at ``new`` that goes on for ``post``: a new one, or the one that is there."""
    same = Post.objects.filter(account_id=post.account_id, agency=new, role=post.role, ended_at=None)
    there = _today(same).first()
    if there is not None:
        return there.id
    return appoint(
        actor,
        post.account_id,
        new,
        post.role,
        holder_name=post.holder_name,
        title=post.title,
        basis=basis or post.basis,
        since=max(post.valid_from, clock.today()),
        until=post.valid_until,
        stands_in_for=given.get(post.stands_in_for_id) if post.stands_in_for_id is not None else None,
    ).id


def current_posts(account: UUID) -> list[Post]:
    """Return the posts an account holds today, inside ``acting()``, with their agencies."""
    return list(_today(Post.objects.filter(account_id=account)).order_by("valid_from", "id"))


def posts_at(actor: Actor, agency: Agency, *, after: UUID | None = None, limit: int = 50) -> list[Post]:
    """Return today's posts at ``agency`` and its units, by key after ``after``: what colleagues may see."""
    with acting(actor):
        posts = _today(Post.objects.filter(_at_or_in(agency)))
        if after is not None:
            posts = posts.filter(id__gt=after)
        return list(posts.order_by("id")[:limit])


def posts_given_at(actor: Actor, agency: Agency, *, after: UUID | None = None, limit: int = 50) -> list[Post]:
    """Return every post ever given at ``agency`` and its units, ended and to come too, the latest first.

    For administrators of the agency or above: ``after`` is the key of the last one of the page before. Raises
    ``NotAdministrator``.
    """
    with acting(actor):
        must_administer(agency)
        posts = Post.objects.select_related("agency").filter(_at_or_in(agency))
        if after is not None:
            posts = posts.filter(id__lt=after)
        return list(posts.order_by("-id")[:limit])


def _at_or_in(agency: Agency) -> Q:
    return Q(agency=agency) | Q(agency__in=Agency.objects.filter(parent=agency, is_unit=True))


def holders(actor: Actor, accounts: Iterable[UUID]) -> dict[UUID, str]:
    """Return what officers with these accounts are called: name and agency, as their latest post has them."""
    with acting(actor):
        posts = Post.objects.filter(account_id__in=list(accounts)).select_related("agency").order_by("valid_from", "id")
        return {post.account_id: f"{post.holder_name}, {post.agency.name}" for post in posts}


def posts_around(seats: Iterable[Seat], most: int) -> list[Post]:
    """Return up to ``most`` posts held today at the agencies of ``seats`` and below them, the nearest first."""
    around = reduce(or_, (Q(agency__path__below=seat.path) for seat in seats), Q(pk__in=()))
    held = _today(Post.objects.filter(around)).select_related("account", "agency__place")
    return list(held.order_by(Depth("agency__path"), "holder_name", "id")[:most])


def _today(posts: "QuerySet[Post]") -> "QuerySet[Post]":
    today = clock.today()
    holds = Q(valid_until__isnull=True) | Q(valid_until__gt=today)
    return posts.select_related("agency").filter(holds, valid_from__lte=today, ended_at__isnull=True)


def _may_manage(actor: Actor, account: UUID, agency: Agency, role: str) -> None:
    if account == actor.account:
        raise OwnPost
    must_appoint(agency, role)


def _open_post(actor: Actor, post: UUID) -> Post:
    found = Post.objects.select_related("agency").filter(id=post, ended_at__isnull=True).first()
    if found is None or (found.valid_until is not None and found.valid_until <= clock.today()):
        raise PostUnknown
    _may_manage(actor, found.account_id, found.agency, found.role)
    return found


def _save(post: Post, agency: Agency) -> None:
    try:
        post.save(force_insert=True)
    except IntegrityError as error:
        raise PostExists(holder=post.holder_name, agency=agency.name) from error


def _end(actor: Actor, post: Post, basis: str) -> None:
    today = clock.today()
    post.valid_until = max(post.valid_from, min(post.valid_until or today, today))
    post.ended_at = clock.now()
    post.ended_by_id = actor.account
    post.end_basis = normalise(basis)
    post.save(update_fields=["valid_until", "ended_at", "ended_by", "end_basis"])
    _journal(post, post.agency, "post.ended", basis)
    announce("account", str(post.account_id))


def _end_on(post: Post, day: date, basis: str) -> None:
    """Let the post run out on a day to come; it gives its rights until then."""
    if post.valid_until is not None and post.valid_until <= day:
        return
    if day <= post.valid_from:
        raise PostTerm
    post.valid_until = day
    post.end_basis = normalise(basis)
    post.save(update_fields=["valid_until", "end_basis"])
    _journal(post, post.agency, "post.ends", basis)
    announce("account", str(post.account_id))


def _journal(post: Post, agency: Agency, kind: str, basis: str) -> None:
    body = {"post": str(post.id), "account": str(post.account_id), "role": post.role, "basis": normalise(basis)}
    if post.valid_until is not None and post.ended_at is None:
        body |= {"until": post.valid_until.isoformat()}
    if post.stands_in_for_id is not None:
        body |= {"stands_in_for": str(post.stands_in_for_id)}
    record(agency.id, kind, body, agency_path=agency.path)
