# Golden values of linear algebra of complex matrices, and of eigenvalues that may be complex, from NumPy, SciPy and PyTorch.
# Run: python complex.py > complex.json
# Each case is the TypeScript that the test runs on the inputs, and what it must give; complex elements are pairs of numbers. Eigenvalues are sorted by
# their real parts, then by their imaginary parts. Vectors are turned as ours are: their largest element real and positive; those of both sides
# of a singular value decomposition by those of V. Gradients are the conjugates of PyTorch's, of functions that do not depend on such directions.
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


def waves(*shape, seed=1.0):
    return wave(*shape, seed=seed) + 1j * wave(*shape, seed=seed + 0.6)


H = lambda x: np.conj(np.swapaxes(x, -1, -2))
eye = np.eye(4)
low = lambda x: x[:, :2] @ x[:2, :]
inputs = {
    "a": waves(4, 4) + 2 * eye,
    "b": waves(4, 3, seed=2),
    "v": waves(4, seed=3),
    "s": (waves(4, 4, seed=5) + H(waves(4, 4, seed=5))) / 2 + np.diag([1.0, 2, 4, 7]),  # Hermitian
    "d": (waves(4, 4, seed=6) + H(waves(4, 4, seed=6))) / 2 + 5 * eye,  # positive definite
    "t": waves(5, 3, seed=7),  # tall
    "f": waves(3, 5, seed=8),  # flat
    "m": waves(2, 3, 3, seed=9) + 2 * np.eye(3),
    "n": waves(2, 3, 2, seed=10),
    "k": (waves(2, 3, 3, seed=11) + H(waves(2, 3, 3, seed=11))) / 2 + 4 * np.eye(3),
    "u": waves(5, 3, seed=16),
    "g": waves(3, 3, seed=17),
    "q": waves(4, 4, seed=12),
    "h": low(waves(4, 4, seed=20)),  # of rank 2
    "w": waves(3, seed=15),
    "c": waves(2, 3, 6, seed=24),
    "r": wave(4, 4, seed=13) * 2,  # real, with complex eigenvalues
    "o": wave(2, 5, 5, seed=21),
    "p": wave(4, 4, seed=14),
    "l": wave(4, seed=19),
    "y": wave(4, 4, seed=26) @ wave(4, 4, seed=26).T + 2 * eye,  # positive definite
    "e": wave(5, 3, seed=27),
    "i": wave(6, 2, 3, seed=28),
}
globals().update(inputs)
cases = []


def encode(value):
    special = {inf: "Infinity", -inf: "-Infinity"}
    flat = value.ravel()
    if value.dtype.kind == "c":
        flat = np.stack([flat.real, flat.imag], axis=-1).ravel()
    return [int(each) if value.dtype.kind in "iub" else "NaN" if np.isnan(each) else special.get(each, float(each)) for each in flat]


def packed(value):
    value = np.asarray(value)
    return {"shape": list(value.shape), "dtype": str(value.dtype), "data": encode(value)}


def case(source, value):
    value = np.asarray(value)
    cases.append({"source": source, **packed(value.astype(np.int32) if value.dtype == np.int64 else value)})


la = np.linalg


def turned(vectors, others=None):
    """Columns whose largest element is real and positive, and others turned along."""
    k = np.argmax(np.round(np.abs(vectors), 12), -2)[..., None, :]
    at = np.take_along_axis(vectors, k, -2)
    back = np.conj(at) / np.abs(at)
    return vectors * back if others is None else (vectors * back, others * back)


def eigen(x):
    values, vectors = la.eig(x.astype(complex))
    order = np.lexsort((np.round(values.imag, 10), np.round(values.real, 10)), -1)
    return np.take_along_axis(values, order, -1), turned(np.take_along_axis(vectors, order[..., None, :], -1))


