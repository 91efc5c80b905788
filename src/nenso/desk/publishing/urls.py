"""The addresses of the pages for publishers."""

from django.urls import path

from nenso.desk.publishing import editing, lists, manuscripts, previews, process, release

FORMULAS = "can-bo/bieu-mau"
MANUSCRIPT = f"{FORMULAS}/soan/<uuid:manuscript>"

urlpatterns = [
    path(FORMULAS, lists.show_all, name="desk-formulas"),
    path(f"{FORMULAS}/moi", manuscripts.begin_new, name="desk-formula-new"),
    path(f"{FORMULAS}/luoc-do/<str:kind>", editing.schema, name="desk-schema"),
    path(f"{FORMULAS}/an-ban/<str:edition>", lists.show_edition, name="desk-edition"),
    path(f"{FORMULAS}/an-ban/<str:edition>/ap-dung", release.do_adopt, name="desk-adopt"),
    path(f"{FORMULAS}/so-sanh/<str:old>/<str:new>", release.differences, name="desk-differences"),
    path(MANUSCRIPT, manuscripts.overview, name="desk-manuscript"),
    path(f"{MANUSCRIPT}/them", manuscripts.do_add, name="desk-manuscript-add"),
    path(f"{MANUSCRIPT}/bo-tep", manuscripts.do_remove, name="desk-manuscript-remove"),
    path(f"{MANUSCRIPT}/tai-len", manuscripts.do_upload, name="desk-manuscript-upload"),
    path(f"{MANUSCRIPT}/tai-ve", manuscripts.download, name="desk-manuscript-download"),
    path(f"{MANUSCRIPT}/bo", manuscripts.do_drop, name="desk-manuscript-drop"),
    path(f"{MANUSCRIPT}/chay-mau", release.do_try, name="desk-manuscript-try"),
    path(f"{MANUSCRIPT}/cong-bo", release.publish, name="desk-publish"),
    path(f"{MANUSCRIPT}/xem/<str:procedure>", previews.preview, name="desk-preview"),
    path(f"{MANUSCRIPT}/xem/<str:procedure>/<str:paper>", previews.paper, name="desk-preview-paper"),
    path(f"{MANUSCRIPT}/thu-quy-trinh/<path:path>", process.check, name="desk-manuscript-process-check"),
    path(f"{MANUSCRIPT}/quy-trinh/<path:path>", process.process, name="desk-manuscript-process"),
    path(f"{MANUSCRIPT}/kiem-tra/<path:path>", editing.check_file, name="desk-manuscript-check"),
    path(f"{MANUSCRIPT}/tep/<path:path>", editing.write_file, name="desk-manuscript-file"),
]
