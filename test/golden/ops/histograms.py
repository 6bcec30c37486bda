# Golden values of bins by NumPy's rules and of densities. Run: python histograms.py > histograms.json
# Each case is the TypeScript that the test runs on the inputs, and what it must give.
import json

import numpy as np

random = np.random.default_rng(7)
inputs = {
    "normal": np.round(random.normal(size=200), 4),
    "skewed": np.round(random.exponential(size=75), 4),
    "two": np.round(np.concatenate([random.normal(-3, 0.5, 40), random.normal(2, 1, 60)]), 4),
    "few": np.array([1.0, 2.0, 2.5]),
    "one": np.array([3.0]),
    "same": np.full(9, 2.0),
    "none": np.array([]),
    "grid": np.arange(12.0).reshape(3, 4),
    "points": np.round(random.normal(size=(30, 2)), 4),
    "weights": np.round(random.uniform(0.5, 2, 200), 4),
}
cases = []


def record(source, value):
    value = np.asarray(value)
    value = value.astype(np.int32) if value.dtype.kind == "i" else value
    cases.append({"source": source, "shape": list(value.shape), "dtype": str(value.dtype), "data": [float(f"{v:.15g}") for v in value.ravel()]})


for rule in ["auto", "fd", "doane", "scott", "stone", "rice", "sturges", "sqrt"]:
    for name in ["normal", "skewed", "two", "few", "one", "same", "none", "grid"]:
        record(f"histogramBinEdges({name}, {{ bins: '{rule}' }})", np.histogram_bin_edges(inputs[name], rule))
    record(f"histogramBinEdges(two, {{ bins: '{rule}', range: [-4, 1.5] }})", np.histogram_bin_edges(inputs["two"], rule, (-4, 1.5)))
    record(f"histogram(two, {{ bins: '{rule}' }}).counts", np.histogram(inputs["two"], rule)[0])
record("histogram(normal, { density: true }).counts", np.histogram(inputs["normal"], density=True)[0])
record("histogram(normal, { bins: [-1, 0, 0.25, 3].length, range: [-1, 2], density: true }).counts", np.histogram(inputs["normal"], 4, (-1, 2), density=True)[0])
edges = np.array([-2.0, -0.5, 0.0, 1.0, 3.0])
record("histogram(normal, { bins: tensor([-2, -0.5, 0, 1, 3], 'float64'), density: true, weights }).counts",
       np.histogram(inputs["normal"], edges, density=True, weights=inputs["weights"])[0])  # fmt: skip
record("histogramdd(points, { bins: [3, 2], density: true }).counts", np.histogramdd(inputs["points"], [3, 2], density=True)[0])
record("histogram2d(points.slice([], 0), points.slice([], 1), { bins: 4, density: true }).counts", np.histogram2d(*inputs["points"].T, 4, density=True)[0])
print(json.dumps({
    "versions": {"numpy": np.__version__},
    "inputs": {name: {"shape": list(v.shape), "dtype": str(v.dtype), "data": v.ravel().tolist()} for name, v in inputs.items()},
    "cases": cases,
}))  # fmt: skip
