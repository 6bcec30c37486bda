"""Writes spread.json: numbers, and what NumPy 2.4.6 says of them: mean, std(ddof=1), and curves interpolated by interp and averaged.

Run: python make.py
"""

import json
from pathlib import Path

import numpy as np

print("NumPy", np.__version__)
rng = np.random.default_rng(7)


def spread(values):
    finite = np.array([v for v in values if np.isfinite(v)])
    return {
        "values": [v if np.isfinite(v) else str(v) for v in values],
        "mean": float(np.mean(finite)),
        "deviation": float(np.std(finite, ddof=1)),
    }


spreads = [
    spread(rng.normal(size=n).tolist()) for n in (2, 3, 10, 1000)
] + [
    spread((1e9 + rng.normal(size=20)).tolist()),
    spread((rng.normal(size=5) * 1e-120).tolist()),
    spread((rng.normal(size=5) * 1e120).tolist()),
    spread([0.5, float("nan"), 0.25, float("inf"), 1.0]),
    spread([3.0, 3.0, 3.0]),
]


def band(grids):
    runs = [{"x": x, "y": rng.normal(size=len(x)).tolist()} for x in grids]
    places = sorted({at for run in runs for at in run["x"]})
    table = np.array([np.interp(places, run["x"], run["y"], left=np.nan, right=np.nan) for run in runs])
    several = np.sum(~np.isnan(table), axis=0) > 1
    deviation = [float(np.nanstd(table[:, i], ddof=1)) if several[i] else None for i in range(len(places))]
    return {"runs": runs, "x": places, "mean": np.nanmean(table, axis=0).tolist(), "deviation": deviation}


bands = [
    band([[0, 1, 2, 3, 4]] * 3),
    band([[0, 10, 20, 30], [5, 10, 15, 40], [0, 7]]),
    band([sorted(rng.choice(1000, size=50, replace=False).tolist()) for _ in range(4)]),
]

Path(__file__).with_name("spread.json").write_text(
    json.dumps({"numpy": np.__version__, "spreads": spreads, "bands": bands}, indent=None) + "\n"
)
