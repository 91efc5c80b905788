"""Whether a database is a demonstration's: into a real one nothing is made up."""

from nenso.agencies.models import Post
from nenso.cli.demo.errors import NotADemonstration
from nenso.cli.demo.people import DEMO, DOMAIN, email_of
from nenso.runtime.acting import acting


def must_be_demonstration(*, nation: bool) -> None:
    """Raise :class:`NotADemonstration` where somebody real holds a post.

    A demonstration in which somebody was appointed to try something may be run again; a ``nation`` is not made up
    around them.
    """
    with acting(DEMO):
        real = Post.objects.select_related("account").exclude(account__email__endswith=f"@{DOMAIN}").first()
        begun = Post.objects.filter(account__email=email_of("clerk")).exists()
    if real is not None and (nation or not begun):
        raise NotADemonstration(officer=real.holder_name, email=real.account.email or "—")
