"""The addresses of the pages for heads and leaders."""

from django.urls import path

from nenso.desk.leading import counts, directives, hanging, home

DIRECTIVE = "can-bo/ho-so/<str:case>/chi-dao/<uuid:directive>"

urlpatterns = [
    path("can-bo/dieu-hanh", home.home, name="desk-leading"),
    path("can-bo/dieu-hanh/theo-doi", hanging.hangs, name="desk-hanging"),
    path("can-bo/dieu-hanh/chi-dao", directives.directives, name="desk-directives"),
    path("can-bo/dieu-hanh/thong-ke", counts.table, name="desk-counts"),
    path("can-bo/dieu-hanh/thong-ke/ho-so", counts.behind, name="desk-counted"),
    path(f"{DIRECTIVE}/nhan", directives.do_note, name="desk-directive-note"),
    path(f"{DIRECTIVE}/bao-cao", directives.do_answer, name="desk-directive-answer"),
    path(f"{DIRECTIVE}/ket-thuc", directives.do_close, name="desk-directive-close"),
]
