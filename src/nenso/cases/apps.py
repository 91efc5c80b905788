from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "nenso.cases"

    def ready(self) -> None:
        """Say to registers how the consents are found that records may be read under."""
        from nenso.cases.queries import consented
        from nenso.registers.consents import kept_by

        kept_by(consented.found)
