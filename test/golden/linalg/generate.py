# Golden values of linear algebra from NumPy, SciPy and PyTorch. Run: python generate.py > linalg.json
# Each case is the TypeScript that the test runs on the inputs, and what it must give. Vectors that are determined up to their sign are
# compared by their magnitudes, and differentiated through their squares.
import json

import numpy as np
import scipy
import scipy.linalg
import torch

inf, nan = np.inf, np.nan


def wave(*shape, seed=1.0):
    """Distinct values in -1 … 1; the frequency grows, so that matrices have full rank."""
    n = int(np.prod(shape))
    return np.sin(0.37 * np.arange(1, n + 1) ** 2 + seed).reshape(shape)


def symmetric(x):
    return (x + np.swapaxes(x, -1, -2)) / 2


eye = np.eye(4)
inputs = {
    "a": wave(4, 4) + 2 * eye,  # well conditioned
    "b": wave(4, 3, seed=2),
    "v": wave(4, seed=3),
    "s": symmetric(wave(4, 4, seed=5)) + np.diag([1.0, 2, 4, 7]),
    "d": symmetric(wave(4, 4, seed=6)) + 4 * eye,  # positive definite
    "t": wave(5, 3, seed=7),  # tall
    "f": wave(3, 5, seed=8),  # flat
    "m": wave(2, 3, 3, seed=9) + 2 * np.eye(3),
    "n": wave(2, 3, 2, seed=10),
    "k": symmetric(wave(2, 3, 3, seed=11)) + 3 * np.eye(3),
    "z": np.array([[1.0, 2, 3], [2, 4, 6], [1, 0, 1]]),  # singular
    "q": wave(4, 4, seed=12),
    "x": wave(2, 3, seed=13),
    "y": wave(2, 3, seed=14),
    "w": wave(3, seed=15),
    "u": wave(5, 3, seed=16),
    "g": wave(3, 3, seed=17),
    "e": np.diag([1.0, -3, 2, 7]) + wave(4, 4, seed=22) / 5,  # with real eigenvalues
    "r": np.diag([1.0, 3, 5]) + np.triu(wave(2, 3, 3, seed=23), 1),  # triangular
    "h": np.outer(wave(5, seed=18), wave(3, seed=19)) + np.outer(wave(5, seed=20), wave(3, seed=21)),  # of rank 2
}
globals().update(inputs)
cases = []


def encode(value):
    special = {inf: "Infinity", -inf: "-Infinity"}
    flat = value.ravel()
    if value.dtype.kind == "c":
        flat = np.stack([flat.real, flat.imag], axis=-1).ravel()
    return [int(each) if value.dtype.kind in "iub" else "NaN" if np.isnan(each) else special.get(each, float(each)) for each in flat]


def case(source, value):
    value = np.asarray(value)
    if value.dtype == np.int64:
        value = value.astype(np.int32)
    cases.append({"source": source, "shape": list(value.shape), "dtype": str(value.dtype), "data": encode(value)})


la = np.linalg

# factorisations
case("linalg.cholesky(d)", la.cholesky(d))
case("linalg.cholesky(k)", la.cholesky(k))
case("linalg.cholesky(neg(d))", np.full((4, 4), nan))
for name, matrix in [("a", a), ("t", t), ("f", f), ("q", q), ("m", m)]:
    p, l, u_ = scipy.linalg.lu(matrix, p_indices=True) if matrix.ndim == 2 else torch.linalg.lu(torch.tensor(matrix))
    if matrix.ndim == 2:
        case(f"linalg.lu({name}).permutation", np.argsort(p))
    case(f"linalg.lu({name}).l", l)
    case(f"linalg.lu({name}).u", u_)
for name, matrix in [("a", a), ("t", t), ("f", f), ("m", m), ("n", n)]:
    case(f"linalg.qr({name}).q", la.qr(matrix)[0])
    case(f"linalg.qr({name}).r", la.qr(matrix)[1])
