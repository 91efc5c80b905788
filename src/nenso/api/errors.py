"""What can be wrong with a request itself, before any use is asked."""

from nenso.runtime.problems import Problem


class SignInNeeded(Problem):
    code = "api.sign_in_needed"
    status = 401
    vi = "Cần đăng nhập, hoặc gửi khóa truy cập trong tiêu đề Authorization: Bearer."
    en = "Sign in, or send a token in the header Authorization: Bearer."


class TokenWrong(Problem):
    code = "api.token_wrong"
    status = 401
    vi = "Khóa truy cập không đúng, đã hết hạn hoặc đã bị thu hồi."
    en = "The token is wrong, has expired or was revoked."


class ScopeMissing(Problem):
    code = "api.scope_missing"
    status = 403
    vi = "Khóa truy cập này không có phạm vi {scope}."
    en = "This token does not have the scope {scope}."


class CsrfFailed(Problem):
    code = "api.csrf_failed"
    status = 403
    vi = "Phiên làm việc cần tiêu đề X-CSRFToken khớp với cookie csrftoken."
    en = "With a session, the header X-CSRFToken must match the cookie csrftoken."


class Refused(Problem):
    code = "api.refused"
    status = 403
    vi = "Yêu cầu này bị từ chối."
    en = "This request was refused."


class NotFound(Problem):
    code = "api.not_found"
    status = 404
    vi = "Không có địa chỉ này."
    en = "There is nothing at this address."


class MethodNotAllowed(Problem):
    code = "api.method_not_allowed"
    status = 405
    vi = "Địa chỉ này không nhận {method}; nhận: {allowed}."
    en = "This address does not take {method}; it takes: {allowed}."


class BodyNotJson(Problem):
    code = "api.body_not_json"
    status = 400
    vi = "Nội dung gửi lên không phải JSON đúng (UTF-8, không NaN): {why}."
    en = "The body is not right JSON (UTF-8, without NaN): {why}."


class BodyTooDeep(Problem):
    code = "api.body_too_deep"
    status = 400
    vi = "Nội dung gửi lên lồng nhau quá {most} tầng."
    en = "The body is nested more than {most} levels deep."


class BodyTooLarge(Problem):
    code = "api.body_too_large"
    status = 413
    vi = "Nội dung gửi lên lớn hơn {limit} byte."
    en = "The body is larger than {limit} bytes."


class BodyUnreadable(Problem):
    code = "api.body_unreadable"
    status = 400
    vi = "Không đọc được hết nội dung gửi lên; hãy gửi lại."
    en = "The body could not be read to its end; send it again."


class ContentTypeWrong(Problem):
    code = "api.content_type_wrong"
    status = 415
    vi = "Ở đây nhận {wanted}, không nhận {given}."
    en = "This takes {wanted}, not {given}."


class RequestInvalid(Problem):
    code = "api.request_invalid"
    status = 422
    vi = "Có {count} chỗ chưa đúng trong yêu cầu."
    en = "{count} things in the request are not right."


class CursorWrong(Problem):
    code = "api.cursor_wrong"
    status = 422
    vi = "Dấu trang không đúng hoặc thuộc danh sách khác; hãy đọc lại từ trang đầu."
    en = "The cursor is wrong or of another list; read again from the first page."


class VersionNeeded(Problem):
    code = "api.version_needed"
    status = 428
    vi = "Cần tiêu đề If-Match với ETag đã đọc, để không ghi đè việc của người khác."
    en = "Send an If-Match header with the ETag you read, so that nobody's work is overwritten."


class VersionUnreadable(Problem):
    code = "api.version_unreadable"
    status = 400
    vi = "Tiêu đề If-Match không đúng dạng; hãy gửi lại ETag đã nhận."
    en = "The If-Match header cannot be read; send the ETag as it was received."


class AgencyNeeded(Problem):
    code = "api.agency_needed"
    status = 422
    vi = "Hãy nêu cơ quan (agency) hoặc nơi (place)."
    en = "Name the agency or the place."


class TokenIssuedBefore(Problem):
    code = "api.token_issued_before"
    status = 409
    vi = "Khóa truy cập này đã được cấp với cùng Idempotency-Key và chỉ hiện một lần. Hãy thu hồi rồi cấp khóa mới."
    en = "This token was issued with the same Idempotency-Key; its secret is shown once. Revoke it and issue a new one."


class ProblemUnknown(Problem):
    code = "api.problem_unknown"
    status = 404
    vi = "Không có mã lỗi “{asked}”."
    en = "There is no problem code “{asked}”."


class Unexpected(Problem):
    code = "api.unexpected"
    status = 500
    vi = "Có lỗi ngoài dự kiến; chưa có gì được ghi. Khi báo lỗi hãy nêu mã {reference}."
    en = "Something unexpected went wrong; nothing was written. Quote {reference} when you report it."
