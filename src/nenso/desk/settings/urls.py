"""The addresses of the pages for administrators."""

from django.urls import path

from nenso.desk.settings import (
    account,
    books,
    borrowing,
    calendar,
    catalogue,
    decided,
    keys,
    leave,
    lending,
    looked,
    offered,
    opened,
    overview,
    people,
    posts,
    systems,
)

ROOT = "can-bo/quan-tri"
AGENCY = f"{ROOT}/<uuid:agency>"

urlpatterns = [
    path("can-bo/danh-muc", catalogue.imports, name="desk-catalogue"),
    path("can-bo/danh-muc/<uuid:taken>", catalogue.one, name="desk-catalogue-import"),
    path("can-bo/danh-muc/<uuid:taken>/bao-cao.<str:kind>", catalogue.report, name="desk-catalogue-report"),
    path(ROOT, overview.first, name="desk-settings"),
    path(AGENCY, overview.agency, name="desk-settings-agency"),
    path(f"{AGENCY}/vi-tri", posts.posts, name="desk-settings-posts"),
    path(f"{AGENCY}/tai-khoan-dan", people.people, name="desk-settings-people"),
    path(f"{AGENCY}/lich", calendar.calendar, name="desk-settings-calendar"),
    path(f"{AGENCY}/thu-tuc", offered.offered, name="desk-settings-offered"),
    path(f"{AGENCY}/so", books.books, name="desk-settings-books"),
    path(f"{AGENCY}/khoa", keys.keys, name="desk-settings-keys"),
    path(f"{AGENCY}/chia-se", lending.lending, name="desk-settings-lending"),
    path(f"{AGENCY}/chia-se/xin", borrowing.borrowing, name="desk-settings-asking"),
    path(f"{AGENCY}/chia-se/chung-thu", systems.systems, name="desk-settings-systems"),
    path(f"{AGENCY}/chia-se/quyen", leave.leave, name="desk-settings-leave"),
    path(f"{AGENCY}/chia-se/luot", looked.looked, name="desk-settings-looked"),
    path(f"{AGENCY}/chia-se/luot/<uuid:lookup>/chung-cu.json", looked.evidence, name="desk-settings-evidence"),
    path(f"{AGENCY}/du-lieu-mo", opened.opened, name="desk-settings-open"),
    path(f"{AGENCY}/phi", decided.fees, name="desk-settings-fees"),
    path(f"{AGENCY}/tai-khoan-nhan", account.account, name="desk-settings-account"),
    path(f"{AGENCY}/thong-so", decided.others, name="desk-settings-decided"),
    path(f"{AGENCY}/thong-so/<str:setting>", decided.one, name="desk-settings-setting"),
]
