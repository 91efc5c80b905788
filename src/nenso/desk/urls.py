"""The addresses of the pages for officers."""

from django.urls import path

from nenso.desk import queues, standing

urlpatterns = [
    path("can-bo", queues.first, name="desk"),
    path("can-bo/noi-lam-viec", standing.choose_agency, name="desk-agency"),
    path("can-bo/viec/<str:queue>", queues.queue, name="desk-queue"),
]
