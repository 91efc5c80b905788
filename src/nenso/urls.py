"""Every address this install answers, face by face."""

from django.urls import URLPattern, URLResolver, include, path

from nenso.runtime import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("", include("nenso.api.urls")),
    path("", include("nenso.web.urls")),
    path("", include("nenso.portal.urls")),
    path("", include("nenso.board.urls")),
    path("", include("nenso.desk.urls")),
]

handler404 = "nenso.web.pages.unknown_page"
handler400 = "nenso.web.pages.unreadable_page"
handler500 = "nenso.web.pages.broken_page"
