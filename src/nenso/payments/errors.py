"""What can be wrong with a payment."""

from nenso.runtime.problems import Problem


class PaymentUnknown(Problem):
    code = "payments.unknown"
    status = 404
    vi = "Không có khoản nộp này, hoặc bạn không được xem."
    en = "There is no such payment, or it is not yours to see."


class SumImpossible(Problem):
    code = "payments.sum_impossible"
    status = 422
    vi = "Phí, lệ phí tính ra là {amount} đồng, không thể đúng. Hãy xem lại số lượng hoặc giá trị đã khai."
    en = "The fee comes to {amount} đồng, which cannot be right. Look at the numbers or values that were given."


class NotCashier(Problem):
    code = "payments.not_cashier"
    status = 403
    vi = "Chỉ người thu tiền của {agency} được ghi nhận khoản này."
    en = "Only a cashier of {agency} may record this."


class NotDue(Problem):
    code = "payments.not_due"
    status = 409
    vi = "Khoản này không còn chờ nộp ({state})."
    en = "This payment is not due any more ({state})."


class NotPaid(Problem):
    code = "payments.not_paid"
    status = 409
    vi = "Khoản này chưa được nộp nên không có gì để hoàn trả ({state})."
    en = "This payment has not been paid, so there is nothing to give back ({state})."


class AmountDiffers(Problem):
    code = "payments.amount_differs"
    status = 422
    vi = "Số tiền {given} đồng khác số phải nộp {expected} đồng."
    en = "The amount of {given} đồng is not the {expected} đồng that are due."


class RefundTooLarge(Problem):
    code = "payments.refund_too_large"
    status = 422
    vi = "Chỉ còn {left} đồng có thể hoàn trả."
    en = "Only {left} đồng are left to give back."


class PaidInTheFuture(Problem):
    code = "payments.paid_in_the_future"
    status = 422
    vi = "Thời điểm nộp tiền không thể ở tương lai."
    en = "The moment of payment cannot be in the future."


class ClientKeyReused(Problem):
    code = "payments.client_key_reused"
    status = 409
    vi = "Mã yêu cầu này đã dùng cho một khoản hoàn trả khác."
    en = "This request key was already used for another refund."


class BankCodeWrong(Problem):
    code = "payments.bank_code_wrong"
    status = 422
    vi = "Mã ngân hàng (BIN) gồm đúng 6 chữ số; ngân hàng của bạn cho biết mã này."
    en = "The code of a bank (BIN) has exactly 6 digits; your bank tells it."


class AccountNumberWrong(Problem):
    code = "payments.account_number_wrong"
    status = 422
    vi = "Số tài khoản gồm 4 đến 19 chữ số hoặc chữ cái không dấu."
    en = "An account number has 4 to 19 digits or plain letters."


class HolderNeeded(Problem):
    code = "payments.holder_needed"
    status = 422
    vi = "Hãy ghi tên ngân hàng và tên chủ tài khoản, để người nộp đối chiếu."
    en = "Give the name of the bank and of the account's holder, for payers to compare."


class NoAccount(Problem):
    code = "payments.no_account"
    status = 404
    vi = "{agency} chưa nhận chuyển khoản; hãy nộp tại nơi tiếp nhận hồ sơ."
    en = "{agency} takes no bank transfers yet; please pay where the case was taken in."


class ReferenceNeeded(Problem):
    code = "payments.reference_needed"
    status = 422
    vi = "Thiếu số giao dịch của ngân hàng."
    en = "The bank's number of the transaction is missing."


class AmountImpossible(Problem):
    code = "payments.amount_impossible"
    status = 422
    vi = "Số tiền về phải lớn hơn 0 và không quá {most} đồng."
    en = "A sum that came in is more than 0 and at most {most} đồng."


class MomentImpossible(Problem):
    code = "payments.moment_impossible"
    status = 422
    vi = "Ngày giao dịch không thể trước năm {year}."
    en = "The day of a transaction cannot be before the year {year}."


class TransferUnknown(Problem):
    code = "payments.transfer_unknown"
    status = 404
    vi = "Không có khoản tiền về này, hoặc bạn không được xem."
    en = "There is no such transfer, or it is not yours to see."


class TransferSettled(Problem):
    code = "payments.transfer_settled"
    status = 409
    vi = "Khoản tiền về này đã được xử lý."
    en = "This transfer has been dealt with."


class ReferenceReused(Problem):
    code = "payments.reference_reused"
    status = 409
    vi = "Số giao dịch {reference} đã có cho một khoản tiền về khác ({amount} đồng); mỗi khoản cần số giao dịch riêng."
    en = "The transaction {reference} is known for another sum ({amount} đồng); each sum needs a number of its own."


class ReasonNeeded(Problem):
    code = "payments.reason_needed"
    status = 422
    vi = "Hãy ghi khoản tiền này đã được xử lý thế nào."
    en = "Say how this sum was dealt with."


class NothingDueOnCase(Problem):
    code = "payments.nothing_due_on_case"
    status = 422
    vi = "Hồ sơ {case} không có khoản nào còn chờ nộp đúng {amount} đồng cho cơ quan này."
    en = "On case {case} nothing of exactly {amount} đồng is due to this agency."


class StatementColumnsMissing(Problem):
    code = "payments.statement_columns_missing"
    status = 422
    vi = "Sao kê thiếu cột: {columns}."
    en = "The statement lacks the columns: {columns}."


class StatementTooLong(Problem):
    code = "payments.statement_too_long"
    status = 422
    vi = "Mỗi lần nạp tối đa {most} dòng; hãy chia sao kê theo ngày."
    en = "At most {most} lines at a time; split the statement by days."


class StatementNeeded(Problem):
    code = "payments.statement_needed"
    status = 422
    vi = "Hãy chọn tệp sao kê (CSV hoặc XLSX)."
    en = "Choose the statement (CSV or XLSX)."
