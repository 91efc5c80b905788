"""The faces at the terminal; what they need is imported when a command runs, so that ``--help`` answers at once."""


def set_up() -> None:
    """Make Django ready for the command that runs."""
    import django

    django.setup()
