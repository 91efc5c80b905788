"""What can go wrong when people are made up."""

from nenso.runtime.problems import Problem


class FaultsUnknown(Problem):
    code = "registers.faults_unknown"
    status = 422
    vi = "Không hiểu “{given}”. Viết none, hoặc tên=tỷ lệ cách nhau bằng dấu phẩy; các tên: {known}."
    en = "“{given}” is not understood. Write none, or name=share separated by commas; the names: {known}."


class PlaceUnknown(Problem):
    code = "registers.made_up_place_unknown"
    status = 422
    vi = "Không có xã hay tỉnh mã {place} hôm nay."
    en = "There is no commune or province {place} today."


class FolderTaken(Problem):
    code = "registers.folder_taken"
    status = 409
    vi = "Thư mục {folder} đã có dữ liệu; hãy chọn thư mục khác."
    en = "The folder {folder} already holds data; choose another."
