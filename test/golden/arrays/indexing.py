# Golden values of indexing, from NumPy and JAX. Run: python indexing.py > indexing.json
import numpy as np
from cases import case, inputs, write


def update(xp, x, index, how, value):
    """x with elements replaced, as JAX's x.at[index].how(value)."""
    if xp is not np:
        return getattr(x.at[index], how)(value)
    x = x.copy()
    if how == "set":
        x[index] = value
    else:
        {"add": np.add, "mul": np.multiply, "divide": np.divide, "max": np.maximum, "min": np.minimum}[how].at(x, index, value)
    return x


# basic
for ours, index in [
    ("1", np.s_[1]), ("-1, '...', 2", np.s_[-1, ..., 2]), ("'...', 0", np.s_[..., 0]), ("[], null, 1", np.s_[:, None, 1]),
    ("[null, null, -1]", np.s_[::-1]), ("[], [null, null, 2]", np.s_[:, ::2]), ("'...', [3, null, -2]", np.s_[..., 3::-2]),
    ("[], [2, 0, -1], [1, -1]", np.s_[:, 2:0:-1, 1:-1]), ("null, '...', null", np.s_[None, ..., None]), ("[1, 1]", np.s_[1:1]),
    ("[], [], [0, 3, -1]", np.s_[:, :, 0:3:-1]), ("'...'", np.s_[...]), ("1, 2, 3, '...'", np.s_[1, 2, 3, ...]),
]:  # fmt: skip
    case(f"slice(t, {ours})", lambda xp, t: t[index], "t")
    case(f"t.at({ours}).set(7)", lambda xp, t: update(xp, t, index, "set", 7), "t")
    case(f"t.at({ours}).mul(slice(t, {ours}).add(2))", lambda xp, t: update(xp, t, index, "set", t[index] * (t[index] + 2)), "t")

# arrays
j, k, g, h = (inputs[n] for n in "jkgh")
for ours, index in [
    ("m.at(j)", np.s_[j]), ("m.at([], j)", np.s_[:, j]), ("m.at(j, j)", np.s_[j, j]), ("m.at(1, j)", np.s_[1, j]), ("t.at(k)", np.s_[k]),
    ("t.at(k, [], k)", np.s_[k, :, k]), ("t.at([], k, k)", np.s_[:, k, k]), ("t.at([], 1, k)", np.s_[:, 1, k]),
    ("t.at(1, [], k)", np.s_[1, :, k]), ("t.at(k, '...', 1)", np.s_[k, ..., 1]), ("t.at('...', k)", np.s_[..., k]),
    ("t.at(0, null, k)", np.s_[0, None, k]), ("t.at(null, [], k, null)", np.s_[None, :, k, None]),
    ("t.at([null, null, -1], [1], k)", np.s_[::-1, 1:, k]), ("q.at(k, 0, '...', j.slice([0, 2]))", np.s_[k, 0, ..., j[:2]]),
    ("t.at(k.expandDims(-1), j.slice([0, 3]))", np.s_[k[..., None], j[:3]]), ("t.at(k, [0, 2], [null, null, 2])", np.s_[k, 0:2, ::2]),
    ("q.at(1, '...', k, 2)", np.s_[1, ..., k, 2]), ("v.at(tensor(2, 'int32'))", np.s_[np.array(2)]),
    ("t.at(1, '...', k, k)", np.s_[1, ..., k, k]), ("m.at([1, 3], tensor([], 'int32'))", np.s_[1:3, np.array([], int)]),
]:  # fmt: skip
    name = ours[0]
    value = inputs[name][index]
    case(f"{ours}.get()", lambda xp, x: x[index], name)
    case(f"{ours}.add({ours}.get().mul(2).add(1))", lambda xp, x: update(xp, x, index, "add", x[index] * 2 + 1), name)
    case(f"{ours}.max(0.25)", lambda xp, x: update(xp, x, index, "max", 0.25), name, grad="")

