"""Addresses that all faces share."""

from django.urls import path

from nenso.web import views

urlpatterns = [path("ngon-ngu", views.choose_language, name="choose-language")]
