"""Every address this install answers, face by face."""

from django.urls import URLPattern, URLResolver, include, path

from nenso.runtime import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("", include("nenso.api.urls")),
]