places = np.array([3, 0, -2])
twice = np.array([1, 1, 4])
for how in ["set", "add", "mul", "divide", "min", "max"]:
    grad = {"set": "vw", "add": "vw", "mul": "v", "divide": "v"}.get(how, "")
    case(f"v.at(tensor([3, 0, -2], 'int32')).{how}(w)", lambda xp, v, w: update(xp, v, places, how, w), "vw", grad=grad)
    case(f"v.at(tensor([1, 1, 4], 'int32')).{how}(w)", lambda xp, v, w: update(xp, v, twice, how, w), "vw", grad="vw" if how == "add" else "")
case("i.at([], tensor([0, 0], 'int32')).mul(3)", lambda xp, i: update(xp, i, np.s_[:, [0, 0]], "mul", 3), "i")
case("h.at(tensor([1], 'int32')).set(true)", lambda xp, h: update(xp, h, [1], "set", True), "h")
case("v.at([1, 4]).apply(x => x.exp())", lambda xp, v: xp.concatenate([v[:1], xp.exp(v[1:4]), v[4:]]), "v")

# out of range
nan = np.nan
case("v.at(tensor([0, 5, -6], 'int32')).get()", lambda xp, v: np.array([v[0], nan, nan]), "v", grad="")
case("v.at(tensor([0, 5, -6], 'int32')).get({ mode: 'clip' })", lambda xp, v: v[np.array([0, 4, 0])], "v")
case("v.at(tensor([0, 5, -6], 'int32')).get({ mode: 'wrap' })", lambda xp, v: v[np.array([0, 0, 4])], "v")
case("v.at(tensor([0, 5, -6], 'int32')).add(1)", lambda xp, v: v + np.array([1.0, 0, 0, 0, 0]), "v")
case("v.at(tensor([0, 5, -6], 'int32')).add(1, { mode: 'clip' })", lambda xp, v: v + np.array([2.0, 0, 0, 0, 1]), "v")
case("v.at(tensor([0, 5, -6], 'int32')).add(1, { mode: 'wrap' })", lambda xp, v: v + np.array([2.0, 0, 0, 0, 1]), "v")
case("take(v, tensor([7, -8, 2], 'int32'), 0, { mode: 'wrap' })", lambda xp, v: xp.take(v, np.array([7, -8, 2]), mode="wrap"), "v")

# masks
case("a.at(h).get()", lambda xp, a: a[h], "a", eager=True)
case("a.at([], g).get()", lambda xp, a: a[:, g], "a", eager=True)
case("t.at(h, j.slice([0, 3])).get()", lambda xp, t: t[h, np.array([2, 0, 1])], "t", eager=True)
case("t.at(h).get()", lambda xp, t: t[h], "t", eager=True)
case("a.at(h).add(w)", lambda xp, a, w: update(xp, a, h, "add", w), "aw", eager=True)
case("a.at(h).set(0.5)", lambda xp, a: xp.where(h, 0.5, a), "a")
case("a.at(h).mul(2)", lambda xp, a: xp.where(h, 2 * a, a), "a")
case("t.at(h).set(1)", lambda xp, t: xp.where(h[..., None], 1.0, t), "t")
case("compress([true, false, true], m)", lambda xp, m: xp.compress(np.array([True, False, True]), m, axis=0), "m")
case("compress(g, a, 1)", lambda xp, a: xp.compress(g, a, axis=1), "a", eager=True)
case("extract(h, a)", lambda xp, a: a[h], "a", eager=True)
case("stack(nonzero(a.slice([], [0, 2]).greater(0)))", lambda xp, a: np.stack(np.nonzero(a[:, :2] > 0)), "a", eager=True, dtype="int32")
case("where(i)[1]", lambda xp, i: np.nonzero(i)[1], "i", eager=True, dtype="int32")
case("argwhere(h)", lambda xp, h: np.argwhere(h), "h", eager=True, dtype="int32")
case("argwhere(e)", lambda xp, e: np.argwhere(e), "e", eager=True, dtype="int32", grad="")

