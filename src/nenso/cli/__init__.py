"""The faces at the terminal; what they need is imported when a command runs, so that ``--help`` answers at once."""


def set_up() -> None:
    """Make Django ready for the command that runs."""
    import django

    django.setup()


_TRUST_DEMO = {
    "vi": "Nếu tệp do bản trình diễn của bản cài này ký: đặt NENSO_DEMO=true để tin chứng thư thử nghiệm của nó.",
    "en": "If the demonstration of this install signed it: set NENSO_DEMO=true to trust its trial certificates.",
}


def untrusted_demo(language: str) -> list[str]:
    """Return what to do where a demonstration ran in this home whose certificates are not trusted now, as a line."""
    from nenso.results.keys.authority import ROOT_FILE
    from nenso.results.keys.registry import directory
    from nenso.runtime.config import config

    there = not config().demo and (directory() / ROOT_FILE).exists()
    return [_TRUST_DEMO["en" if language == "en" else "vi"]] if there else []
