"""What can go wrong with the demonstration."""

from nenso.runtime.problems import Problem


class NotADemonstration(Problem):
    code = "demo.real"
    status = 409
    vi = (
        "Cơ sở dữ liệu này có cán bộ thật, như {officer} ({email}): bản dùng thử không ghi người và hồ sơ dựng lên vào "
        "đó. Hãy đặt NENSO_HOME và DATABASE_URL khác cho bản dùng thử."
    )
    en = (
        "This database has real officials, such as {officer} ({email}): the demonstration writes no made-up people and "
        "cases into it. Set another NENSO_HOME and DATABASE_URL for the demonstration."
    )
