"""The SDK's debug lines arrive, in their order and in few deliveries."""

import threading

from infra.program.debug_lines import DebugLines


def test_lines_arrive_together_in_their_order() -> None:
    delivered: list[str] = []
    lines = DebugLines(delivered.append)
    for number in range(3):
        lines.add(f"line {number}", resource=None)
    lines.flush()
    assert delivered == ["line 0\nline 1\nline 2"]


def test_nothing_is_delivered_twice() -> None:
    delivered: list[str] = []
    lines = DebugLines(delivered.append)
    lines.add("line")
    lines.flush()
    lines.flush()
    assert delivered == ["line"]


def test_no_line_is_lost_where_many_threads_add_while_it_delivers() -> None:
    delivered: list[str] = []
    lines = DebugLines(delivered.append)

    def add_many() -> None:
        for _ in range(1000):
            lines.add("line")

    adding = [threading.Thread(target=add_many) for _ in range(8)]
    for thread in adding:
        thread.start()
    while any(thread.is_alive() for thread in adding):
        lines.flush()
    lines.flush()
    assert sum(len(text.splitlines()) for text in delivered) == 8000


def test_a_line_arrives_while_the_program_hangs() -> None:
    arrived = threading.Event()
    lines = DebugLines(lambda _: arrived.set())
    threading.Thread(target=lines.deliver_for_ever, daemon=True).start()
    lines.add("line")
    assert arrived.wait(30)
