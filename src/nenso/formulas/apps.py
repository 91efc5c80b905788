from django.apps import AppConfig


class FormulasConfig(AppConfig):
    name = "nenso.formulas"
