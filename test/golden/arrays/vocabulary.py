# Golden values of what NumPy, SciPy and PyTorch have beside the everyday operations: diagonals, choices, distances, sets, series, bits,
# polynomials. Run: python vocabulary.py > vocabulary.json
import math
import warnings

import numpy as np
import scipy
import scipy.linalg
import scipy.spatial.distance as distance
import torch
from cases import case, inputs, record, write

warnings.filterwarnings("ignore")
ints = lambda value: np.asarray(value).astype(np.int32)
of_torch = lambda f, *names: f(*(torch.tensor(inputs[n]) for n in names)).numpy()


def torch_case(source, f, names=""):
    """Values and derivatives of PyTorch."""
    record(source, of_torch(f, *names))
    for at, name in enumerate(names):
        if inputs[name].dtype != np.float64:
            continue
        xs = [torch.tensor(inputs[n], requires_grad=i == at) for i, n in enumerate(names)]
        y = f(*xs)
        weighed = (y * torch.cos(torch.arange(y.numel(), dtype=torch.float64)).reshape(y.shape)).sum()
        record(f"grad({name} => weigh({source}))({name})", torch.autograd.grad(weighed, xs[at])[0].numpy())


# positions and diagonals
for n, m, k in [(3, 3, 0), (3, 4, 1), (4, 2, -1), (2, 3, -3)]:
    for name, f in [("tril", np.tril_indices), ("triu", np.triu_indices)]:
        record(f"stack({name}Indices({n}, {m}, {k}), 0)", ints(f(n, k, m)))
record("stack(diagIndices(3, 3), 0)", ints(np.diag_indices(3, 3)))
for k in (0, 1, -2):
    case(f"diagflat(a, {k})", lambda xp, a: xp.diagflat(a, k), "a")
    torch_case(f"diagEmbed(a, {{ offset: {k} }})", lambda a: torch.diag_embed(a, k), "a")
    torch_case(f"diagEmbed(a, {{ offset: {k}, axis1: 0, axis2: 2 }})", lambda a: torch.diag_embed(a, k, 0, 2), "a")
    torch_case(f"diagEmbed(t, {{ offset: {k}, axis1: 3, axis2: 1 }})", lambda t: torch.diag_embed(t, k, 3, 1), "t")
torch_case("blockDiag([a, s, v, m])", lambda a, s, v, m: torch.block_diag(a, s, v, m), "asvm")
record("blockDiag([i, i])", scipy.linalg.block_diag(inputs["i"], inputs["i"]))

# choices
for k in (0, 1, 2, 3, 6):
    for again in (False, True):
        torch_case(f"combinations(v, {k}, {{ replacement: {str(again).lower()} }})", lambda v: torch.combinations(v, k, again), "v" if k else "") if k else None
record("combinations(v, 0).shape.length === 2 ? combinations(v, 0) : v", np.zeros((1, 0)))
torch_case("cartesianProd([v, w, w])", lambda v, w: torch.cartesian_prod(v, w, w), "vw")

# distances
for order in (0, 1, 2, 3, 0.5, math.inf):
    named = "Infinity" if math.isinf(order) else order
    torch_case(f"cdist(a, b, {{ p: {named} }})", lambda a, b: torch.cdist(a, b, order), "ab")
    torch_case(f"cdist(t, m.expandDims(0), {{ p: {named} }})", lambda t, m: torch.cdist(t, m[None].expand(2, 3, 4), order), "tm")
    torch_case(f"pdist(m, {{ p: {named} }})", lambda m: torch.pdist(m, order), "m")
torch_case("cdist(a, a)", lambda a: torch.cdist(a, a), "a")
record("cdist(a, b, { p: 2.5 })", distance.cdist(inputs["a"], inputs["b"], "minkowski", p=2.5))
for order in (1, 2, 3, math.inf):
    named = "Infinity" if math.isinf(order) else order
    torch_case(f"renorm(t, {{ axis: 1, maxNorm: 1.5, ord: {named} }})", lambda t: torch.renorm(t, order, 1, 1.5), "t")

