from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "nenso.portal"
