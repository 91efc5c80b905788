from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "nenso.exchange"