# sets
i, j, h, z = (inputs[n] for n in "ijhz")
record("isin(i, j)", np.isin(i, j))
record("isin(m, m.at([0, 2], 1).get())", np.isin(inputs["m"], inputs["m"][:2, 1]))
record("isin(z, z)", np.isin(z, z))
record("isin(h, tensor([false]))", np.isin(h, [False]))
record("isin(i, tensor([], 'int32'))", np.isin(i, []))
for name, f in [("union1d", np.union1d), ("intersect1d", np.intersect1d), ("setdiff1d", np.setdiff1d), ("setxor1d", np.setxor1d)]:
    record(f"{name}(i, j)", f(i, j), eager=True)
    record(f"{name}(j, i)", f(j, i), eager=True)
    record(f"{name}(a, a.at(0).set(1))", f(inputs["a"], np.concatenate([[[1.0] * 3], inputs["a"][1:]])), eager=True)
record("union1d(z, z)", np.union1d(z, z), eager=True)
table = "tensor([[1, 2, 1], [0, 5, 0], [1, 2, 1], [1, -2, 1]], 'int32')"
rows = np.array([[1, 2, 1], [0, 5, 0], [1, 2, 1], [1, -2, 1]], np.int32)
for axis in (0, 1):
    parts = np.unique(rows, True, True, True, axis=axis)
    for name, part in zip(["values", "indices", "inverse", "counts"], parts):
        record(f"uniqueAll({table}, {{ axis: {axis} }}).{name}", ints(part), eager=True)
runs = "tensor([3, 3, 1, 1, 1, 3], 'int32')"
for axis in (None, 0):
    given = torch.tensor([3, 3, 1, 1, 1, 3], dtype=torch.int32)
    for name, part in zip(["values", "inverse", "counts"], torch.unique_consecutive(given, True, True, dim=axis)):
        record(f"uniqueConsecutive({runs}{'' if axis is None else ', { axis: 0 }'}).{name}", ints(part), eager=True)
again = torch.tensor([[1, 1, 2], [1, 1, 2], [0, 0, 2]], dtype=torch.int32)
for axis in (0, 1):
    for name, part in zip(["values", "inverse", "counts"], torch.unique_consecutive(again, True, True, dim=axis)):
        record(f"uniqueConsecutive(tensor({again.tolist()}, 'int32'), {{ axis: {axis} }}).{name}", ints(part), eager=True)
for axis, source in [(-1, "i"), (0, "i"), (1, "m.mul(2).round()"), (0, "t.mul(2).round()")]:
    x = {"i": i, "m.mul(2).round()": np.round(inputs["m"] * 2), "t.mul(2).round()": np.round(inputs["t"] * 2)}[source]
    record(f"mode({source}, {axis})", torch.mode(torch.tensor(x), axis).values.numpy())
    record(f"mode({source}, {axis}, {{ keepDims: true }})", torch.mode(torch.tensor(x), axis, True).values.numpy())

# counting in boxes
xs, ys = inputs["t"].reshape(-1, 2).T
for bins, literal in [((3, 4), "[3, 4]"), (3, "3"), (([-1, 0, 0.5], [-0.5, 0.5]), "[tensor([-1, 0, 0.5], 'float64'), tensor([-0.5, 0.5], 'float64')]")]:
    counts, *edges = np.histogram2d(xs, ys, bins)
    record(f"histogramdd(t.reshape([-1, 2]), {{ bins: {literal} }}).counts", ints(counts))
    record(f"histogramdd(t.reshape([-1, 2]), {{ bins: {literal} }}).edges[1]", edges[1])
    record(f"histogram2d(t.reshape([-1, 2]).slice([], 0), t.reshape([-1, 2]).slice([], 1), {{ bins: {literal} }}).counts", ints(counts))
points = inputs["t"].reshape(-1, 3)
weights = np.round(np.arange(8) * 0.5 + 1, 2)
record("histogramdd(t.reshape([-1, 3]), { bins: 2, range: [[-1, 1], [-0.5, 1], [0, 1]], weights: arange(8).cast('float64').mul(0.5).add(1) }).counts",
       np.histogramdd(points, 2, [(-1, 1), (-0.5, 1), (0, 1)], weights=weights)[0])  # fmt: skip
record("histogramBinEdges(m, { bins: 5 })", np.histogram_bin_edges(inputs["m"], 5))
record("histogramBinEdges(m, { bins: 3, range: [-1, 2] })", np.histogram_bin_edges(inputs["m"], 3, (-1, 2)))