case("linalg.qr(t, { fullMatrices: true }).q", la.qr(t, "complete")[0])
case("linalg.qr(t, { fullMatrices: true }).r", la.qr(t, "complete")[1])
for name, matrix in [("s", s), ("d", d), ("k", k)]:
    case(f"linalg.eigh({name}).eigenvalues", la.eigh(matrix)[0])
    case(f"linalg.eigvalsh({name})", la.eigvalsh(matrix))
    case(f"abs(linalg.eigh({name}).eigenvectors)", np.abs(la.eigh(matrix)[1]))
def ascending(x):
    values, vectors = la.eig(x)
    order = np.argsort(values, -1)
    return np.take_along_axis(values, order, -1), np.take_along_axis(vectors, order[..., None, :], -1)


for name, matrix in [("e", e), ("s", s), ("r", r), ("z", z)]:
    case(f"linalg.eig({name}).eigenvalues", ascending(matrix)[0].astype(complex))
    case(f"linalg.eigvals({name})", ascending(matrix)[0].astype(complex))
    case(f"abs(linalg.eig({name}).eigenvectors)", np.abs(ascending(matrix)[1]))
for name, matrix in [("a", a), ("t", t), ("f", f), ("m", m), ("n", n), ("z", z)]:
    u_, s_, vt = la.svd(matrix, full_matrices=False)
    case(f"linalg.svd({name}).s", s_)
    case(f"linalg.svdvals({name})", s_)
    case(f"abs(linalg.svd({name}).u)", np.abs(u_))
    case(f"abs(linalg.svd({name}).vt)", np.abs(vt))

# equations and inverses
case("linalg.solve(a, b)", la.solve(a, b))
case("linalg.solve(a, v)", la.solve(a, v))
case("linalg.solve(m, n)", la.solve(m, n))
case("linalg.solve(m, n.slice(0))", la.solve(m, n[0]))
case("linalg.solve(m.slice(0), n)", la.solve(m[0], n))
case("linalg.solve(m, w)", torch.linalg.solve(torch.tensor(m), torch.tensor(np.stack([w, w]))))
for lower in (True, False):
    for transposed in (True, False):
        for unit in (True, False):
            options = f"{{ lower: {str(lower).lower()}, transposed: {str(transposed).lower()}, unitDiagonal: {str(unit).lower()} }}"
            case(
                f"linalg.triangularSolve(a, b, {options})",
                scipy.linalg.solve_triangular(a, b, trans=int(transposed), lower=lower, unit_diagonal=unit),
            )
case("linalg.inv(a)", la.inv(a))
case("linalg.inv(m)", la.inv(m))
for name, matrix in [("a", a), ("t", t), ("f", f), ("n", n), ("z", z), ("h", h)]:
    case(f"linalg.pinv({name})", la.pinv(matrix, rcond=1e-13))
case("linalg.lstsq(t, u).solution", la.lstsq(t, u, rcond=None)[0])
case("linalg.lstsq(t, u).residuals", la.lstsq(t, u, rcond=None)[1])
case("linalg.lstsq(t, u.slice([], 0)).solution", la.lstsq(t, u[:, 0], rcond=None)[0])
case("linalg.lstsq(h, u).solution", la.lstsq(h, u, rcond=None)[0])
case("linalg.lstsq(h, u).rank", np.int32(2))
case("linalg.lstsq(f, w).solution", la.lstsq(f, w, rcond=None)[0])

# numbers
case("linalg.det(a)", la.det(a))
case("linalg.det(m)", la.det(m))
case("linalg.det(q)", la.det(q))
case("linalg.det(zeros([0, 0], 'float64'))", np.float64(1))
for name, matrix in [("a", a), ("m", m), ("q", q)]:
    sign, logdet = la.slogdet(matrix)
    case(f"linalg.slogdet({name}).sign", np.float64(sign))
    case(f"linalg.slogdet({name}).logAbsDet", np.float64(logdet))
case("linalg.slogdet(zeros([2, 2], 'float64')).logAbsDet", np.float64(-inf))
case("linalg.trace(m)", np.trace(m, axis1=1, axis2=2))
for name, matrix in [("a", a), ("z", z), ("h", h), ("m", m)]:
    case(f"linalg.matrixRank({name})", np.int32(la.matrix_rank(matrix)))
