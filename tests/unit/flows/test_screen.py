"""How far the work is: a bar on a terminal, plain lines in a pipe."""

import io

from rich.console import Console

from flows.cli.screen import Screen

WIDTH = 80
LINE = "Menyusun laporan OPD (26 dari 52), kira-kira 20 detik lagi"


def test_on_a_terminal_what_is_announced_has_a_bar_and_is_not_cut_at_80_columns() -> None:
    screen, seen = Screen(), io.StringIO()
    screen.err = Console(file=seen, force_terminal=True, width=WIDTH, no_color=True)
    with screen.working():
        screen.announce(LINE)
        screen.fill(0.5)
    last = seen.getvalue().split("\r")[-2]
    assert LINE in last
    assert "\u2501" * 7 in last


def test_in_a_pipe_a_line_says_it_once_and_nothing_is_drawn() -> None:
    screen, seen = Screen(), io.StringIO()
    screen.err = Console(file=seen, width=WIDTH)
    with screen.working():
        screen.announce(LINE)
        screen.fill(0.5)
    assert seen.getvalue() == f"{LINE}\n"
