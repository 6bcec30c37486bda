# Golden values of reductions, series and creation, from NumPy and JAX. Run: python reductions.py > reductions.json
import numpy as np
from cases import case, inputs, write

# counts, ranges, means
for axis, theirs in [("", None), (", 1", 1), (", [0, -1], { keepDims: true }", (0, -1))]:
    keep = {"keepdims": True} if "keep" in axis else {}
    case(f"countNonzero(t.greater(0){axis})", lambda xp, t: xp.count_nonzero(t > 0, axis=theirs, **keep), "t", dtype="int32")
    case(f"ptp(t{axis})", lambda xp, t: xp.ptp(t, axis=theirs, **keep), "t")
case("countNonzero(i, 0)", lambda xp, i: xp.count_nonzero(i, axis=0), "i", dtype="int32")
case("countNonzero(e, 0)", lambda xp, e: xp.count_nonzero(e, axis=0), "e", dtype="int32")
case("average(a)", lambda xp, a: xp.average(a), "a")
case("average(a, 1, { weights: w })", lambda xp, a, w: xp.average(a, 1, weights=w), "aw")
case("average(a, 0, { weights: b, keepDims: true })", lambda xp, a, b: xp.average(a, 0, weights=b, keepdims=True), "ab")
case("average(a, undefined, { weights: b })", lambda xp, a, b: xp.average(a, weights=b), "ab")

# what is missing
import warnings  # noqa: E402

warnings.simplefilter("ignore")
for ours, theirs in [("nanSum", "nansum"), ("nanProd", "nanprod"), ("nanMean", "nanmean"), ("nanMax", "nanmax"), ("nanMin", "nanmin"), ("nanVariance", "nanvar"), ("nanStd", "nanstd")]:
    case(f"{ours}(z.slice([], [0, 2]))", lambda xp, z: getattr(xp, theirs)(z[:, :2]), "z", grad="z" if ours in ["nanSum", "nanMean", "nanMax", "nanMin", "nanVariance"] else "")
    case(f"{ours}(z.slice([0, 2]), 1, {{ keepDims: true }})", lambda xp, z: getattr(xp, theirs)(z[:2], 1, keepdims=True), "z", grad="")
    case(f"{ours}(t, [0, 2])", lambda xp, t: getattr(xp, theirs)(t, (0, 2)), "t")
case("nanVariance(z.slice([], [0, 2]), 0, { ddof: 1 })", lambda xp, z: xp.nanvar(z[:, :2], 0, ddof=1), "z", grad="")
case("nanArgmax(z)", lambda xp, z: np.nanargmax(z), "z", dtype="int32")
case("nanArgmin(z.slice([0, 3, 2]), 1)", lambda xp, z: np.nanargmin(z[::2], 1), "z", dtype="int32")
case("nanArgmax(z, 1, { keepDims: true })", lambda xp, z: np.array([[0], [-1], [2]]), "z", dtype="int32")

# together
case("cov(m)", lambda xp, m: xp.cov(m), "m")
case("cov(m, { variables: 'columns', ddof: 0 })", lambda xp, m: xp.cov(m, rowvar=False, ddof=0), "m")
case("cov(v)", lambda xp, v: xp.cov(v), "v")
case("corrcoef(m)", lambda xp, m: xp.corrcoef(m), "m", grad="")
case("corrcoef(t.slice(0), { variables: 'columns' })", lambda xp, t: xp.corrcoef(t[0], rowvar=False), "t", grad="")

# differences
case("diff(v)", lambda xp, v: xp.diff(v), "v")
case("diff(t, 2, 1)", lambda xp, t: xp.diff(t, 2, 1), "t")
case("diff(i, 1, 0)", lambda xp, i: xp.diff(i, 1, 0), "i")
case("diff(w, 4)", lambda xp, w: xp.diff(w, 4), "w", grad="")
case("diff(a, 0)", lambda xp, a: xp.diff(a, 0), "a")
places = np.array([0.0, 0.5, 2.0, 2.25, 4.0])
at = "tensor(new Float64Array([0, 0.5, 2, 2.25, 4]))"
case("gradient(v)", lambda xp, v: xp.gradient(v), "v")
case("gradient(v, { spacing: 0.5, edgeOrder: 2 })", lambda xp, v: np.gradient(v, 0.5, edge_order=2), "v", grad="")
case(f"gradient(v, {{ spacing: {at} }})", lambda xp, v: np.gradient(v, places), "v", grad="")
case(f"gradient(v, {{ spacing: {at}, edgeOrder: 2 }})", lambda xp, v: np.gradient(v, places, edge_order=2), "v", grad="")
case("gradient(t, { axis: 1 })", lambda xp, t: xp.gradient(t, axis=1), "t")
case("gradient(a, { axis: 0 })", lambda xp, a: xp.gradient(a, axis=0), "a")
case("trapezoid(v)", lambda xp, v: xp.trapezoid(v), "v")
case("trapezoid(t, { axis: 1, dx: 0.5 })", lambda xp, t: xp.trapezoid(t, dx=0.5, axis=1), "t")
case(f"trapezoid(v, {{ x: {at} }})", lambda xp, v: xp.trapezoid(v, places), "v")
case("trapezoid(a, { x: b })", lambda xp, a, b: xp.trapezoid(a, b), "ab")
case("trapezoid(e, { axis: 0 })", lambda xp, e: xp.trapezoid(e, axis=0), "e", grad="")