# factorisations
case("linalg.cholesky(d)", la.cholesky(d))
case("linalg.cholesky(k)", la.cholesky(k))
case("linalg.cholesky(neg(d))", np.full((4, 4), complex(nan, nan)))
for name, x in [("a", a), ("t", t), ("f", f), ("q", q)]:
    order, l_, u_ = scipy.linalg.lu(x, p_indices=True)
    case(f"linalg.lu({name}).permutation", np.argsort(order))
    case(f"linalg.lu({name}).l", l_)
    case(f"linalg.lu({name}).u", u_)
for name, x in [("a", a), ("t", t), ("f", f), ("m", m), ("n", n)]:
    case(f"linalg.qr({name}).q", la.qr(x)[0])
    case(f"linalg.qr({name}).r", la.qr(x)[1])
case("linalg.qr(t, { fullMatrices: true }).q", la.qr(t, "complete")[0])
for name, x in [("s", s), ("d", d), ("k", k)]:
    case(f"linalg.eigh({name}).eigenvalues", la.eigh(x)[0])
    case(f"linalg.eigvalsh({name})", la.eigvalsh(x))
    case(f"linalg.eigh({name}).eigenvectors", turned(la.eigh(x)[1]))
for name, x in [("a", a), ("s", s), ("m", m), ("r", r), ("o", o), ("p", p)]:
    case(f"linalg.eig({name}).eigenvalues", eigen(x)[0])
    case(f"linalg.eigvals({name})", eigen(x)[0])
    case(f"linalg.eig({name}).eigenvectors", eigen(x)[1])
for name, x in [("a", a), ("t", t), ("m", m), ("n", n)]:
    u_, s_, vt = la.svd(x, full_matrices=False)
    v_, u_ = turned(H(vt), u_)
    case(f"linalg.svd({name}).s", s_)
    case(f"linalg.svdvals({name})", s_)
    case(f"linalg.svd({name}).u", u_)
    case(f"linalg.svd({name}).vt", H(v_))
u_, s_, vt = la.svd(f, full_matrices=False)
u_, v_ = turned(u_, H(vt))
case("linalg.svd(f).u", u_)
case("linalg.svd(f).vt", H(v_))
case("linalg.svdvals(h)", la.svd(h)[1])

# equations and inverses
case("linalg.solve(a, b)", la.solve(a, b))
case("linalg.solve(a, l)", la.solve(a, l))
case("linalg.solve(r, v)", la.solve(r, v))
for lower in (True, False):
    for transposed in (True, False):
        for unit in (True, False):
            options = f"{{ lower: {str(lower).lower()}, transposed: {str(transposed).lower()}, unitDiagonal: {str(unit).lower()} }}"
            case(f"linalg.triangularSolve(a, b, {options})", scipy.linalg.solve_triangular(a, b, trans=int(transposed), lower=lower, unit_diagonal=unit))
case("linalg.inv(m)", la.inv(m))
for name, x in [("a", a), ("t", t), ("f", f), ("n", n), ("h", h)]:
    case(f"linalg.pinv({name})", la.pinv(x, rcond=1e-12))
case("linalg.lstsq(t, u).solution", la.lstsq(t, u, rcond=None)[0])
case("linalg.lstsq(t, u).residuals", la.lstsq(t, u, rcond=None)[1])
case("linalg.lstsq(f, w).solution", la.lstsq(f, w, rcond=None)[0])
L = la.cholesky(d)
case("linalg.choleskySolve(linalg.cholesky(d), b)", la.solve(d, b))
case("linalg.choleskySolve(linalg.cholesky(y), l)", la.solve(y, l))
case("linalg.choleskyInverse(linalg.cholesky(d))", la.inv(d))
case("linalg.choleskyInverse(conj(linalg.cholesky(d).T), { upper: true })", la.inv(d))
case("linalg.tensorinv(i, { ind: 1 })", la.tensorinv(i, ind=1))
case("linalg.tensorinv(c)", la.tensorinv(c))
case("linalg.tensorsolve(c, m.slice(0, [0, 2]))", la.tensorsolve(c, m[0, :2]))
case("linalg.tensorsolve(i.transpose([1, 0, 2]), w.slice([0, 1]).mul(ones([6], 'complex128')), { axes: [0, 2] })", la.tensorsolve(i.transpose(1, 0, 2), w[0] * np.ones(6), axes=(0, 2)))
T = torch.tensor
reflections = T(t), T(w)
case("linalg.householderProduct(t, w)", torch.linalg.householder_product(*reflections).numpy())
case("linalg.householderProduct(e, l.slice([0, 2]))", torch.linalg.householder_product(T(e), T(l[:2])).numpy())

