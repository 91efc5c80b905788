"""What can go wrong when quality is measured or read."""

from nenso.runtime.problems import Problem


class TooManyRules(Problem):
    code = "registers.too_many_rules"
    status = 422
    vi = "Sổ {register} có hơn {most} quy tắc chất lượng; hãy gộp bớt."
    en = "The register {register} has more than {most} rules of quality; join some of them."


class NotMeasured(Problem):
    code = "registers.not_measured"
    status = 404
    vi = "Sổ {register} không khai quy tắc chất lượng nào, hoặc chưa được đo."
    en = "The register {register} declares no rules of quality, or has not been measured yet."


class RuleUnknown(Problem):
    code = "registers.rule_unknown"
    status = 404
    vi = "Sổ {register} không có quy tắc chất lượng “{rule}”."
    en = "The register {register} has no rule of quality “{rule}”."


class MeasuringRefused(Problem):
    code = "registers.measuring_refused"
    status = 403
    vi = "Chỉ cán bộ của cơ quan giữ sổ hoặc cơ quan cấp trên được xem và đo chất lượng."
    en = "Only officers of the agency that keeps the register, or of one above it, see and measure its quality."


class ExpectedUnreadable(Problem):
    code = "registers.expected_unreadable"
    status = 422
    vi = (
        "Dòng {row}: không hiểu. Mỗi dòng cần cơ quan giữ sổ (mã địa bàn hoặc đường dẫn), kỳ (2026, 2026-Q3, 2026-08;"
        " để trống: tất cả đang có), số."
    )
    en = (
        "Row {row} is not understood. Each needs an agency that keeps the register (code of its place, or path),"
        " a period (2026, 2026-Q3, 2026-08; empty: all it holds), a number."
    )


class ExpectedUnknown(Problem):
    code = "registers.expected_unknown"
    status = 422
    vi = "Không quy tắc nào của sổ {register} so với số dự kiến “{name}”. Sổ này so với: {known}."
    en = "No rule of the register {register} compares with expected numbers called “{name}”. It compares with: {known}."
