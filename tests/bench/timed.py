#!/usr/bin/env python3
"""timed.py LABEL COMMAND...: wall and CPU seconds of a command and its
children, the highest peak memory of one of them and the peak sum of all;
its output is thrown away."""
import os
import resource
import subprocess
import sys
import threading
import time


def memory(pid):
    """MiB that this process alone or with others has in memory, and those
    of its children."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            own = sum(int(line.split()[1]) for line in file
                      if line.startswith("Pss:"))
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            children = file.read().split()
    except OSError:
        return [0]
    return [own / 1024] + [m for child in children for m in memory(child)]


peak_one = peak_all = 0
start = time.time()
process = subprocess.Popen(sys.argv[2:], stdout=subprocess.DEVNULL,
                           stderr=subprocess.PIPE)


def watch():
    global peak_one, peak_all
    while process.poll() is None:
        each = memory(process.pid)
        peak_one, peak_all = max(peak_one, *each), max(peak_all, sum(each))
        time.sleep(0.1)


watcher = threading.Thread(target=watch)
watcher.start()
errors = process.stderr.read().decode(errors="replace")
process.wait()
watcher.join()
wall = time.time() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{sys.argv[1]:24} wall {wall:6.2f} s  CPU "
      f"{used.ru_utime + used.ru_stime:6.2f} s  one {peak_one:5.1f} MiB  "
      f"all {peak_all:5.1f} MiB  {(errors.strip().splitlines() or [''])[-1]}",
      flush=True)
sys.exit(process.returncode)