# numbers
for name, x in [("a", a), ("m", m), ("q", q)]:
    case(f"linalg.det({name})", la.det(x))
    sign, logdet = la.slogdet(x)
    case(f"linalg.slogdet({name}).sign", sign)
    case(f"linalg.slogdet({name}).logAbsDet", logdet)
case("linalg.det(zeros([0, 0], 'complex128'))", np.complex128(1))
case("linalg.slogdet(zeros([2, 2], 'complex128')).logAbsDet", np.float64(-inf))
case("linalg.trace(m)", np.trace(m, axis1=1, axis2=2))
case("linalg.matrixRank(h)", np.int32(2))
case("linalg.matrixRank(m)", np.full(2, 3, np.int32))
for name, x in [("a", a), ("t", t), ("m", m)]:
    for ours, theirs in [("'fro'", "fro"), ("'nuc'", "nuc"), ("1", 1), ("-1", -1), ("2", 2), ("-2", -2), ("Infinity", inf), ("-Infinity", -inf)]:
        case(f"linalg.matrixNorm({name}, {{ ord: {ours} }})", la.matrix_norm(x, ord=theirs))
        if name == "a":
            case(f"linalg.cond({name}, {{ ord: {ours} }})", la.cond(x, theirs))
for ours, theirs in [("2", 2), ("1", 1), ("0", 0), ("3", 3), ("0.5", 0.5), ("-1", -1), ("Infinity", inf), ("-Infinity", -inf)]:
    case(f"linalg.vectorNorm(m, 1, {{ ord: {ours} }})", la.vector_norm(m, axis=1, ord=theirs))

# powers and products
for exponent in (0, 1, 3, -2):
    case(f"linalg.matrixPower(m, {exponent})", la.matrix_power(m, exponent))
case("linalg.expm(a)", scipy.linalg.expm(a))
case("linalg.expm(m)", scipy.linalg.expm(m))
case("linalg.expm(mul(q, 9))", scipy.linalg.expm(q * 9))
case("linalg.matrixSqrth(d)", torch.linalg.matrix_sqrth(T(d)).numpy())
case("linalg.matrixSqrth(k)", torch.linalg.matrix_sqrth(T(k)).numpy())
case("linalg.matrixSqrth(y)", scipy.linalg.sqrtm(y))
for name, x in [("a", a), ("t", t), ("e", e), ("r", r)]:
    u_, h_ = scipy.linalg.polar(x)
    case(f"linalg.polar({name}).u", u_)
    case(f"linalg.polar({name}).h", h_)
case("linalg.multiDot([b.T, a, q, v])", la.multi_dot([b.T, a, q, v]))
case("linalg.cross(m, w)", np.cross(m, w))


# gradients
def gradient(source, function, x):
    leaf = torch.tensor(x, requires_grad=True)
    function(leaf).real.backward()
    case(source, np.conj(leaf.grad.resolve_conj().numpy()))


tl = torch.linalg
square = lambda x: (x * x.conj()).real
sorted_values = lambda x: torch.stack([each for each in sorted(tl.eigvals(x), key=lambda z: (round(z.real.item(), 10), round(z.imag.item(), 10)))])


