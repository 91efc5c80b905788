"""Asking for more and giving it: what is marked, asked once, still missing; documents."""

from nenso.runtime.problems import Problem


class NothingMarked(Problem):
    code = "cases.nothing_marked"
    status = 422
    vi = "Yêu cầu bổ sung phải nêu từng mục còn thiếu hoặc sai và lý do."
    en = "A request for more must name each item that is missing or wrong, and why."


class MarkUnknown(Problem):
    code = "cases.mark_unknown"
    status = 422
    vi = "Không có mục «{item}» trong hồ sơ; gần nhất: {nearest}."
    en = "There is no item “{item}” in this case; the nearest is {nearest}."


class AskedAlready(Problem):
    code = "cases.asked_already"
    status = 409
    vi = "Chỉ được yêu cầu bổ sung một lần, đầy đủ; các mục {items} đã có từ lần trước mà không được nêu."
    en = "More may be asked for once only, completely; {items} stood there the first time and were not named."


class NothingAsked(Problem):
    code = "cases.nothing_asked"
    status = 409
    vi = "Hồ sơ không chờ bổ sung."
    en = "Nothing is being asked for on this case."


class NotAskedFor(Problem):
    code = "cases.not_asked_for"
    status = 422
    vi = "Chỉ sửa được các mục được yêu cầu: {items}."
    en = "Only what was asked for can be changed: {items}."


class StillMissing(Problem):
    code = "cases.still_missing"
    status = 422
    vi = "Chưa bổ sung: {items}."
    en = "Still missing: {items}."


class DocumentMissing(Problem):
    code = "cases.document_missing"
    status = 422
    vi = "Thiếu giấy tờ: {items}."
    en = "Documents are missing: {items}."


class DocumentUnknown(Problem):
    code = "cases.document_unknown"
    status = 422
    vi = "Thủ tục này không có giấy tờ «{document}»; gần nhất: {nearest}."
    en = "This procedure has no document “{document}”; the nearest is {nearest}."
