"""The addresses of the pages for officers."""

from django.urls import path

from nenso.desk import (
    acts,
    bulk,
    case,
    counter,
    exporting,
    importing,
    papers,
    queues,
    record,
    registers,
    standing,
    talking,
    viewing,
    views,
)
from nenso.desk.leading.urls import urlpatterns as leading_pages
from nenso.desk.publishing.urls import urlpatterns as publishing_pages
from nenso.desk.settings.urls import urlpatterns as settings_pages

CASE = "can-bo/ho-so/<str:case>"
RECORD = "can-bo/so/<str:register>/<uuid:record>"

urlpatterns = [
    *settings_pages,
    *leading_pages,
    *publishing_pages,
    path("can-bo", queues.first, name="desk"),
    path("can-bo/noi-lam-viec", standing.choose_agency, name="desk-agency"),
    path("can-bo/quay", counter.start, name="desk-counter"),
    path("can-bo/quay/<uuid:draft>", counter.form, name="desk-counter-form"),
    path("can-bo/danh-sach/luu", views.keep, name="desk-keep"),
    path("can-bo/danh-sach/bo", views.drop, name="desk-drop"),
    path("can-bo/viec/<str:queue>", queues.queue, name="desk-queue"),
    path("can-bo/cung-luc", bulk.do_many, name="desk-many"),
    path("can-bo/so/<str:register>/nhap", importing.begin, name="desk-imports"),
    path("can-bo/so/<str:register>/xuat", exporting.hand_out, name="desk-export"),
    path("can-bo/nhap/<uuid:table>", importing.show, name="desk-import"),
    path("can-bo/nhap/<uuid:table>/dong/<int:row>", importing.row, name="desk-import-row"),
    path("can-bo/nhap/<uuid:table>/can-sua.csv", importing.report, name="desk-import-report"),
    path("can-bo/nhap/<uuid:table>/lam", importing.do, name="desk-import-do"),
    path("can-bo/so", registers.registers, name="desk-registers"),
    path("can-bo/so/<str:register>", registers.register, name="desk-register"),
    path(RECORD, record.record, name="desk-record"),
    path(f"{RECORD}/xem", record.do_look, name="desk-record-look"),
    path(f"{RECORD}/sua", record.do_edit, name="desk-record-edit"),
    path(f"{RECORD}/de-nghi/<uuid:correction>", record.do_decide, name="desk-record-decide"),
    path(f"{RECORD}/so-sanh", record.compare, name="desk-record-compare"),
    path(f"{RECORD}/gop", record.do_merge, name="desk-record-merge"),
    path(f"{RECORD}/tach", record.do_unmerge, name="desk-record-unmerge"),
    path("can-bo/cung-luc/<uuid:batch>", bulk.outcomes, name="desk-batch"),
    path(CASE, case.show, name="desk-case"),
    path(f"{CASE}/viec", acts.do_act, name="desk-act"),
    path(f"{CASE}/xem", acts.do_look, name="desk-look"),
    path(f"{CASE}/nhan-viec", acts.do_claim, name="desk-claim"),
    path(f"{CASE}/tra-viec", acts.do_give_back, name="desk-give-back"),
    path(f"{CASE}/phan-cong", acts.do_assign, name="desk-assign"),
    path(f"{CASE}/gia-han", acts.do_extend, name="desk-extend"),
    path(f"{CASE}/tra-ket-qua", acts.do_deliver, name="desk-deliver"),
    path(f"{CASE}/thu-phi/<uuid:payment>", acts.do_pay, name="desk-pay"),
    path(f"{CASE}/bo-sung", acts.do_supply, name="desk-supply"),
    path(f"{CASE}/y-kien", talking.do_comment, name="desk-comment"),
    path(f"{CASE}/nhan-tin", talking.do_message, name="desk-message"),
    path(f"{CASE}/chuyen", talking.do_hand_over, name="desk-transfer"),
    path(f"{CASE}/xac-nhan", talking.do_acknowledge, name="desk-acknowledge"),
    path(f"{CASE}/chuyen-lai", talking.do_send_back, name="desk-send-back"),
    path(f"{CASE}/chi-dao", talking.do_direct, name="desk-direct"),
    path(f"{CASE}/phieu/<int:number>", papers.slip, name="desk-slip"),
    path(f"{CASE}/van-ban/<uuid:result>", papers.result, name="desk-result"),
    path(f"{CASE}/tep/<uuid:file>", viewing.viewer, name="desk-file"),
    path(f"{CASE}/tep/<uuid:file>/trang/<int:sheet>", viewing.sheet, name="desk-sheet"),
    path(f"{CASE}/tep/<uuid:file>/goc", papers.original, name="desk-original"),
]
