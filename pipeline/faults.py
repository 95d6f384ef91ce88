"""A fault of the user's input or rules, told in one line that names the place and the remedy."""

from __future__ import annotations

EXIT_FAULT = 1
EXIT_USAGE = 2
EXIT_BUG = 3


class Fault(Exception):
    """Something the user can mend: input, rules, settings or folders.

    `place` says where (a file, or its line), `problem` what is wrong, `remedy` what to do.

    >>> print(Fault("raw/tide.txt", "no such file", "check the name"))
    raw/tide.txt: no such file; check the name
    """

    def __init__(self, place: str, problem: str, remedy: str = "") -> None:
        super().__init__(place, problem, remedy)
        self.place = place
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        tail = f"; {self.remedy}" if self.remedy else ""
        return f"{self.place}: {self.problem}{tail}"
