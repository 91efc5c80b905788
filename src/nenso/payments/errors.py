"""What can be wrong with a payment."""

from nenso.runtime.problems import Problem


class PaymentUnknown(Problem):
    code = "payments.unknown"
    status = 404
    vi = "Không có khoản nộp này, hoặc bạn không được xem."
    en = "There is no such payment, or it is not yours to see."


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
