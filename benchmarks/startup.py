"""Start-up: a whole `frontline ledger` against `import geopandas` alone, run in turn."""

import statistics
import subprocess
import sys
import time

RUNS = 7
LEDGER = ("-m", "explorer", "ledger", "donbas-handover")
PEER = ("-c", "import geopandas")


def run() -> list[str]:
    """
    Time both as whole processes, in pairs so that the machine's mood is the same for each.

    Returns
    -------
    lines
        Median times and the median ratio of the pairs.
    """
    pairs = [(_seconds(LEDGER), _seconds(PEER)) for _ in range(RUNS + 1)][1:]
    ours, peer = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    return [
        f"frontline ledger donbas-handover {ours * 1e3:9.0f} ms",
        f'python -c "import geopandas"     {peer * 1e3:9.0f} ms',
        f"ratio                            {ratio:9.2f} of its time",
    ]


def _seconds(arguments: tuple[str, ...]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start
