# Golden values of sorting, search, counting, quantiles and cumulative operations from NumPy and PyTorch.
# Run: python generate.py > sorting.json
# Each case is the TypeScript that the test runs on the inputs, and what it must give.
import json

import numpy as np
import torch

inf, nan = np.inf, np.nan


def wave(*shape, seed=1.0):
    """Smooth, distinct values in -1 … 1."""
    n = int(np.prod(shape))
    return np.sin(1.7 * seed * np.arange(n) + seed).reshape(shape)


inputs = {
    "a": wave(2, 5) * 2,
    "b": wave(3, 4, 2, seed=2),
    "s": np.array([2.0, nan, -inf, 0.5, -0.0, inf, 0.0, nan, -3.0, 0.5]),
    "i": np.array([[7, -7, 0, 3, 3], [3, -2, 5, 3, -2]], np.int32),
    "z": np.array([[True, False, True], [False, False, True]]),
    "c": np.array([0, 3, 1, 1, 5, 3, 3], np.int32),
    "n": np.array([[1.0, nan, 3.0, -2.0, 0.5], [nan, 4.0, 2.0, nan, 8.0]]),
    "v": np.array([0.0, 0.1, -3.0, 3.5, nan, 0.5]),
    "e": np.array([-1.0, 0.0, 0.5, 2.0]),
    "w": wave(7, seed=3),
    "d": wave(2, 5, seed=4),
}
cases = []


def case(source, value):
    value = np.asarray(value)
    if value.dtype == np.int64:
        value = value.astype(np.int32)
    cases.append({"source": source, "shape": list(value.shape), "dtype": str(value.dtype), "data": encode(value)})


def encode(value):
    special = {inf: "Infinity", -inf: "-Infinity"}
    return [int(v) if value.dtype.kind in "iub" else "NaN" if np.isnan(v) else special.get(v, float(v)) for v in value.ravel()]


g = inputs
a, b, s, i, z, c, n, v, e, w, d = (g[k] for k in "absizcnvewd")
t = lambda x: torch.tensor(x)

# sorting
case("sort(a)", np.sort(a))
case("sort(b, 1)", np.sort(b, 1))
case("sort(b, 0)", np.sort(b, 0))
case("sort(s)", np.sort(s))
case("sort(i)", np.sort(i))
case("sort(z)", np.sort(z))
case("argsort(a)", np.argsort(a, kind="stable"))
case("argsort(s)", np.argsort(s, kind="stable"))
case("argsort(i)", np.argsort(i, kind="stable"))
case("sort(i, 1, { descending: true })", torch.sort(t(i), dim=1, descending=True, stable=True)[0])
case("argsort(i, 1, { descending: true })", torch.sort(t(i), dim=1, descending=True, stable=True)[1])
case("sort(s, 0, { descending: true })", torch.sort(t(s), dim=0, descending=True, stable=True)[0])
case("argsort(s, 0, { descending: true })", torch.sort(t(s), dim=0, descending=True, stable=True)[1])
case("lexsort([c, w.cast('float32')])", np.lexsort([c, w.astype(np.float32)]))
case("lexsort([w, c])", np.lexsort([w, c]))
case("topK(a, 2)[0]", torch.topk(t(a), 2)[0])
case("topK(a, 2)[1]", torch.topk(t(a), 2)[1])
case("topK(b, 3, 1, { largest: false })[0]", torch.topk(t(b), 3, 1, largest=False)[0])
case("topK(b, 0, 0)[0]", torch.topk(t(b), 0, 0)[0])

# search
case("searchSorted(sort(s), v)", np.searchsorted(np.sort(s), v))
case("searchSorted(sort(s), v, { side: 'right' })", np.searchsorted(np.sort(s), v, "right"))
case("searchSorted(e, a)", np.searchsorted(e, a))
case("searchSorted(sort(a), sort(d))", torch.searchsorted(t(np.sort(a)), t(np.sort(d))))
case("searchSorted(sort(a), d, { side: 'right' })", torch.searchsorted(t(np.sort(a)), t(d), right=True))

# distinct elements and counts
values, indices, inverse, counts = np.unique(i, return_index=True, return_inverse=True, return_counts=True)
case("unique(i)", values)
case("uniqueAll(i).values", values)
case("uniqueAll(i).indices", indices)
case("uniqueAll(i).inverse", inverse.reshape(i.shape))
case("uniqueAll(i).counts", counts)
case("unique(s)", np.unique(s))
case("uniqueAll(s).counts", np.unique(s, return_counts=True)[1])
case("unique(z)", np.unique(z))
case("bincount(c)", np.bincount(c))
case("bincount(c, { weights: w })", np.bincount(c, weights=w))
case("bincount(c, { length: 3 })", np.bincount(c)[:3])
case("bincount(c, { length: 8 })", np.bincount(c, minlength=8))
for source, kwargs in [
    ("histogram(a)", {}),
    ("histogram(a, { bins: 4 })", {"bins": 4}),
    ("histogram(a, { bins: 3, range: [-1, 1] })", {"bins": 3, "range": (-1, 1)}),
    ("histogram(a, { bins: e })", {"bins": e}),
    ("histogram(w, { bins: 5, weights: w })", {"bins": 5, "weights": w}),
]:
    x = w if "(w" in source else a
    counted, edges = np.histogram(x, **kwargs)
    case(f"{source}.counts", counted)
    case(f"{source}.edges", edges)

