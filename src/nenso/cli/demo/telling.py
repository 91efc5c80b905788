"""What the demonstration says in the terminal: one line for each thing that happens, in one language."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from nenso.runtime.config import config

ENGLISH = {
    "Chị Mai": "Ms Mai",
    "Một cửa": "Clerk",
    "Chuyên viên": "Officer",
    "Chủ tịch": "Chairman",
    "Văn thư": "Registrar",
    "Kiểm tra": "Verification",
    "Sổ khai sinh": "Births register",
    "Nhật ký": "Journal",
}
"""Who does something, and what tells, in English."""


class Teller:
    """Tells the story in ``vi`` or ``en``."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.console = Console(highlight=False, soft_wrap=True)

    def words(self, vi: str, en: str) -> str:
        """Return the sentence in the language of the story."""
        return en if self.language == "en" else vi

    @contextmanager
    def working(self, vi: str, en: str) -> Iterator[None]:
        """Say that something takes a while, and when it is done."""
        text = self.words(vi, en)
        with self.console.status(f"{text} …"):
            yield
        self.console.print(f"[green]✓[/] {text}")

    def step(self, who: str, vi: str, en: str) -> None:
        """Say what ``who`` did."""
        named = self.words(who, ENGLISH.get(who, who))
        self.console.print(f"[bold dark_red]{escape(named):>15}[/]  {escape(self.words(vi, en))}")

    def fact(self, vi: str, en: str) -> None:
        """Say a fact under the step before."""
        self.console.print(f"[dim]{'':>15}  {escape(self.words(vi, en))}[/]")

    def serving(self, address: str) -> None:
        """Say where the portal, the desk and the API answer, and who can sign in there."""
        from nenso.cli.demo.people import everybody, password

        table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
        for name, title, email in everybody():
            table.add_row(f"[bold]{escape(name)}[/]", escape(title), email)
        stop = self.words("Ctrl-C để dừng", "Ctrl-C stops it")
        places = {
            address: self.words("cổng cho người dân", "the portal for people"),
            f"{address}/can-bo": self.words("bàn làm việc của cán bộ", "the desk for officers"),
            f"{address}/api/v1/docs": self.words("giao diện lập trình", "the API and its documentation"),
        }
        self.console.print()
        for place, what in places.items():
            self.console.print(f"[green]✓[/] [bold]{place}[/]  {what}")
        signing_in = self.words("Đăng nhập bằng mật khẩu", "Sign in with the password")
        self.console.print(f"\n{signing_in} [bold]{password()}[/] ({stop})")
        self.console.print(table)
        for one in config().oidc:
            by = self.words(
                f"Hoặc bằng {one['name']}, không cần mật khẩu", f"Or with {one['name']}, without a password"
            )
            self.console.print(f"{by}: [bold]{address}/dang-nhap[/]")
