"""The addresses of the pages for people."""

from django.urls import include, path

from nenso.portal import drafts, finding, handbook, home, starting, verifying

urlpatterns = [
    path("", home.home, name="home"),
    path("tim", finding.find, name="find"),
    path("hoi-dap", handbook.handbook, name="handbook"),
    path("hoi-dap/<str:question>", handbook.question_page, name="question"),
    path("viec/<str:event>", finding.event_page, name="event"),
    path("co-quan/<str:kind>", finding.kind_page, name="kind"),
    path("", include("nenso.portal.signing.urls")),
    path("v/<str:token>", verifying.verify_page, name="verify-page"),
    path("thu-tuc/<str:name>/nop", starting.begin_draft, name="start"),
    path("ho-so/nhap", drafts.list_drafts, name="drafts"),
    path("ho-so/nhap/<uuid:draft>", drafts.open_draft, name="draft"),
    path("ho-so/nhap/<uuid:draft>/xoa", drafts.throw_away, name="draft-gone"),
    path("ho-so/nhap/<uuid:draft>/<str:word>", drafts.draft_page, name="draft-page"),
]