# series
torch_case("cumulativeTrapezoid(t)", lambda t: torch.cumulative_trapezoid(t), "t")
torch_case("cumulativeTrapezoid(t, { axis: 0, dx: 0.5 })", lambda t: torch.cumulative_trapezoid(t, dx=0.5, dim=0), "t")
torch_case("cumulativeTrapezoid(a, { x: w })", lambda a, w: torch.cumulative_trapezoid(a, w), "aw")
torch_case("cumulativeTrapezoid(a, { x: b })", lambda a, b: torch.cumulative_trapezoid(a, b), "ab")
case("unwrap(t.mul(9))", lambda xp, t: xp.unwrap(t * 9), "t")
case("unwrap(t.mul(9), { axis: 1, period: 2.5 })", lambda xp, t: xp.unwrap(t * 9, axis=1, period=2.5), "t")
case("unwrap(m.mul(5), { discontinuity: 4 })", lambda xp, m: xp.unwrap(m * 5, discont=4), "m")
case("unwrap(tensor([0, 180, 0, -180, 0, 540], 'float64'), { period: 360 })", lambda xp: xp.unwrap(np.array([0, 180, 0, -180, 0, 540.0]), period=360))
case("nanCumsum(z, 1)", lambda xp, z: xp.nancumsum(z, 1), "z", grad="")
case("nanCumprod(z, 0)", lambda xp, z: xp.nancumprod(z, 0), "z", grad="")
case("nanCumsum(z)", lambda xp, z: xp.nancumsum(z), "z", grad="")
case("nanCumprod(a)", lambda xp, a: xp.nancumprod(a), "a")
for d in (0, 1, 3, -1):
    case(f"round(m.mul(37), {{ decimals: {d} }})", lambda xp, m: xp.round(m * 37, d), "m", grad="")

# windows larger than the input, in ceil mode
pool = torch.nn.functional
for keywords, options in [({}, ""), ({"stride": 4}, ", stride: 4"), ({"padding": 1, "stride": 3}, ", padding: 1, stride: 3")]:
    torch_case(f"maxPool1d(t, 6, {{ ceilMode: true{options} }})", lambda t: pool.max_pool1d(t, 6, ceil_mode=True, **keywords), "t")
    torch_case(f"nn.maxPool1d(6, {{ ceilMode: true{options} }}).apply({{}}, t)", lambda t: pool.max_pool1d(t, 6, ceil_mode=True, **keywords), "t")
    torch_case(f"avgPool1d(t, 6, {{ ceilMode: true{options} }})", lambda t: pool.avg_pool1d(t, 6, ceil_mode=True, **keywords), "t")
    torch_case(f"avgPool1d(t, 6, {{ ceilMode: true, countIncludePad: false{options} }})",
               lambda t: pool.avg_pool1d(t, 6, ceil_mode=True, count_include_pad=False, **keywords), "t")  # fmt: skip

# covariances of observations that count differently
numbers = "tensor([1, 3, 0, 2], 'int32')"
given, often = np.array([0.5, 1.0, 2.0, 0.25]), np.array([1, 3, 0, 2])
for ddof in (0, 1):
    case(f"cov(m, {{ ddof: {ddof}, counts: {numbers} }})", lambda xp, m: xp.cov(m, ddof=ddof, fweights=often), "m")
    case(f"cov(m, {{ ddof: {ddof}, weights: tensor([0.5, 1, 2, 0.25], 'float64') }})", lambda xp, m: xp.cov(m, ddof=ddof, aweights=given), "m")
    case(f"cov(m, {{ ddof: {ddof}, counts: {numbers}, weights: tensor([0.5, 1, 2, 0.25], 'float64') }})",
         lambda xp, m: xp.cov(m, ddof=ddof, fweights=often, aweights=given), "m")  # fmt: skip