def sorted_vectors(x):
    values, vectors = tl.eig(x)
    order = sorted(range(len(values)), key=lambda i: (round(values[i].real.item(), 10), round(values[i].imag.item(), 10)))
    return vectors[:, order]


hermitian = lambda x: (x + x.mH) / 2
wp, wl, wt = T(p), T(l), T(e)
gradient("grad(x => real(linalg.cholesky(x).mul(q)).sum())(d)", lambda x: (tl.cholesky(hermitian(x)) * T(q)).sum(), d)
gradient("grad(x => real(linalg.qr(x).q.mul(u)).sum())(t)", lambda x: (tl.qr(x)[0] * T(u)).sum(), t)
gradient("grad(x => real(linalg.qr(x).r.mul(g)).sum())(t)", lambda x: (tl.qr(x)[1] * T(g)).sum(), t)
gradient("grad(x => real(linalg.qr(x).r.mul(t.T)).sum())(f)", lambda x: (tl.qr(x)[1] * T(t.T)).sum(), f)
gradient("grad(x => real(linalg.lu(x).l.mul(q)).sum())(a)", lambda x: (tl.lu(x)[1] * T(q)).sum(), a)
gradient("grad(x => real(linalg.lu(x).u.mul(q)).sum())(a)", lambda x: (tl.lu(x)[2] * T(q)).sum(), a)
gradient("grad(x => linalg.eigvalsh(x).mul(l).sum())(s)", lambda x: (tl.eigvalsh(hermitian(x)) * wl).sum(), s)
gradient("grad(x => abs(linalg.eigh(x).eigenvectors).square().mul(p).sum())(s)", lambda x: (square(tl.eigh(hermitian(x))[1]) * wp).sum(), s)
for name, x in [("a", a), ("r", r)]:
    gradient(f"grad(x => real(linalg.eigvals(x).mul(v)).sum())({name})", lambda x: (sorted_values(x) * T(v)).sum(), x)
    gradient(f"grad(x => abs(linalg.eig(x).eigenvectors).square().mul(p).sum())({name})", lambda x: (square(sorted_vectors(x)) * wp).sum(), x)
gradient("grad(x => linalg.svdvals(x).mul(real(w)).sum())(t)", lambda x: (tl.svdvals(x) * T(w.real)).sum(), t)
gradient("grad(x => abs(linalg.svd(x).u).square().mul(e).sum())(t)", lambda x: (square(tl.svd(x, full_matrices=False)[0]) * wt).sum(), t)
gradient("grad(x => abs(linalg.svd(x).vt).square().mul(e.T).sum())(f)", lambda x: (square(tl.svd(x, full_matrices=False)[2]) * wt.T).sum(), f)
gradient("grad(x => { const f = linalg.svd(x); return real(matmul(f.u, f.vt).mul(t)).sum() })(t)", lambda x: (lambda f: f[0] @ f[2])(tl.svd(x, full_matrices=False)).mul(T(t)).sum(), t)
gradient("grad(x => abs(linalg.solve(x, b)).square().sum())(a)", lambda x: square(tl.solve(x, T(b))).sum(), a)
gradient("grad(x => abs(linalg.triangularSolve(x, b)).square().sum())(a)", lambda x: square(tl.solve_triangular(x.triu(), T(b), upper=True)).sum(), a)
gradient("grad(x => abs(linalg.triangularSolve(a, x, { lower: true, transposed: true })).square().sum())(b)", lambda x: square(tl.solve_triangular(T(a).tril().mT, x, upper=True)).sum(), b)
gradient("grad(x => real(linalg.inv(x).mul(q)).sum())(a)", lambda x: (tl.inv(x) * T(q)).sum(), a)
gradient("grad(x => real(linalg.pinv(x).mul(u.T)).sum())(t)", lambda x: (tl.pinv(x) * T(u.T)).sum(), t)
gradient("grad(x => abs(linalg.lstsq(x, u).solution).square().sum())(t)", lambda x: square(tl.lstsq(x, T(u))[0]).sum(), t)
gradient("grad(x => real(linalg.choleskyInverse(x).mul(q)).sum())(d)", lambda x: (torch.cholesky_inverse(x.tril()) * T(q)).sum(), d)
gradient("grad(x => abs(linalg.tensorinv(x)).square().sum())(c)", lambda x: square(tl.tensorinv(x)).sum(), c)
gradient("grad(x => real(linalg.householderProduct(x, w).mul(u)).sum())(t)", lambda x: (tl.householder_product(x, T(w)) * T(u)).sum(), t)
gradient("grad(x => real(linalg.householderProduct(t, x).mul(u)).sum())(w)", lambda x: (tl.householder_product(T(t), x) * T(u)).sum(), w)
gradient("grad(x => real(linalg.det(x).mul({ re: 1, im: 2 })))(a)", lambda x: tl.det(x) * (1 + 2j), a)
gradient("grad(x => linalg.slogdet(x).logAbsDet)(a)", lambda x: tl.slogdet(x)[1], a)
gradient("grad(x => real(linalg.slogdet(x).sign.mul({ re: 1, im: 2 })))(a)", lambda x: tl.slogdet(x)[0] * (1 + 2j), a)
for ours, theirs in [("'fro'", "fro"), ("'nuc'", "nuc"), ("1", 1), ("2", 2), ("Infinity", inf)]:
    gradient(f"grad(x => linalg.matrixNorm(x, {{ ord: {ours} }}))(t)", lambda x, o=theirs: tl.matrix_norm(x, o), t)
