"""What can go wrong with the journal itself."""

from nenso.runtime.problems import Problem


class TransactionsWentBack(Problem):
    """The database counts its transactions from an earlier number than was anchored: it was restored elsewhere."""

    code = "journal.transactions_went_back"
    status = 500
    vi = (
        "Cơ sở dữ liệu đang đếm giao dịch từ {now}, nhỏ hơn {anchored} đã neo: có lẽ vừa được khôi phục sang máy chủ"
        " khác. Hãy tăng bộ đếm bằng pg_resetwal --epoch rồi neo lại (xem docs/journal.md)."
    )
    en = (
        "The database counts its transactions from {now}, below {anchored} that was anchored: it was probably restored"
        " into another cluster. Raise its counter with pg_resetwal --epoch, then anchor again (see docs/journal.md)."
    )