# put in and taken out
case("insert(m, 1, 5)", lambda xp, m: xp.insert(m, 1, 5), "m", grad="")
case("insert(m, 1, v.slice([0, 4]), 0)", lambda xp, m, v: xp.insert(m, 1, v[:4], 0), "mv")
case("insert(m, [0, 4, -1], w.expandDims(1), 1)", lambda xp, m, w: xp.insert(m, xp.array([0, 4, -1]), w[:, None], 1), "mw")
case("insert(m, 2, m, 0)", lambda xp, m: xp.insert(m, 2, m, 0), "m")
case("insert(i, [2, 0, 2], 9)", lambda xp, i: xp.insert(i, [2, 0, 2], 9), "i")
case("remove(m, 1)", lambda xp, m: xp.delete(m, 1), "m")
case("remove(m, [-1, 0, 3], 1)", lambda xp, m: xp.delete(m, np.array([-1, 0, 3]), 1), "m")
case("remove(t, [0, 1], 0)", lambda xp, t: xp.delete(t, np.array([0, 1]), 0), "t", grad="")
case("append(a, b)", lambda xp, a, b: xp.append(a, b), "ab")
case("append(a, b, 1)", lambda xp, a, b: xp.append(a, b, 1), "ab")
for ends, trim in [("both", "fb"), ("front", "f"), ("back", "b")]:
    record(f"trimZeros(tensor([0, 0, 3, 0, 1, 0], 'int32'), '{ends}')", np.trim_zeros(np.array([0, 0, 3, 0, 1, 0], np.int32), trim), eager=True)
    record(f"trimZeros(tensor([0, 0], 'int32'), '{ends}')", np.trim_zeros(np.array([0, 0], np.int32), trim), eager=True)
case("m.at(...ix(j, tensor([3, 0], 'int32'))).get()", lambda xp, m: m[np.ix_([2, 0, 1, 2], [3, 0])], "m")
case("t.at(...ix(tensor([1], 'int32'), g, tensor([0, 2], 'int32'))).get()", lambda xp, t: t[np.ix_([1], [True, True, False], [0, 2])], "t", eager=True)

# bits
bytes_ = "tensor([[255, 1, 170], [0, 64, 7]], 'uint8')"
given = np.array([[255, 1, 170], [0, 64, 7]], np.uint8)
for order in ("big", "little"):
    for axis in (None, 0, 1):
        options = f"order: '{order}'" + ("" if axis is None else f", axis: {axis}")
        record(f"unpackbits({bytes_}, {{ {options} }})", np.unpackbits(given, axis, bitorder=order))
        record(f"packbits(h, {{ {options} }})", np.packbits(h, axis, bitorder=order))
        record(f"packbits(i, {{ {options} }})", np.packbits(i, axis, bitorder=order))
    for count in (3, 20):
        record(f"unpackbits({bytes_}, {{ order: '{order}', axis: 1, count: {count} }})", np.unpackbits(given, 1, count, order)[:, :count])
record(f"unpackbits({bytes_}, {{ axis: 1, count: 30 }})", np.unpackbits(given, 1, 30))

# polynomials
case("polyadd(v, w)", lambda xp, v, w: xp.polyadd(v, w), "vw")
case("polysub(w, v)", lambda xp, v, w: xp.polysub(w, v), "vw")
case("polymul(v, w)", lambda xp, v, w: xp.polymul(v, w), "vw")
case("polymul([1, 2], w)", lambda xp, w: xp.polymul(xp.array([1, 2]), w), "w")
case("polyadd(j, j)", lambda xp, j: xp.polyadd(j, j), "j")
case("polydiv(v, w).quotient", lambda xp, v, w: xp.polydiv(v, w)[0], "vw")
case("polydiv(v, w).remainder", lambda xp, v, w: xp.polydiv(v, w)[1][-2:], "vw")
case("polydiv(v, w.slice([0, 1])).quotient", lambda xp, v, w: xp.polydiv(v, w[:1])[0], "vw")
case("polydiv(w, v).remainder.slice([-3])", lambda xp, v, w: xp.polydiv(w, v)[1], "vw")
for times in (0, 1, 2):
    case(f"polyder(v, {times})", lambda xp, v: xp.polyder(v, times), "v")
    case(f"polyint(v, {{ times: {times} }})", lambda xp, v: xp.polyint(v, times), "v")
case("polyint(v, { constant: 3 })", lambda xp, v: xp.polyint(v, 1, 3), "v")
case("poly(v)", lambda xp, v: xp.poly(v), "v")
for degree in (0, 1, 2):
    case(f"polyfit(v, v.exp(), {degree})", lambda xp, v: xp.polyfit(v, xp.exp(v), degree), "v")
    case(f"polyfit(w, m, {degree})", lambda xp, w, m: xp.polyfit(w, m, degree), "wm")
case("polyfit(v, v.exp(), 2, { weights: v.square().add(0.5) })", lambda xp, v: xp.polyfit(v, xp.exp(v), 2, w=v**2 + 0.5), "v")

write(scipy=scipy.__version__, torch=torch.__version__)
