from importlib import import_module

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "nenso.cases"

    def ready(self) -> None:
        """Let the effects that live beside what they change register themselves."""
        import_module("nenso.cases.paying")
