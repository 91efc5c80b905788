"""What can keep an install from running, told to whoever operates it."""

from nenso.runtime.problems import Problem


class HomeOfAnother(Problem):
    code = "runtime.home_of_another"
    status = 503
    vi = "Thư mục {home} thuộc về người dùng {owner}; hãy chạy bằng người dùng đó hoặc đặt NENSO_HOME sang nơi khác."
    en = "The directory {home} belongs to the user {owner}; run as that user, or set NENSO_HOME to another place."


class HomeNotEmpty(Problem):
    code = "runtime.home_not_empty"
    status = 503
    vi = "Thư mục {home} đang chứa thứ khác; hãy đặt NENSO_HOME thành một thư mục riêng."
    en = "The directory {home} holds other things; set NENSO_HOME to a directory of its own."


class HomeUnreachable(Problem):
    code = "runtime.home_unreachable"
    status = 503
    vi = (
        "Người dùng {user} chạy cơ sở dữ liệu không đi qua được {blocked}; hãy đặt NENSO_HOME ở nơi đi qua được, "
        "ví dụ /var/lib/nenso."
    )
    en = (
        "The user {user}, who runs the database, cannot pass through {blocked}; set NENSO_HOME to a place that can be "
        "reached, such as /var/lib/nenso."
    )


class SocketsOfAnother(Problem):
    code = "runtime.sockets_of_another"
    status = 503
    vi = "Thư mục {path} không phải của riêng chúng ta; hãy đặt NENSO_HOME ngắn hơn (dưới 80 ký tự)."
    en = "The directory {path} is not ours alone; set NENSO_HOME to a shorter path (under 80 characters)."


class NoServerUser(Problem):
    code = "runtime.no_server_user"
    status = 503
    vi = (
        "PostgreSQL không chạy bằng root và không tạo được người dùng hệ thống nenso ({reason}); "
        "hãy tạo người dùng đó hoặc chạy bằng người dùng thường."
    )
    en = (
        "PostgreSQL does not run as root, and the system user nenso could not be made ({reason}); "
        "make that user, or run as an ordinary one."
    )


class OwnerUrlMissing(Problem):
    code = "runtime.owner_url_missing"
    status = 503
    vi = "Có DATABASE_URL nhưng thiếu NENSO_OWNER_DATABASE_URL (vai trò nenso_owner), cần cho việc nâng cấp bảng."
    en = "DATABASE_URL is set but NENSO_OWNER_DATABASE_URL (the role nenso_owner) is not; migrations need it."


class DataOfAnotherVersion(Problem):
    code = "runtime.data_of_another_version"
    status = 503
    vi = "Dữ liệu ở {data} thuộc PostgreSQL {found}, bản cài này là {wanted}; xem mục Nâng cấp trong docs/operating.md."
    en = "The data in {data} are of PostgreSQL {found}, this install has {wanted}; see Upgrade in docs/operating.md."


class DatabaseDidNotStart(Problem):
    code = "runtime.database_did_not_start"
    status = 503
    vi = "Cơ sở dữ liệu ở {home} không khởi động được. Nhật ký: {log}"
    en = "The database in {home} did not start. Its log says: {log}"


class PortTaken(Problem):
    code = "runtime.port_taken"
    status = 503
    vi = "Cổng {port} trên {bind} đang có chương trình khác dùng; hãy đặt NENSO_PORT sang cổng khác."
    en = "Another program listens on {bind}:{port}; set NENSO_PORT to another port."


class SpaceRunsOut(Problem):
    code = "runtime.space_runs_out"
    status = 507
    vi = "Ổ đĩa sắp đầy nên tạm thời không nhận ghi mới; dữ liệu đã nhận vẫn nguyên vẹn. Xin thử lại sau."
    en = (
        "The disk is nearly full, so nothing new is written for now; what was accepted is safe. Please try again later."
    )


class NotMigrated(Problem):
    """The database has not the tables of this version."""

    code = "runtime.not_migrated"
    status = 503
    vi = "Cơ sở dữ liệu này chưa có các bảng của phiên bản đang chạy; hãy chạy `nenso migrate`, hoặc `nenso up`."
    en = "This database has not the tables of this version; run `nenso migrate`, or `nenso up`."
