"""The addresses of the pages on which scores and ranks are published."""

from django.urls import path

from nenso.desk.scores import asking, publishing

SCORES = "can-bo/xep-hang"
ONE = f"{SCORES}/<uuid:publication>"

urlpatterns = [
    path(SCORES, asking.begin, name="desk-scores"),
    path(f"{SCORES}/mau/<str:scorecard>.csv", asking.blank, name="desk-scores-blank"),
    path(f"{SCORES}/viec/<uuid:undertaking>", asking.show_work, name="desk-scores-work"),
    path(ONE, publishing.preview, name="desk-scores-preview"),
    path(f"{ONE}/cong-bo", publishing.do_publish, name="desk-scores-publish"),
    path(f"{ONE}/bo", publishing.do_put_away, name="desk-scores-put-away"),
    path(f"{ONE}/bao-cao", publishing.do_report, name="desk-scores-report"),
    path(f"{ONE}/dinh-chinh", publishing.do_correct, name="desk-scores-correct"),
]
