"""The addresses of the pages for people."""

from django.urls import path

from nenso.portal import home, signing, verifying

urlpatterns = [
    path("", home.home, name="home"),
    path("dang-nhap", signing.sign_in_page, name="sign-in"),
    path("dang-xuat", signing.sign_out_page, name="sign-out"),
    path("v/<str:token>", verifying.verify_page, name="verify-page"),
]
