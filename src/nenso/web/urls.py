"""Addresses that all faces share."""

from django.urls import path

from nenso.web import resuming, views

urlpatterns = [
    path("ngon-ngu", views.choose_language, name="choose-language"),
    path("tai-len", resuming.uploads, name="uploads"),
    path("tai-len/<uuid:upload>", resuming.upload, name="upload"),
]