# overlaps
for one, other in [("v", "w"), ("w", "v"), ("v", "m0"), ("m0", "w"), ("m0", "v"), ("v", "v")]:
    ours = {"m0": "m.slice(0)"}
    x, y = (lambda n: inputs["m"][0] if n == "m0" else inputs[n])(one), (lambda n: inputs["m"][0] if n == "m0" else inputs[n])(other)
    for mode in ["full", "same", "valid"]:
        for f in ["convolve", "correlate"]:
            case(f"{f}({ours.get(one, one)}, {ours.get(other, other)}, '{mode}')", lambda xp: getattr(np, f)(x, y, mode))
case("convolve(v, w)", lambda xp, v, w: xp.convolve(v, w), "vw")
case("correlate(v, w, 'same')", lambda xp, v, w: xp.correlate(v, w, "same"), "vw")
case("convolve(j, j)", lambda xp, j: xp.convolve(j, j), "j")

# known at points
xs = np.array([-1.0, -0.5, 0.25, 2.0])
points = "tensor(new Float64Array([-1, -0.5, 0.25, 2]))"
case(f"interp(a, {points}, m.slice(1))", lambda xp, a, m: xp.interp(a, xs, m[1]), "am")
case(f"interp(s, {points}, m.slice(1), {{ left: -7, right: 7 }})", lambda xp, s, m: xp.interp(s, xs, m[1], left=-7, right=7), "sm")
case(f"interp(a.mul(3), {points}, m.slice(1), {{ left: -7, right: 7 }})", lambda xp, a, m: xp.interp(a * 3, xs, m[1], left=-7, right=7), "am")
case("interp(w, tensor(new Float64Array([0.5])), tensor(new Float64Array([2])))", lambda xp, w: np.interp(w, [0.5], [2.0]), "w", grad="")
case(f"digitize(a, {points})", lambda xp, a: xp.digitize(a, xs), "a", dtype="int32")
case(f"digitize(concat([{points}, v]), {points}, {{ closed: 'right' }})", lambda xp, v: xp.digitize(np.concatenate([xs, v]), xs, right=True), "v", dtype="int32")
case(f"digitize(concat([{points}, v]), flip({points}))", lambda xp, v: np.digitize(np.concatenate([xs, v]), xs[::-1]), "v", dtype="int32")
case(f"digitize(concat([{points}, v]), flip({points}), {{ closed: 'right' }})", lambda xp, v: np.digitize(np.concatenate([xs, v]), xs[::-1], right=True), "v", dtype="int32")
case("polyval(v, a)", lambda xp, v, a: xp.polyval(v, a), "va")
case("polyval([2, 0, -1], i)", lambda xp, i: xp.polyval(np.array([2, 0, -1], np.int32), i), "i")

# creation
case("logspace(-1, 2, 7, { dtype: 'float64' })", lambda xp: np.logspace(-1, 2, 7))
case("logspace(0, 1, 4, { base: 3, dtype: 'float64' })", lambda xp: np.logspace(0, 1, 4, base=3))
case("geomspace(2, 500, 6, 'float64')", lambda xp: np.geomspace(2, 500, 6))
case("geomspace(-8, -0.5, 5, 'float64')", lambda xp: np.geomspace(-8, -0.5, 5))
case("geomspace(3, 5, 1, 'float64')", lambda xp: np.geomspace(3, 5, 1))
case("tri(3, 4, 1, 'int32')", lambda xp: np.tri(3, 4, 1, np.int32))
case("tri(2, 2, -1, 'bool')", lambda xp: np.tri(2, 2, -1, bool))
case("vander(w)", lambda xp, w: xp.vander(w), "w")
case("vander(v, 3, { powers: 'rising' })", lambda xp, v: xp.vander(v, 3, increasing=True), "v")
case("vander(j, 0)", lambda xp, j: np.vander(j, 0).astype(np.int32), "j")
for one in [0, 1, 2]:
    case(f"meshgrid([v, w, s.expandDims(0)])[{one}]", lambda xp, v, w, s: xp.meshgrid(v, w, s[None])[one], "vws", grad="vws"[one])
    case(f"meshgrid([v, w, s.expandDims(0)], {{ indexing: 'ij' }})[{one}]", lambda xp, v, w, s: xp.meshgrid(v, w, s[None], indexing="ij")[one], "vws", grad="vws"[one])
case("meshgrid([v])[0]", lambda xp, v: xp.meshgrid(v)[0], "v")
case("tabulate([2, 3], (p, q) => p.mul(10).add(q))", lambda xp: np.fromfunction(lambda p, q: 10 * p + q, (2, 3), dtype=np.int32))
case("tabulate([4], p => m.at([], p).get())", lambda xp, m: m.T, "m")
case("tabulate([], () => w)", lambda xp, w: w, "w")
case("tabulate([0, 2], (p, q) => q)", lambda xp: np.zeros((0, 2), np.int32))
write()