for name, matrix in [("a", a), ("t", t), ("m", m)]:
    for ours, theirs in [("'fro'", "fro"), ("'nuc'", "nuc"), ("1", 1), ("-1", -1), ("2", 2), ("-2", -2), ("Infinity", inf), ("-Infinity", -inf)]:
        case(f"linalg.matrixNorm({name}, {{ ord: {ours} }})", la.matrix_norm(matrix, ord=theirs))
        if name != "t":
            case(f"linalg.cond({name}, {{ ord: {ours} }})", la.cond(matrix, theirs))
case("linalg.cond(t)", la.cond(t))
for ours, theirs in [("2", 2), ("1", 1), ("0", 0), ("3", 3), ("0.5", 0.5), ("-1", -1), ("Infinity", inf), ("-Infinity", -inf)]:
    case(f"linalg.vectorNorm(m, 1, {{ ord: {ours} }})", la.vector_norm(m, axis=1, ord=theirs))
    case(f"linalg.vectorNorm(a, [0, 1], {{ ord: {ours}, keepDims: true }})", la.vector_norm(a, axis=(0, 1), ord=theirs, keepdims=True))

# powers and products
for exponent in (0, 1, 2, 7, -1, -3):
    case(f"linalg.matrixPower(m, {exponent})", la.matrix_power(m, exponent))
case("linalg.expm(a)", scipy.linalg.expm(a))
case("linalg.expm(m)", scipy.linalg.expm(m))
case("linalg.expm(mul(q, 12))", scipy.linalg.expm(q * 12))
case("linalg.expm(mul(q, 0))", np.eye(4))
case("linalg.cross(x, y)", np.cross(x, y))
case("linalg.cross(x, w)", np.cross(x, w))
case("linalg.cross(m, m.transpose([0, 2, 1]), { axis: 1 })", np.cross(m, np.swapaxes(m, 1, 2), axis=1))
case("linalg.multiDot([f, t, x.T])", la.multi_dot([f, t, x.T]))
case("linalg.multiDot([v, a, q, b])", la.multi_dot([v, a, q, b]))
case("linalg.multiDot([v, a, v])", la.multi_dot([v, a, v]))


# gradients
def gradient(source, function, x):
    leaf = torch.tensor(x, requires_grad=True)
    function(leaf).backward()
    case(source, leaf.grad.numpy())


T = torch.tensor
tl = torch.linalg
gradient("grad(x => linalg.cholesky(x).mul(q).sum())(d)", lambda x: (tl.cholesky(x) * T(np.tril(q))).sum(), d)
gradient("grad(x => linalg.qr(x).q.mul(u).sum())(t)", lambda x: (tl.qr(x)[0] * T(u)).sum(), t)
gradient("grad(x => linalg.qr(x).r.mul(g).sum())(t)", lambda x: (tl.qr(x)[1] * T(g)).sum(), t)
gradient("grad(x => linalg.qr(x).r.mul(t.T).sum())(f)", lambda x: (tl.qr(x)[1] * T(t.T)).sum(), f)
gradient("grad(x => linalg.lu(x).l.mul(q).sum())(a)", lambda x: (tl.lu(x)[1] * T(q)).sum(), a)
gradient("grad(x => linalg.lu(x).u.mul(q).sum())(a)", lambda x: (tl.lu(x)[2] * T(q)).sum(), a)
gradient("grad(x => linalg.lu(x).l.mul(u).sum())(t)", lambda x: (tl.lu(x)[1] * T(u)).sum(), t)
gradient("grad(x => linalg.lu(x).u.mul(t.T).sum())(f)", lambda x: (tl.lu(x)[2] * T(t.T)).sum(), f)
gradient("grad(x => linalg.eigvalsh(x).mul(v).sum())(s)", lambda x: (tl.eigvalsh((x + x.T) / 2) * T(v)).sum(), s)
gradient("grad(x => linalg.eigh(x).eigenvectors.square().mul(q).sum())(s)", lambda x: (tl.eigh((x + x.T) / 2)[1] ** 2 * T(q)).sum(), s)
gradient("grad(x => real(linalg.eigvals(x)).mul(v).sum())(e)", lambda x: (tl.eigvals(x).real.sort()[0] * T(v)).sum(), e)


