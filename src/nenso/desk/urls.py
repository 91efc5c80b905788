"""The addresses of the pages for officers."""

from django.urls import path

from nenso.desk import home

urlpatterns = [path("can-bo", home.home, name="desk")]
