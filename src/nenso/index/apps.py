from django.apps import AppConfig


class IndexConfig(AppConfig):
    name = "nenso.index"

    def ready(self) -> None:
        """Say to registers how the values are found that rules of their quality hold agencies to."""
        from nenso.index.values import figures_of
        from nenso.registers.measuring.figures import kept_by

        kept_by(figures_of)
