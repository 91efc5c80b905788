"""What can go wrong with a case, each in words for the person who can do something about it."""

from nenso.runtime.problems import Problem


class CaseUnknown(Problem):
    code = "cases.unknown"
    status = 404
    vi = "Không tìm thấy hồ sơ này, hoặc bạn không có quyền xem."
    en = "There is no such case, or you may not see it."


class TooManyTries(Problem):
    code = "cases.too_many_tries"
    status = 429
    vi = "Bạn đã thử nhiều lần. Hãy đợi 5 phút rồi thử lại."
    en = "Too many attempts. Wait 5 minutes and try again."


class FormInvalid(Problem):
    code = "cases.form_invalid"
    status = 422
    vi = "Có {count} chỗ cần sửa trước khi nộp."
    en = "{count} things need attention before this can be filed."


class MayNotFile(Problem):
    code = "cases.may_not_file"
    status = 403
    vi = "Thủ tục này dành cho {audience}; tài khoản của bạn không nộp được."
    en = "This procedure is for {audience}; your account cannot file it."


class ChannelClosed(Problem):
    code = "cases.channel_closed"
    status = 422
    vi = "Thủ tục này không nhận qua kênh {channel}; nhận qua: {channels}."
    en = "This procedure is not taken through {channel}; it is through {channels}."


class AssuranceTooLow(Problem):
    code = "cases.assurance_too_low"
    status = 403
    vi = "Cần tài khoản định danh mức {needed}; tài khoản này ở mức {held}."
    en = "This needs an account of assurance level {needed}; yours is {held}."


class MandateNotAllowed(Problem):
    code = "cases.mandate_not_allowed"
    status = 422
    vi = "Thủ tục này không cho nộp thay với tư cách {mandate}."
    en = "This procedure cannot be filed for another as {mandate}."


class ApplicantNeeded(Problem):
    code = "cases.applicant_needed"
    status = 422
    vi = "Cần biết người yêu cầu: số định danh hoặc họ tên."
    en = "Say who applies: the identification number or the name."


class DateWrong(Problem):
    code = "cases.date_wrong"
    status = 422
    vi = "Không có ngày «{given}»; ghi năm-tháng-ngày, ví dụ 1990-05-17."
    en = "There is no date “{given}”; write year-month-day, such as 1990-05-17."


class SexWrong(Problem):
    code = "cases.sex_wrong"
    status = 422
    vi = "Giới tính ghi male (nam) hoặc female (nữ), không phải «{given}»."
    en = "Sex is male or female, not “{given}”."


class NotFiled(Problem):
    code = "cases.not_filed"
    status = 409
    vi = "Hồ sơ chưa nộp; bản nháp thì xóa, không rút."
    en = "The case is not filed; a draft is thrown away, not withdrawn."


class NotAnonymous(Problem):
    code = "cases.not_anonymous"
    status = 422
    vi = "Thủ tục này không nhận hồ sơ ẩn danh."
    en = "This procedure takes no anonymous cases."


class NoCompetentAgency(Problem):
    code = "cases.no_competent_agency"
    status = 422
    vi = "Chưa xác định được cơ quan giải quyết cho nơi đã chọn."
    en = "No agency could be found that decides for the place chosen."


class NotReceivedHere(Problem):
    code = "cases.not_received_here"
    status = 422
    vi = "{receiving} không nhận được hồ sơ thuộc thẩm quyền của {agency}."
    en = "{receiving} cannot take in a case that {agency} decides."


class OccurredByOfficer(Problem):
    code = "cases.occurred_by_officer"
    status = 422
    vi = "Hồ sơ nộp trực tuyến tính từ lúc nộp; chỉ cán bộ tiếp nhận mới ghi thời điểm nhận trước đó (occurred_at)."
    en = "A case filed online counts from its filing; only an officer who takes it in says when it came (occurred_at)."


class KeyNeeded(Problem):
    code = "cases.key_needed"
    status = 400
    vi = "Cần tiêu đề Idempotency-Key (8–80 ký tự) để việc gửi lại không làm hai lần."
    en = "Send an Idempotency-Key header (8–80 characters), so that sending again does nothing twice."


class KeyReused(Problem):
    code = "cases.key_reused"
    status = 409
    vi = "Khóa này đã dùng cho nội dung khác; hãy dùng khóa mới."
    en = "This key was used with other content; use a new one."


class NotADraft(Problem):
    code = "cases.not_a_draft"
    status = 409
    vi = "Hồ sơ đã nộp; không sửa như bản nháp được."
    en = "The case is filed; it can no longer be changed as a draft."


class DraftsFull(Problem):
    code = "cases.drafts_full"
    status = 409
    vi = "Bạn đang có {most} bản nháp, là nhiều nhất được phép. Hãy nộp hoặc xóa bớt rồi tạo bản mới."
    en = "You have {most} drafts, as many as there may be. File or throw away some, then begin another."


