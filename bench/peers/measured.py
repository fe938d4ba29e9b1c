"""Runs one client to its end and says what it and its machine used meanwhile.

    measured.py LIMIT_S SERVER_PID COMMAND...      result: one JSON object on file descriptor 3

CPU time is what the kernel charged to the client and to all children that it waited for. The client gets a process
group of its own, which is ended at the limit, on SIGTERM, and after the client, so that nothing outlives a run.
"""

import json
import os
import signal
import subprocess
import sys
import time

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def machine_s():
    """CPU seconds since boot of all CPUs: (working for any process, stolen by the hypervisor)."""
    with open("/proc/stat") as stat:
        user, nice, system, _idle, _iowait, _irq, _softirq, steal = map(int, stat.readline().split()[1:9])
    return (user + nice + system) / TICKS_PER_S, steal / TICKS_PER_S


def process_s(pid):
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S


limit_s, server_pid, *command = sys.argv[1:]
busy_s, steal_s = machine_s()
server_s = process_s(server_pid)
start_s = time.monotonic()
client = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


def end(*_):
    try:
        os.killpg(client.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
    signal.signal(number, end)
signal.alarm(int(limit_s))
_, status, usage = os.wait4(client.pid, 0)
wall_s = time.monotonic() - start_s
busy_after_s, steal_after_s = machine_s()
end()

result = {
    "exit": os.waitstatus_to_exitcode(status),
    "wallS": wall_s,
    "clientS": usage.ru_utime + usage.ru_stime,
    "serverS": process_s(server_pid) - server_s,
    "busyS": busy_after_s - busy_s,
    "stealS": steal_after_s - steal_s,
}
os.write(3, json.dumps(result).encode())
