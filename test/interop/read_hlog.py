"""Reads a latency.hlog with the Python HdrHistogram; prints count, p50 and p99 of the untagged lines as JSON.

    python read_hlog.py latency.hlog
"""

import json
import math
import sys

from hdrh.histogram import HdrHistogram
from hdrh.log import HistogramLogReader

HOUR_US = 3_600_000_000

total = HdrHistogram(1, HOUR_US, 3)
reader = HistogramLogReader(sys.argv[1], HdrHistogram(1, HOUR_US, 3))
while (interval := reader.get_next_interval_histogram()) is not None:
    if interval.get_tag() is None:
        total.add(interval)


def at_percentile(percentile):
    """Value of the rank that Java and JavaScript take, ceil(p n). Python's own rounds the rank to the nearest."""
    n = total.get_total_count()
    return total.get_value_at_percentile(100 * math.ceil(percentile / 100 * n) / n)


p99 = at_percentile(99)
print(
    json.dumps(
        {
            "count": total.get_total_count(),
            "p50Us": at_percentile(50),
            "p99Us": p99,
            "bucketUs": total.get_highest_equivalent_value(p99) - total.get_lowest_equivalent_value(p99) + 1,
        }
    )
)
