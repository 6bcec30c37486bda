# Golden values of products, from NumPy and JAX. Run: python contractions.py > contractions.json
from cases import case, write

case("vecdot(a, w)", lambda xp, a, w: xp.vecdot(a, w), "aw")
case("vecdot(t, m, 1)", lambda xp, t, m: xp.vecdot(t, m, axis=-2), "tm")
case("vecdot(i, i, 0)", lambda xp, i: xp.vecdot(i, i, axis=0), "i")
case("vecdot(e, w)", lambda xp, e, w: xp.vecdot(e, w), "ew", grad="")
case("vdot(a, b)", lambda xp, a, b: xp.vdot(a, b), "ab")
case("vdot(m, t.slice(0))", lambda xp, m, t: xp.vdot(m, t[0]), "mt")
case("inner(t, m)", lambda xp, t, m: xp.inner(t, m), "tm")
case("inner(v, v)", lambda xp, v: xp.inner(v, v), "v")
case("inner(s, m)", lambda xp, s, m: xp.inner(s, m), "sm")
case("inner(a, s)", lambda xp, a, s: xp.inner(a, s), "as")
case("kron(a, w)", lambda xp, a, w: xp.kron(a, w), "aw")
case("kron(w, v)", lambda xp, w, v: xp.kron(w, v), "wv")
case("kron(s, a)", lambda xp, s, a: xp.kron(s, a), "sa")
case("kron(a.slice([0, 1]), t.slice([], [0, 2], [0, 2]))", lambda xp, a, t: xp.kron(a[:1], t[:, :2, :2]), "at")
for spec, ours, names, operands in [
    ("ij,jk,k->i", "a, m, m.slice(0)", "am", lambda a, m: (a, m, m[0])),
    ("ij,jk,kl,lm->im", "a, m, m.T, m", "am", lambda a, m: (a, m, m.T, m)),
    ("ab,ac,ad->bcd", "a, b, a", "ab", lambda a, b: (a, b, a)),
    ("i,j,k->ijk", "w, v, w", "wv", lambda w, v: (w, v, w)),
    ("ij,ij,jk,bkj->b", "a, b, m, t.transpose([0, 2, 1])", "abmt", lambda a, b, m, t: (a, b, m, t.transpose(0, 2, 1))),
    ("...i,i,...->...", "a, w, s", "aws", lambda a, w, s: (a, w, s)),
    ("ii,i,ij->j", "m.slice([], [0, 3]), w, m", "mw", lambda m, w: (m[:, :3], w, m)),
    ("ij,kl,ml->", "a, b, m.T", "abm", lambda a, b, m: (a, b, m.T)),
    ("ab,bc,cd,de,ef,fg,gh,hi,ij->aj", "a, m, m.T, m, m.T, m, m.T, m, m.T", "am", lambda a, m: (a, *[m, m.T] * 4)),
]:  # fmt: skip
    case(f"einsum('{spec}', {ours})", lambda xp, *xs: xp.einsum(spec, *operands(*xs), optimize=True), names)
write()
