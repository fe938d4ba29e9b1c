"""Reads a latency.hlog with the Python HdrHistogram; prints count, p50 and p99 of the untagged lines as JSON.

    python read_hlog.py latency.hlog
"""

import json
import sys

from hdrh.histogram import HdrHistogram
from hdrh.log import HistogramLogReader

HOUR_US = 3_600_000_000

total = HdrHistogram(1, HOUR_US, 3)
reader = HistogramLogReader(sys.argv[1], HdrHistogram(1, HOUR_US, 3))
while (interval := reader.get_next_interval_histogram()) is not None:
    if interval.get_tag() is None:
        total.add(interval)
print(
    json.dumps(
        {
            "count": total.get_total_count(),
            "p50Us": total.get_value_at_percentile(50),
            "p99Us": total.get_value_at_percentile(99),
            "bucketUs": total.get_highest_equivalent_value(total.get_value_at_percentile(99))
            - total.get_lowest_equivalent_value(total.get_value_at_percentile(99))
            + 1,
        }
    )
)
