"""Why a case does not end or go on: no result, fees unpaid, a register that refuses, no more time."""

from nenso.runtime.problems import Problem


class NotFiled(Problem):
    code = "cases.not_filed"
    status = 409
    vi = "Hồ sơ chưa nộp; bản nháp thì xóa, không rút."
    en = "The case is not filed; a draft is thrown away, not withdrawn."


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


class RuleBroken(Problem):
    code = "cases.rule_broken"
    status = 409
    vi = "Không ghi được vào {register}: {why}"
    en = "{register} refused it: {why}"


class ForeignRegister(Problem):
    code = "cases.foreign_register"
    status = 409
    vi = "Bộ mẫu này không được ghi vào sổ {register}: sổ thuộc bộ mẫu khác và không mở cho thủ tục {procedure}."
    en = "This formula may not write in the register {register}: it is another's and does not name {procedure}."
