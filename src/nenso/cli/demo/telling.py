"""What the demonstration says in the terminal: one line for each thing that happens, in one language."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape


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
        self.console.print(f"[bold dark_red]{escape(who):>14}[/]  {escape(self.words(vi, en))}")

    def fact(self, vi: str, en: str) -> None:
        """Say a fact under the step before."""
        self.console.print(f"[dim]{'':>14}  {escape(self.words(vi, en))}[/]")

    def serving(self, address: str) -> None:
        """Say where the API answers."""
        text = self.words("API và tài liệu tại", "The API and its documentation are at")
        stop = self.words("Ctrl-C để dừng", "Ctrl-C stops it")
        self.console.print(f"\n[green]✓[/] {text} [bold]{address}[/] ({stop})")
