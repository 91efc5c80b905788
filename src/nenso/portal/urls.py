"""The addresses of the pages for people."""

from django.urls import include, path

from nenso.portal import home, verifying

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("nenso.portal.signing.urls")),
    path("v/<str:token>", verifying.verify_page, name="verify-page"),
]
