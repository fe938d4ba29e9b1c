"""MLPerf LoadGen's Server scenario against an HTTP server.

    mlperf-loadgen.py URL RATE_PER_S CONNECTIONS SECONDS      last line of stdout: one JSON object

LoadGen decides when each query is due; threads with one keep-alive connection each forward them.
"""

import http.client
import json
import queue
import re
import sys
import tempfile
import threading
import urllib.parse
from pathlib import Path

import mlperf_loadgen as lg

url = urllib.parse.urlparse(sys.argv[1])
rate_per_s, connections, seconds = (int(argument) for argument in sys.argv[2:])
SAMPLES = 1024
due = queue.SimpleQueue()


def forward():
    connection = http.client.HTTPConnection(url.hostname, url.port)
    while (query := due.get()) is not None:
        connection.request("GET", url.path)
        connection.getresponse().read()
        lg.QuerySamplesComplete([lg.QuerySampleResponse(query, 0, 0)])


def issue(queries):
    for query in queries:
        due.put(query.id)


threads = [threading.Thread(target=forward) for _ in range(connections)]
for thread in threads:
    thread.start()

settings = lg.TestSettings()
settings.scenario = lg.TestScenario.Server
settings.mode = lg.TestMode.PerformanceOnly
settings.server_target_qps = rate_per_s
settings.min_duration_ms = seconds * 1000
settings.min_query_count = 1
settings.max_query_count = rate_per_s * seconds

with tempfile.TemporaryDirectory() as folder:
    output = lg.LogOutputSettings()
    output.outdir = folder
    output.copy_summary_to_stdout = False
    log = lg.LogSettings()
    log.log_output = output
    log.enable_trace = False
    system = lg.ConstructSUT(issue, lambda: None)
    samples = lg.ConstructQSL(SAMPLES, SAMPLES, lambda _: None, lambda _: None)
    lg.StartTestWithLogSettings(system, samples, settings, log)
    lg.DestroyQSL(samples)
    lg.DestroySUT(system)
    summary = (Path(folder) / "mlperf_log_summary.txt").read_text()

for _ in threads:
    due.put(None)
for thread in threads:
    thread.join()


def figure(title):
    return float(re.search(rf"^{re.escape(title)}\s*:\s*([\d.]+)", summary, re.MULTILINE).group(1))


print(
    json.dumps(
        {
            "requests": rate_per_s * seconds,
            "ratePerSec": figure("Completed samples per second"),
            "p50Ms": figure("50.00 percentile latency (ns)") / 1e6,
            "p99Ms": figure("99.00 percentile latency (ns)") / 1e6,
        }
    )
)
