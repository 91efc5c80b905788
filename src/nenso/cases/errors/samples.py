"""Trying a formula before it is published: previews and samples."""

from nenso.runtime.problems import Problem


class PreviewMissing(Problem):
    """There is nothing to be shown: the formula has mistakes, or not this procedure or paper."""

    code = "cases.preview_missing"
    status = 404
    vi = "Chưa xem trước được: bộ mẫu còn lỗi, hoặc không có phần này."
    en = "There is nothing to be shown yet: the formula has mistakes, or has no such part."


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
