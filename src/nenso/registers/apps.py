from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "nenso.registers"
