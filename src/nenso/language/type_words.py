"""What people call each type of a field, in Vietnamese and in English."""

from collections.abc import Mapping

from nenso.language.declarations.field_types import FieldType

TYPE_WORDS: Mapping[FieldType, tuple[str, str]] = {
    "text": ("một dòng chữ", "a line of text"),
    "multiline": ("nhiều dòng chữ", "several lines of text"),
    "person_name": ("họ tên người", "a person's name"),
    "integer": ("số nguyên", "a whole number"),
    "money": ("số tiền", "an amount of money"),
    "number": ("số", "a number"),
    "date": ("ngày", "a day"),
    "time": ("giờ", "a time of day"),
    "datetime": ("ngày và giờ", "a day and time"),
    "period": ("khoảng thời gian", "a period"),
    "yes_no": ("có hoặc không", "yes or no"),
    "choice": ("chọn một", "one choice"),
    "choices": ("chọn nhiều", "several choices"),
    "person_id": ("số định danh cá nhân", "a personal identification number"),
    "tax_code": ("mã số thuế", "a tax code"),
    "phone": ("số điện thoại", "a telephone number"),
    "email": ("thư điện tử", "an e-mail address"),
    "url": ("địa chỉ trang web", "a web address"),
    "place": ("đơn vị hành chính", "an administrative unit"),
    "address": ("địa chỉ", "an address"),
    "location": ("vị trí trên bản đồ", "a point on the map"),
    "area": ("vùng trên bản đồ", "an area on the map"),
    "files": ("tệp đính kèm", "files"),
    "signature": ("chữ ký", "a signature"),
    "record": ("một bản ghi", "a record"),
    "records": ("nhiều bản ghi", "several records"),
    "table": ("bảng nhiều dòng", "a table of rows"),
    "consent": ("sự đồng ý", "a consent"),
    "slot": ("giờ hẹn", "an appointment"),
    "content": ("đoạn hướng dẫn", "a text to read"),
    "group": ("nhóm mục", "a group of fields"),
}