for ours, theirs in [("2", 2), ("1", 1), ("3", 3), ("Infinity", inf)]:
    gradient(f"grad(x => linalg.vectorNorm(x, 1, {{ ord: {ours} }}).sum())(t)", lambda x, o=theirs: tl.vector_norm(x, o, 1).sum(), t)
gradient("grad(x => linalg.cond(x))(a)", tl.cond, a)
gradient("grad(x => real(linalg.matrixPower(x, 3).mul(q)).sum())(a)", lambda x: (tl.matrix_power(x, 3) * T(q)).sum(), a)
gradient("grad(x => real(linalg.expm(x).mul(q)).sum())(a)", lambda x: (tl.matrix_exp(x) * T(q)).sum(), a)
gradient("grad(x => real(linalg.matrixSqrth(x).mul(q)).sum())(d)", lambda x: (tl.matrix_sqrth(hermitian(x)) * T(q)).sum(), d)
gradient("grad(x => linalg.matrixSqrth(x).mul(p).sum())(mul(eye(4).cast('float64'), 4))", lambda x: (tl.matrix_sqrth(hermitian(x)) * wp).sum(), 4 * eye)
gradient("grad(x => real(linalg.polar(x).u.mul(u)).sum())(t)", lambda x: (tl.polar(x)[0] * T(u)).sum(), t)
gradient("grad(x => real(linalg.polar(x).h.mul(g)).sum())(t)", lambda x: (tl.polar(x)[1] * T(g)).sum(), t)
gradient("grad(x => linalg.polar(x).u.mul(p).sum())(r)", lambda x: (tl.polar(x)[0] * wp).sum(), r)

# single precision
z = a.astype(np.complex64)
case("linalg.inv(cast(a, 'complex64'))", la.inv(z))
case("linalg.eigvalsh(cast(s, 'complex64'))", la.eigvalsh(s.astype(np.complex64)))
case("linalg.svdvals(cast(t, 'complex64'))", la.svd(t.astype(np.complex64))[1])
case("linalg.eigvals(cast(a, 'complex64'))", eigen(a)[0].astype(np.complex64))
case("linalg.det(cast(m, 'complex64'))", la.det(m.astype(np.complex64)))

print(
    json.dumps(
        {
            "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "torch": torch.__version__},
            "inputs": {name: packed(x) for name, x in inputs.items()},
            "cases": cases,
        }
    )
)
