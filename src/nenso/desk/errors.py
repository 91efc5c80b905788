"""What the desk itself can meet."""

from nenso.runtime.problems import Problem


class NoPost(Problem):
    """Whoever opened the desk holds no post anywhere."""

    code = "desk.no_post"
    status = 403
    vi = "Tài khoản này không giữ vị trí nào ở cơ quan nào nên không có bàn làm việc."
    en = "This account holds no post at any agency, so it has no desk."


class QueueUnknown(Problem):
    """There is no list of that name."""

    code = "desk.queue_unknown"
    status = 404
    vi = "Không có danh sách này."
    en = "There is no such list."