class DraftChanged(Problem):
    code = "cases.draft_changed"
    status = 409
    vi = "Bản nháp đã được sửa ở nơi khác; hãy tải lại để không mất nội dung."
    en = "The draft was changed elsewhere; load it again so that nothing is lost."


class NotYourTurn(Problem):
    code = "cases.not_your_turn"
    status = 403
    vi = "Bước này do {who} thực hiện."
    en = "This step is for {who}."


class StepNotOpen(Problem):
    code = "cases.step_not_open"
    status = 409
    vi = "Bước «{step}» không mở; hồ sơ đang ở: {open}."
    en = "The step “{step}” is not open; the case is at: {open}."


class ActionUnknown(Problem):
    code = "cases.action_unknown"
    status = 422
    vi = "Ở bước này không có việc «{action}»; có: {actions}."
    en = "There is no action “{action}” here; there is: {actions}."


class ActionNotAllowed(Problem):
    code = "cases.action_not_allowed"
    status = 409
    vi = "Chưa đủ điều kiện để «{action}»."
    en = "The condition for “{action}” does not hold."


class SamePerson(Problem):
    code = "cases.same_person"
    status = 403
    vi = "Người đã thực hiện «{step}» không được thực hiện bước này."
    en = "Whoever did “{step}” may not do this step."


class CaseChanged(Problem):
    code = "cases.changed"
    status = 409
    vi = "Hồ sơ vừa được {who} xử lý ({action}); hãy tải lại."
    en = "{who} has just acted on this case ({action}); load it again."


class ReasonNeeded(Problem):
    code = "cases.reason_needed"
    status = 422
    vi = "Cần nêu lý do."
    en = "Say why."


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


class ResultMissing(Problem):
    code = "cases.result_missing"
    status = 409
    vi = "Chưa có văn bản kết quả «{result}»; không kết thúc được."
    en = "The result document “{result}” is missing; the case cannot be decided."


class AlreadyEnded(Problem):
    code = "cases.already_ended"
    status = 409
    vi = "Hồ sơ đã kết thúc."
    en = "The case has ended."


class NotFinished(Problem):
    code = "cases.not_finished"
    status = 409
    vi = "Hồ sơ chưa xử lý xong, chưa trả kết quả được."
    en = "The case is not finished; there is nothing to hand over yet."


class NotExtendable(Problem):
    code = "cases.not_extendable"
    status = 409
    vi = "Không gia hạn được: {why}."
    en = "The time cannot be extended: {why_en}."


class FeeUnpaid(Problem):
    code = "cases.fee_unpaid"
    status = 409
    vi = "Còn {amount} đ chưa thu."
    en = "{amount} đ are still to be paid."


class LimitReached(Problem):
    code = "cases.limit_reached"
    status = 409
    vi = "Đã đủ {most} hồ sơ: {why}."
    en = "There are {most} already: {why}."


class NotYetRun(Problem):
    code = "cases.not_yet_run"
    status = 501
    vi = "Phiên bản này của hệ thống chưa vận hành được phần «{part}» của thủ tục."
    en = "This release does not run the part “{part}” of the procedure yet."


class RuleBroken(Problem):
    code = "cases.rule_broken"
    status = 409
    vi = "Không ghi được vào {register}: {why}"
    en = "{register} refused it: {why}"


class ChildRefused(Problem):
    code = "cases.child_refused"
    status = 409
    vi = "Chưa mở được hồ sơ thành phần {procedure}: {why}"
    en = "The part {procedure} could not be opened: {why_en}"


class ChildMissing(Problem):
    code = "cases.child_missing"
    status = 409
    vi = "Hồ sơ này chưa mở hồ sơ thành phần {child}."
    en = "This case has not opened the part {child}."


class NotAbout(Problem):
    code = "cases.not_about"
    status = 422
    vi = "Thủ tục này không nộp về một hồ sơ hay bản ghi khác."
    en = "This procedure is not filed on another case or record."


class AboutNeeded(Problem):
    code = "cases.about_needed"
    status = 422
    vi = "Hãy cho biết hồ sơ hoặc bản ghi mà bạn nộp về."
    en = "Say which case or record this is about."


class AboutUnknown(Problem):
    code = "cases.about_unknown"
    status = 404
    vi = "Không tìm thấy hồ sơ hoặc bản ghi mà bạn nộp về, hoặc bạn không có quyền xem."
    en = "There is no such case or record to file on, or you may not see it."


class AboutRefused(Problem):
    code = "cases.about_refused"
    status = 409
    vi = "Hồ sơ hoặc bản ghi này chưa đủ điều kiện, hoặc bạn không phải là người được nộp về nó."
    en = "This cannot be filed on that case or record now, or not by you."


class NothingSaid(Problem):
    code = "cases.nothing_said"
    status = 422
    vi = "Hãy ghi nội dung."
    en = "Write what is to be said."


class NotHandedOver(Problem):
    code = "cases.not_handed_over"
    status = 409
    vi = "Không có bàn giao nào đang chờ xác nhận."
    en = "No hand-over waits to be acknowledged."