def squared_vectors(x):
    values, vectors = tl.eig(x)
    return (vectors.real[:, values.real.argsort()] ** 2 * T(q)).sum()


gradient("grad(x => abs(linalg.eig(x).eigenvectors).square().mul(q).sum())(e)", squared_vectors, e)
gradient("grad(x => linalg.svdvals(x).mul(w).sum())(t)", lambda x: (tl.svdvals(x) * T(w)).sum(), t)
gradient("grad(x => linalg.svd(x).u.square().mul(u).sum())(t)", lambda x: (tl.svd(x, full_matrices=False)[0] ** 2 * T(u)).sum(), t)
gradient("grad(x => linalg.svd(x).vt.square().mul(t.T).sum())(f)", lambda x: (tl.svd(x, full_matrices=False)[2] ** 2 * T(t.T)).sum(), f)
gradient("grad(x => linalg.solve(x, b).square().sum())(a)", lambda x: (tl.solve(x, T(b)) ** 2).sum(), a)
gradient("grad(x => linalg.solve(a, x).square().sum())(b)", lambda x: (tl.solve(T(a), x) ** 2).sum(), b)
gradient("grad(x => linalg.solve(x, n).square().sum())(m)", lambda x: (tl.solve(x, T(n)) ** 2).sum(), m)
gradient("grad(x => linalg.triangularSolve(x, b).square().sum())(a)", lambda x: (tl.solve_triangular(x.triu(), T(b), upper=True) ** 2).sum(), a)
gradient("grad(x => linalg.inv(x).mul(q).sum())(a)", lambda x: (tl.inv(x) * T(q)).sum(), a)
gradient("grad(x => linalg.pinv(x).mul(t.T).sum())(t)", lambda x: (tl.pinv(x) * T(t.T)).sum(), t)
gradient("grad(x => linalg.pinv(x).mul(t).sum())(f)", lambda x: (tl.pinv(x) * T(t)).sum(), f)
gradient("grad(x => linalg.lstsq(x, u).solution.square().sum())(t)", lambda x: (tl.lstsq(x, T(u))[0] ** 2).sum(), t)
gradient("grad(x => linalg.det(x))(a)", tl.det, a)
gradient("grad(x => linalg.det(x).square().sum())(m)", lambda x: (tl.det(x) ** 2).sum(), m)
gradient("grad(x => linalg.slogdet(x).logAbsDet)(a)", lambda x: tl.slogdet(x)[1], a)
gradient("grad(x => linalg.trace(x).square().sum())(m)", lambda x: sum(torch.trace(each) ** 2 for each in x), m)
for ours, theirs in [("'fro'", "fro"), ("'nuc'", "nuc"), ("1", 1), ("2", 2), ("-2", -2), ("Infinity", inf)]:
    gradient(f"grad(x => linalg.matrixNorm(x, {{ ord: {ours} }}))(t)", lambda x, o=theirs: tl.matrix_norm(x, o), t)
for ours, theirs in [("2", 2), ("1", 1), ("3", 3), ("0.5", 0.5), ("Infinity", inf)]:
    gradient(f"grad(x => linalg.vectorNorm(x, 1, {{ ord: {ours} }}).sum())(t)", lambda x, o=theirs: tl.vector_norm(x, o, 1).sum(), t)
gradient("grad(x => linalg.cond(x))(a)", tl.cond, a)
gradient("grad(x => linalg.matrixPower(x, 3).mul(q).sum())(a)", lambda x: (tl.matrix_power(x, 3) * T(q)).sum(), a)
gradient("grad(x => linalg.expm(x).mul(q).sum())(a)", lambda x: (tl.matrix_exp(x) * T(q)).sum(), a)
gradient("grad(x => linalg.cross(x, y).mul(y.slice([], []).add(x)).sum())(x)", lambda v: (tl.cross(v, T(y)) * (T(y) + v)).sum(), x)

print(
    json.dumps(
        {
            "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "torch": torch.__version__},
            "inputs": {name: {"shape": list(each.shape), "dtype": str(each.dtype), "data": encode(each)} for name, each in inputs.items()},
            "cases": cases,
        }
    )
)
