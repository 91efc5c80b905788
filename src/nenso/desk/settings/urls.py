"""The addresses of the pages for administrators."""

from django.urls import path

from nenso.desk.settings import calendar, decided, overview, posts

ROOT = "can-bo/quan-tri"
AGENCY = f"{ROOT}/<uuid:agency>"

urlpatterns = [
    path(ROOT, overview.first, name="desk-settings"),
    path(AGENCY, overview.agency, name="desk-settings-agency"),
    path(f"{AGENCY}/vi-tri", posts.posts, name="desk-settings-posts"),
    path(f"{AGENCY}/lich", calendar.calendar, name="desk-settings-calendar"),
    path(f"{AGENCY}/phi", decided.fees, name="desk-settings-fees"),
    path(f"{AGENCY}/thong-so", decided.others, name="desk-settings-decided"),
    path(f"{AGENCY}/thong-so/<str:setting>", decided.one, name="desk-settings-setting"),
]