# lines
rows = np.arange(2)[:, None]
columns = np.array([[2, 0, 2], [1, 1, 0]])
largest = inputs["m"].argmax(1)[:, None]
case("putAlongAxis(m, argmax(m, 1, { keepDims: true }), 9, 1)", lambda xp, m: update(xp, m, (np.arange(3)[:, None], largest), "set", 9.0), "m")
case(
    "putAlongAxis(a, tensor([[2, 0], [1, 0]], 'int32'), b.slice([], [0, 2]), 1)",
    lambda xp, a, b: update(xp, a, (rows, np.array([[2, 0], [1, 0]])), "set", b[:, :2]), "ab",
)  # fmt: skip
for how in ["add", "mul", "min", "max"]:
    case(
        f"putAlongAxis(a, tensor([[2, 0, 2], [1, 1, 0]], 'int32'), b, 1, {{ combine: '{how}' }})",
        lambda xp, a, b: update(xp, a, (rows, columns), how, b), "ab", grad="ab" if how == "add" else "",
    )  # fmt: skip
case(
    "takeAlongAxis(a, tensor([[2, 0, 5], [1, -7, 0]], 'int32'), 1, { mode: 'wrap' })",
    lambda xp, a: xp.take_along_axis(a, np.array([[2, 0, 2], [1, 2, 0]]), 1), "a",
)  # fmt: skip

# parts that move
case("dynamicSlice(m, [tensor(1, 'int32'), -2], [2, 2])", lambda xp, m: m[1:3, 2:4], "m")
case("dynamicSlice(m, tensor([9, 0], 'int32'), [1, 3])", lambda xp, m: m[2:3, :3], "m")
case("dynamicUpdateSlice(m, a, [1, tensor(7, 'int32')])", lambda xp, m, a: update(xp, m, np.s_[1:3, 1:4], "set", a), "ma")

# choices
case("select([less(a, -1), less(a, 1)], [a.mul(2), b], 7)", lambda xp, a, b: xp.select([a < -1, a < 1], [a * 2, b], 7), "ab")
case("select([g], [w])", lambda xp, w: xp.select([g], [w]), "w")
case("choose(tensor([[0, 1, 2], [2, 1, 0]], 'int32'), [a, b, w])", lambda xp, a, b, w: xp.choose(np.array([[0, 1, 2], [2, 1, 0]]), [a, b, xp.broadcast_to(w, (2, 3))]), "abw")
case("choose(tensor([0, 5, -4], 'int32'), [w, 1], { mode: 'clip' })", lambda xp, w: xp.choose(np.array([0, 5, -4]), [w, xp.ones(3)], mode="clip"), "w")

# diagonals
for offset in [0, 1, -2, 5]:
    case(f"diagonal(m, {{ offset: {offset} }})", lambda xp, m: xp.diagonal(m, offset), "m")
    case(f"diag(m, {offset})", lambda xp, m: xp.diag(m, offset), "m", grad="")
    case(f"tril(t, {offset})", lambda xp, t: xp.tril(t, offset), "t")
    case(f"triu(t, {offset})", lambda xp, t: xp.triu(t, offset), "t")
case("diagonal(t, { offset: -1, axis1: 2, axis2: 0 })", lambda xp, t: xp.diagonal(t, -1, 2, 0), "t")
case("diag(w)", lambda xp, w: xp.diag(w), "w")
case("diag(w, 1)", lambda xp, w: xp.diag(w, 1), "w")
case("diag(w, -2)", lambda xp, w: xp.diag(w, -2), "w")
case("tril(h)", lambda xp, h: xp.tril(h), "h")
case("fillDiagonal(m, 5)", lambda xp, m: update(xp, m, (np.arange(3), np.arange(3)), "set", 5.0), "m")
case("fillDiagonal(m, w)", lambda xp, m, w: update(xp, m, (np.arange(3), np.arange(3)), "set", w), "mw")

# numbers of places
case("indices([2, 3])", lambda xp: xp.indices((2, 3)), dtype="int32")
case("ravelMultiIndex([tensor([1, 0], 'int32'), tensor([2, 3], 'int32')], [2, 4])", lambda xp: np.ravel_multi_index([[1, 0], [2, 3]], (2, 4)), dtype="int32")
case("ravelMultiIndex([tensor([1, 5], 'int32'), 2], [2, 4], { mode: 'clip' })", lambda xp: np.ravel_multi_index([[1, 5], [2, 2]], (2, 4), mode="clip"), dtype="int32")
case("stack(unravelIndex(tensor([[5, 0], [23, 7]], 'int32'), [2, 3, 4]))", lambda xp: np.stack(np.unravel_index([[5, 0], [23, 7]], (2, 3, 4))), dtype="int32")
write()
