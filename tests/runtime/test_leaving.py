"""No process outlives the server that it is part of, however early its parent died."""

import subprocess
import sys

ORPHANED = """
import os, time
from nenso.runtime.supervising import forked_leave_with_parent

forked_leave_with_parent()
read, write = os.pipe()
if os.fork() == 0:
    if os.fork() == 0:
        time.sleep(60)
        os._exit(0)
    os.kill(os.getpid(), 9)
os.wait()
os.close(write)
print(os.read(read, 1) == b"")
"""
"""The grandchild holds the pipe open for as long as it lives; its parent is killed at once."""


def test_a_process_whose_parent_died_before_it_ran_leaves_too() -> None:
    done = subprocess.run([sys.executable, "-c", ORPHANED], capture_output=True, text=True, check=False, timeout=50)
    assert done.stdout == "True\n", done.stderr
