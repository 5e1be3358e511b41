#!/usr/bin/python3
"""Start-up, latency, interruption, throughput and memory of an installed kernel.

Usage: latency.py [kernel name]   (JUPYTER_DATA_DIR or JUPYTER_PATH say where kernelspecs are)
"""

import statistics
import sys
import time
from pathlib import Path
from queue import Empty

from jupyter_client.manager import KernelManager

STARTS = 5
TRIVIAL_CELLS = 40
MANY_CELLS = 300
LINES = 100_000
LINE = "x" * 99


def execute(client, code, timeout=60):
    """Runs a cell. Returns the seconds until its reply, its stdout, and the number of stream messages."""
    begin = time.perf_counter()
    message = client.execute(code)
    reply = client.get_shell_msg(timeout=timeout)
    seconds = time.perf_counter() - begin
    assert reply["parent_header"]["msg_id"] == message, "reply to something else"
    text, count = [], 0
    while True:
        output = client.get_iopub_msg(timeout=timeout)
        if output["parent_header"].get("msg_id") != message:
            continue
        if output["msg_type"] == "stream":
            text.append(output["content"]["text"])
            count += 1
        if output["msg_type"] == "status" and output["content"]["execution_state"] == "idle":
            return seconds, "".join(text), count, reply["content"]


def start(name):
    """Starts a kernel. Returns manager, client, seconds to the answer of kernel_info, and the moment of the start."""
    manager = KernelManager(kernel_name=name)
    begin = time.perf_counter()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    while True:
        client.kernel_info()
        try:
            client.get_shell_msg(timeout=5)
            break
        except Empty:
            pass
    info = time.perf_counter() - begin
    while True:  # until the output channel is connected
        try:
            client.get_iopub_msg(timeout=0.05)
        except Empty:
            return manager, client, info, begin


def resident(manager):
    """Resident memory of the kernel process, MB."""
    status = Path(f"/proc/{manager.provisioner.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def drain_shell(client):
    while True:
        try:
            client.get_shell_msg(timeout=0.05)
        except Empty:
            return


def interrupt(manager, client, code):
    message = client.execute(code)
    while True:  # the cell says when it runs
        output = client.get_iopub_msg(timeout=10)
        if output["msg_type"] == "stream":
            break
    time.sleep(0.1)
    begin = time.perf_counter()
    manager.interrupt_kernel()
    while True:
        reply = client.get_shell_msg(timeout=20)
        if reply["parent_header"]["msg_id"] == message:
            return time.perf_counter() - begin


def report(what, value, unit="ms", bar=""):
    print(f"{what:<44}{value:>10.0f} {unit:<4}{bar}", flush=True)


def main():
    name = sys.argv[1] if len(sys.argv) > 1 else ".net-csharp"
    print("load average", Path("/proc/loadavg").read_text().split()[0])
    infos, firsts, totals = [], [], []
    for _ in range(STARTS):
        manager, client, info, begin = start(name)
        drain_shell(client)
        seconds, *_ = execute(client, "1 + 1")
        infos.append(info * 1000)
        firsts.append(seconds * 1000)
        totals.append((time.perf_counter() - begin) * 1000)
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    report("start to kernel_info, median", statistics.median(infos), bar="(bar 600)")
    report("first cell, median", statistics.median(firsts), bar="(bar 1000)")
    report("start to the end of the first cell, median", statistics.median(totals))

    manager, client, _, _ = start(name)
    drain_shell(client)
    report("memory idle", resident(manager), "MB")
    first, *_ = execute(client, "1 + 1")
    second, *_ = execute(client, "var second = 2; second * 2")
    report("first cell", first * 1000)
    report("second cell", second * 1000)
    cells = [execute(client, f"var a{i} = {i};\nint F{i}(int x) => x + a{i};\nConsole.WriteLine(F{i}(1));")[0] * 1000 for i in range(TRIVIAL_CELLS)]
    report("variable, function and call, median", statistics.median(cells), bar="(bar 30)")
    trivial = [execute(client, f"{i} + 1")[0] * 1000 for i in range(TRIVIAL_CELLS)]
    report("expression, median", statistics.median(trivial), bar="(bar 30)")
    report("memory after these cells", resident(manager), "MB")
    for code in ("while (true) { }", "System.Threading.Thread.Sleep(60000);", "await Task.Delay(60000);", "Console.ReadLine();"):
        times = [interrupt(manager, client, 'Console.Write("started");\n' + code) * 1000 for _ in range(3)]
        for _ in times:
            drain_shell(client)
        report(f"interrupt {code}", statistics.median(times), bar="(bar 300)")
    while True:
        try:
            client.get_iopub_msg(timeout=0.2)
        except Empty:
            break
    begin = time.perf_counter()
    _, text, count, _ = execute(client, f'for (var i = 0; i < {LINES}; i++) Console.WriteLine("{LINE}");', timeout=60)
    report("10 MB to stdout", (time.perf_counter() - begin) * 1000, bar=f"{count} messages, {'nothing lost' if text == (LINE + chr(10)) * LINES else 'TEXT LOST'}")
    many = [execute(client, f"var m{i} = {i}; m{i}")[0] * 1000 for i in range(MANY_CELLS)]
    report(f"{MANY_CELLS} cells: median of the first 50", statistics.median(many[:50]))
    report(f"{MANY_CELLS} cells: median of the last 50", statistics.median(many[-50:]))
    report("memory at the end", resident(manager), "MB")
    begin = time.perf_counter()
    manager.shutdown_kernel()
    report("clean shutdown", (time.perf_counter() - begin) * 1000)
    client.stop_channels()


if __name__ == "__main__":
    main()