# quantiles
case("median(a)", np.median(a))
case("median(a, 1)", np.median(a, 1))
case("median(b, [0, 2])", np.median(b, (0, 2)))
case("median(b, 1, { keepDims: true })", np.median(b, 1, keepdims=True))
case("median(n, 1)", np.median(n, 1))
case("nanMedian(n, 1)", np.nanmedian(n, 1))
case("nanMedian(n)", np.nanmedian(n))
case("quantile(a, 0.3)", np.quantile(a, 0.3))
case("quantile(a, [0, 0.25, 1], 1)", np.quantile(a, [0, 0.25, 1], 1))
case("quantile(a, e.slice([1, 3]), 0)", np.quantile(a, e[1:3], 0))
case("quantile(n, 0.4, 1)", np.quantile(n, 0.4, 1))
case("nanQuantile(n, [0.1, 0.4, 0.9], 1)", np.nanquantile(n, [0.1, 0.4, 0.9], 1))
case("nanQuantile(n, 0.5, 0)", np.nanquantile(n, 0.5, 0))
case("percentile(b, 35, 2)", np.percentile(b, 35, 2))
case("percentile(b, [10, 90], [0, 1], { keepDims: true })", np.percentile(b, [10, 90], (0, 1), keepdims=True))
case("nanPercentile(n, 75, 1)", np.nanpercentile(n, 75, 1))
for ours, theirs in [
    ("lower", "lower"),
    ("higher", "higher"),
    ("midpoint", "midpoint"),
    ("nearest", "nearest"),
    ("interpolatedInvertedCdf", "interpolated_inverted_cdf"),
    ("hazen", "hazen"),
    ("weibull", "weibull"),
    ("medianUnbiased", "median_unbiased"),
    ("normalUnbiased", "normal_unbiased"),
]:
    for q in (0.0, 0.13, 0.5, 0.71, 1.0):
        case(f"quantile(a, {q}, 1, {{ method: '{ours}' }})", np.quantile(a, q, 1, method=theirs))

# cumulative
case("cumsum(a)", np.cumsum(a))
case("cumsum(a, 1)", np.cumsum(a, 1))
case("cumsum(b, 1)", np.cumsum(b, 1))
case("cumsum(b, 0, { reverse: true })", np.cumsum(b[::-1], 0)[::-1])
case("cumsum(i, 1)", np.cumsum(i, 1, dtype=np.int32))
case("cumsum(s)", np.cumsum(s))
case("cumprod(a, 1)", np.cumprod(a, 1))
case("cumprod(b, -1, { reverse: true })", np.cumprod(b[..., ::-1], -1)[..., ::-1])
case("cumprod(i, 1)", np.cumprod(i, 1, dtype=np.int32))
case("cummax(a, 1)", np.maximum.accumulate(a, 1))
case("cummax(s)", np.maximum.accumulate(s))
case("cummin(b, 1)", np.minimum.accumulate(b, 1))
case("cummin(i, 0, { reverse: true })", np.minimum.accumulate(i[::-1], 0)[::-1])
case("logcumsumexp(a, 1)", torch.logcumsumexp(t(a), 1))
case("logcumsumexp(mul(b, 400), 1)", torch.logcumsumexp(t(b * 400), 1))
case("logcumsumexp(tensor(Float64Array.of(-Infinity, -Infinity, 2, Infinity, 3)))", torch.logcumsumexp(t(np.array([-inf, -inf, 2, inf, 3])), 0))


# gradients, of sums weighted by d or a wave
def gradient(source, f, x, ct):
    leaf = torch.tensor(x, requires_grad=True)
    (f(leaf) * torch.tensor(ct)).sum().backward()
    case(source, leaf.grad.numpy())


gradient("grad(x => sort(x).mul(d).sum())(a)", lambda x: torch.sort(x)[0], a, d)
gradient("grad(x => topK(x, 2)[0].mul(d.slice([], [0, 2])).sum())(a)", lambda x: torch.topk(x, 2)[0], a, d[:, :2])
gradient("grad(x => cumsum(x, 1).mul(d).sum())(a)", lambda x: torch.cumsum(x, 1), a, d)
gradient("grad(x => cumprod(x, 1).mul(d).sum())(a)", lambda x: torch.cumprod(x, 1), a, d)
zeros = a.copy()
zeros[0, 1] = zeros[0, 3] = zeros[1, 0] = 0

inputs["o"] = zeros
gradient("grad(x => cumprod(x, 1).mul(d).sum())(o)", lambda x: torch.cumprod(x, 1), zeros, d)
gradient("grad(x => cummax(x, 1).mul(d).sum())(o)", lambda x: torch.cummax(x, 1)[0], zeros, d)
gradient("grad(x => cummin(x, 0).mul(d).sum())(o)", lambda x: torch.cummin(x, 0)[0], zeros, d)
gradient("grad(x => logcumsumexp(x, 1).mul(d).sum())(a)", lambda x: torch.logcumsumexp(x, 1), a, d)
gradient("grad(x => quantile(x, 0.3, 1).mul(tensor(Float64Array.of(1, 2))).sum())(a)", lambda x: torch.quantile(x, 0.3, 1), a, [1.0, 2.0])
gradient("grad(x => nanQuantile(x, 0.6, 1).mul(tensor(Float64Array.of(1, 2))).sum())(n)", lambda x: torch.nanquantile(x, 0.6, 1), n, [1.0, 2.0])

print(
    json.dumps(
        {
            "versions": {"numpy": np.__version__, "torch": torch.__version__},
            "inputs": {k: {"shape": list(x.shape), "dtype": str(x.dtype), "data": encode(x)} for k, x in inputs.items()},
            "cases": cases,
        }
    )
)
