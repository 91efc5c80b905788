"""The addresses of the pages for administrators."""

from django.urls import path

from nenso.desk.settings import overview, posts

ROOT = "can-bo/quan-tri"
AGENCY = f"{ROOT}/<uuid:agency>"

urlpatterns = [
    path(ROOT, overview.first, name="desk-settings"),
    path(AGENCY, overview.agency, name="desk-settings-agency"),
    path(f"{AGENCY}/vi-tri", posts.posts, name="desk-settings-posts"),
]
