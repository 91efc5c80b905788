"""What can go wrong between two agencies; ``fault``: what a security server of X-Road refuses too, by its code."""

from typing import ClassVar

from nenso.runtime.problems import Problem


class ExchangeProblem(Problem):
    """A lookup that is refused; without a ``fault`` by the service itself, which security servers pass on as it is."""

    fault: ClassVar[str] = ""


class RequestWrong(ExchangeProblem):
    code = "exchange.request_wrong"
    status = 400
    vi = "Yêu cầu chưa đúng: {what}."
    en = "The request is not right: {what}."


class ClientWrong(ExchangeProblem):
    code = "exchange.client_wrong"
    status = 400
    fault = "Client.BadRequest"
    vi = "X-Road-Client phải có dạng {form}."
    en = "X-Road-Client has to be written {form}."


class ClientUnknown(ExchangeProblem):
    code = "exchange.client_unknown"
    status = 401
    fault = "Server.ClientProxy.SslAuthenticationFailed"
    vi = "Không xác định được hệ thống của cơ quan nào đang hỏi. Hãy gửi mã truy cập hoặc chứng thư đã đăng ký."
    en = "It is not known whose system is asking. Send a token, or use a certificate that is registered."


class ClientOther(ExchangeProblem):
    code = "exchange.client_other"
    status = 403
    fault = "Server.ClientProxy.AccessDenied"
    vi = "Người hoặc hệ thống đang hỏi không thuộc {client}."
    en = "Whoever asks does not belong to {client}."


class ServiceUnknown(ExchangeProblem):
    code = "exchange.service_unknown"
    status = 404
    fault = "Server.ServerProxy.UnknownService"
    vi = "Không có dịch vụ tra cứu “{service}”, hoặc dịch vụ đã đóng."
    en = "There is no lookup service “{service}”, or it is closed."


class NotGranted(ExchangeProblem):
    code = "exchange.not_granted"
    status = 403
    fault = "Server.ServerProxy.AccessDenied"
    vi = "{consumer} chưa được cấp quyền, hoặc quyền đã hết hạn hay bị thu hồi."
    en = "{consumer} has no grant, or it has ended or was revoked."


class PurposeNotGranted(ExchangeProblem):
    code = "exchange.purpose_not_granted"
    status = 403
    vi = "Quyền được cấp không gồm mục đích “{purpose}”."
    en = "The grant does not cover the purpose “{purpose}”."


class FieldNotGranted(ExchangeProblem):
    code = "exchange.field_not_granted"
    status = 403
    vi = "Quyền được cấp không gồm trường {fields}."
    en = "The grant does not cover {fields}."


class CaseNotTheirs(ExchangeProblem):
    code = "exchange.case_not_theirs"
    status = 403
    vi = "Hồ sơ “{case}” không phải hồ sơ đang giải quyết của {consumer}."
    en = "“{case}” is no open case of {consumer}."


class TooManyLookups(ExchangeProblem):
    code = "exchange.too_many"
    status = 429
    vi = "Đã hết {rate} lượt tra cứu của phút này."
    en = "The {rate} lookups of this minute are used up."


class PersonObjected(ExchangeProblem):
    code = "exchange.objected"
    status = 403
    vi = "Người này đã phản đối việc chia sẻ và được chấp nhận. Hãy hỏi chính người đó."
    en = "This person objected to the sharing, and was upheld. Ask the person."


class TooManyFound(ExchangeProblem):
    code = "exchange.too_many_found"
    status = 409
    vi = "Có hơn {most} bản ghi khớp; tra cứu này chỉ dùng để tìm đúng một vài bản ghi."
    en = "More than {most} records match; this lookup is for finding a few."


class LookupUndeclared(Problem):
    code = "exchange.lookup_undeclared"
    status = 404
    vi = "Sổ {register} không khai tra cứu “{lookup}”."
    en = "The register {register} declares no lookup “{lookup}”."


class ServiceOpen(Problem):
    code = "exchange.service_open"
    status = 409
    vi = "{owner} đã mở tra cứu này."
    en = "{owner} has this lookup open already."


class GrantUnknown(Problem):
    code = "exchange.grant_unknown"
    status = 404
    vi = "Không tìm thấy quyền tra cứu này."
    en = "There is no such grant."


class GrantState(Problem):
    code = "exchange.grant_state"
    status = 409
    vi = "Quyền này đang ở trạng thái “{state}”, không làm việc đó được."
    en = "This grant is “{state}”; that cannot be done."


class ReasonNeeded(Problem):
    code = "exchange.reason_needed"
    status = 422
    vi = "Hãy nêu lý do."
    en = "Give a reason."


class GrantTerms(Problem):
    code = "exchange.grant_terms"
    status = 422
    vi = "Tra cứu này không có: {what}."
    en = "This lookup does not have: {what}."


class GrantEmpty(Problem):
    code = "exchange.grant_empty"
    status = 422
    vi = "Hãy chọn ít nhất một trường và một mục đích."
    en = "Choose at least one field and one purpose."


class GrantDays(Problem):
    code = "exchange.grant_days"
    status = 422
    vi = "Ngày hết hạn phải sau ngày bắt đầu."
    en = "It has to end after the day it begins."


class GrantRate(Problem):
    code = "exchange.grant_rate"
    status = 422
    vi = "Số lượt mỗi phút phải từ 1 đến {most}."
    en = "Lookups in a minute have to be from 1 to {most}."


class ObjectionUnknown(Problem):
    code = "exchange.objection_unknown"
    status = 404
    vi = "Không tìm thấy phản đối này."
    en = "There is no such objection."


class NothingToObjectTo(Problem):
    code = "exchange.nothing_asked"
    status = 404
    vi = "Không có lượt tra cứu nào như vậy về bạn."
    en = "There was no such lookup about you."


class CertificateWrong(Problem):
    code = "exchange.certificate_wrong"
    status = 422
    vi = "Chứng thư không đọc được, đã hết hạn hoặc đã đăng ký."
    en = "The certificate cannot be read, has expired or is registered already."


class CertificateUnknown(Problem):
    code = "exchange.certificate_unknown"
    status = 404
    vi = "Không tìm thấy chứng thư này."
    en = "There is no such certificate."


class MessageUnknown(Problem):
    code = "exchange.message_unknown"
    status = 404
    vi = "Không tìm thấy lượt tra cứu này, hoặc bạn không thuộc hai cơ quan của nó."
    en = "There is no such lookup, or you belong to neither of its agencies."


class EvidenceUnreadable(Problem):
    code = "exchange.evidence_unreadable"
    status = 422
    vi = "Đây không phải tệp chứng cứ tra cứu."
    en = "This is not a file of evidence."