class NotOfCase(Problem):
    code = "cases.not_of_case"
    status = 422
    vi = "Người này không giữ vị trí nào ở cơ quan đang giải quyết hồ sơ."
    en = "This person holds no post at an agency of the case."


class DirectiveUnknown(Problem):
    code = "cases.directive_unknown"
    status = 404
    vi = "Hồ sơ này không có chỉ đạo đó."
    en = "There is no such directive on this case."


class DirectiveClosed(Problem):
    """The directive was closed: nothing is reported on it any more."""

    code = "cases.directive_closed"
    status = 409
    vi = "Chỉ đạo này đã kết thúc; muốn giao thêm việc thì ra chỉ đạo mới."
    en = "This directive is closed; give a new one for more to be done."


class ConsultationUnknown(Problem):
    code = "cases.consultation_unknown"
    status = 409
    vi = "Không có lần lấy ý kiến này, hoặc đã được trả lời."
    en = "There is no such consultation, or it has been answered."


class OwnAgency(Problem):
    code = "cases.own_agency"
    status = 422
    vi = "Hồ sơ đang ở chính cơ quan này; hãy chọn cơ quan khác để lấy ý kiến."
    en = "The case is at this very agency; choose another one to ask."


class CountsRefused(Problem):
    code = "cases.counts_refused"
    status = 403
    vi = "Số liệu của {agency} dành cho người giữ vị trí ở cơ quan này hoặc cơ quan cấp trên."
    en = "The numbers of {agency} are for who holds a post there or above it."


class BatchUnknown(Problem):
    """Somebody else's batch is as unknown as one that never was."""

    code = "cases.batch_unknown"
    status = 404
    vi = "Không có đợt xử lý cùng lúc này."
    en = "There is no such batch."


class ViewsFull(Problem):
    code = "cases.views_full"
    status = 409
    vi = "Đã lưu {most} danh sách; hãy bỏ bớt trước khi lưu thêm."
    en = "{most} lists are kept already; drop one before keeping another."


class CalendarChanged(Problem):
    """The calendar is another one than the one that was read."""

    code = "cases.calendar_changed"
    status = 409
    vi = "Trong lúc bạn sửa, lịch làm việc đã được người khác đổi. Hãy xem lại."
    en = "Somebody else changed the calendar meanwhile. Look again."


class CalendarMoving(Problem):
    """An earlier change of the calendar is still being carried out on open cases."""

    code = "cases.calendar_moving"
    status = 409
    vi = "Hạn của các hồ sơ đang được tính lại theo lần đổi lịch trước. Hãy thử lại sau ít phút."
    en = "Due times are still being worked out after the last change. Try again in a few minutes."


class DaysWrong(Problem):
    """Days to be set in a calendar were not named right; fact: ``most``."""

    code = "cases.days_wrong"
    status = 422
    vi = "Cần tên gọi, loại ngày, ngày đầu và ngày cuối theo thứ tự, không quá {most} ngày một lần."
    en = "Give a name, a kind, the first and the last day in order, at most {most} days at once."


class PreviewMissing(Problem):
    """There is nothing to be shown: the formula has mistakes, or not this procedure or paper."""

    code = "cases.preview_missing"
    status = 404
    vi = "Chưa xem trước được: bộ biểu mẫu còn lỗi, hoặc không có phần này."
    en = "There is nothing to be shown yet: the formula has mistakes, or has no such part."


class ForeignRegister(Problem):
    code = "cases.foreign_register"
    status = 409
    vi = "Biểu mẫu này không được ghi vào sổ {register}: sổ thuộc biểu mẫu khác và không mở cho thủ tục {procedure}."
    en = "This formula may not write in the register {register}: it is another's and does not name {procedure}."


class SamplesTooLong(Problem):
    code = "cases.samples_too_long"
    status = 422
    vi = "Chạy mẫu thử quá {seconds} giây nên đã dừng. Kiểm tra mẫu giấy tờ và biểu thức lặp, hoặc bớt mẫu."
    en = "Running the samples took over {seconds} seconds and was stopped. Look at papers and loops, or have fewer."


class SamplesNotPossible(Problem):
    code = "cases.samples_not_possible"
    status = 422
    vi = "Cơ sở dữ liệu này chưa cho chạy mẫu thử. Nhờ người quản trị máy chủ cấp quyền theo docs/operating.md."
    en = "This database does not let samples run. Ask its administrator for the rights in docs/operating.md."


class SamplesBrokenOff(Problem):
    code = "cases.samples_broken_off"
    status = 422
    vi = "Việc chạy mẫu thử bị dừng giữa chừng (quá bộ nhớ hoặc máy chủ khởi động lại). Hãy chạy lại."
    en = "Running the samples broke off (out of memory, or the server was restarted). Run them again."


class ConsentUnknown(Problem):
    code = "cases.consent_unknown"
    status = 404
    vi = "Không tìm thấy sự đồng ý này của bạn."
    en = "There is no such consent of yours."
