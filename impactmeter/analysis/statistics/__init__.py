"""Statistics that fit numbers of a few people or a few organisations (rule 9).

What the city figures need is at hand here and leans on `scipy.special` only; `scipy.stats`, which takes half a second
to load, is imported by the modules that need it: `means`, `counts`, `trends`, `sizes`, `two_shares`.
"""

from __future__ import annotations

from impactmeter.analysis.statistics.clusters import Cluster, clustered_interval, clustered_standard_error
from impactmeter.analysis.statistics.interval import CONFIDENCE, Interval
from impactmeter.analysis.statistics.shares import wilson

__all__ = ["CONFIDENCE", "Cluster", "Interval", "clustered_interval", "clustered_standard_error", "wilson"]
