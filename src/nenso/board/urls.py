"""The addresses of the board: what is published of scores and ranks, for everybody."""

from django.urls import path

from nenso.board import comparing, listing, method, profile, proving, ranking, rows, taking

ONE = "xep-hang/<uuid:publication>"
UNIT = f"{ONE}/don-vi/<str:ranked>"

urlpatterns = [
    path("xep-hang", listing.board, name="board"),
    path(ONE, ranking.ranking, name="board-ranking"),
    path(f"{ONE}/cach-tinh", method.method, name="board-method"),
    path(f"{ONE}/kiem-chung", proving.prove, name="board-proof"),
    path(f"{ONE}/so-sanh", comparing.compare, name="board-compare"),
    path(f"{ONE}/tai-ve.<str:kind>", taking.take, name="board-take"),
    path(f"{ONE}/hinh/<str:drawing>.<str:kind>", taking.draw, name="board-drawing"),
    path(UNIT, profile.profile, name="board-unit"),
    path(f"{UNIT}/<str:node>", profile.part, name="board-part"),
    path(f"{UNIT}/<str:node>/dong", rows.behind, name="board-rows"),
]
