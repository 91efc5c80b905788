"""Several processes share one server, which stops when the last of them has gone, however it went."""

import os
import random
import signal
import subprocess
import time

from nenso.runtime.embedded.processes import of_cluster

from .conftest import Home


def test_six_processes_that_start_at_once_share_one_server(home: Home) -> None:
    users = [home.user() for _ in range(6)]
    assert all(user.ready() for user in users)
    assert sum(process.leads for process in of_cluster(home.layout.data)) == 1


def test_the_server_stays_until_the_last_user_leaves(home: Home) -> None:
    first, second = home.ready_user(), home.ready_user()
    server = home.postmaster()
    first.leave()
    time.sleep(0.5)
    assert home.postmaster() == server
    second.leave()
    assert home.stops()


def test_a_user_that_is_killed_does_not_keep_the_server_running(home: Home) -> None:
    home.ready_user().kill()
    assert home.stops()


def test_a_server_that_lost_the_process_that_stops_it_gets_another_one(home: Home) -> None:
    user = home.ready_user()
    found = subprocess.run(["pgrep", "-f", f"IS -c .*{home.layout.home}"], capture_output=True, text=True, check=True)
    os.kill(int(found.stdout), signal.SIGKILL)
    home.ready_user().leave()
    user.leave()
    assert home.stops()


def test_users_that_come_while_the_server_stops_get_a_server(home: Home) -> None:
    chance = random.Random(2)
    for _ in range(5):
        user = home.ready_user()
        user.leave()
        time.sleep(chance.uniform(0, 0.12))
    users = [home.user() for _ in range(3)]
    assert all(user.ready() for user in users)
