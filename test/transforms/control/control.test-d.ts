// What loops and branches infer: the compiler runs these.

import { associativeScan, cond, foriLoop, grad, type Shape, scan, switchCase, type Tensor, tensor, vmap, whileLoop, zeros } from 'tenet'
import { check, type Equal } from '../../types/equal.js'

type F32<S extends Shape> = Tensor<S, 'float32'>

declare const xs: F32<[100, 64]>
declare const h0: F32<[128]>
declare const wih: F32<[128, 64]>
declare const whh: F32<[128, 128]>
declare const flag: Tensor<[], 'bool'>
declare const index: Tensor<[], 'int32'>

// Slices and stacked results have their shapes; annotations may say so, and need not.
const rnn = scan(
  (h, x) => {
    check<Equal<typeof x, F32<[64]>>>()
    check<Equal<typeof h, F32<[128]>>>()
    const next = wih.matmul(x).add(whh.matmul(h)).tanh()
    return [next, next]
  },
  h0,
  xs,
)
check<Equal<(typeof rnn)[0], F32<[128]>>>()
check<Equal<(typeof rnn)[1]['shape'], readonly [100, 128]>>()
const annotated = scan((h: Tensor<[128], 'float32'>, x: Tensor<[64], 'float32'>) => [h, { x, sum: x.sum() }], zeros([128]), xs)
check<Equal<(typeof annotated)[1]['x']['shape'], readonly [100, 64]>>()
check<Equal<(typeof annotated)[1]['sum']['shape'], readonly [100]>>()

// Trees, and results that are tuples.
const [carry, [first, second]] = scan(
  ({ a, n }, { p, q }) => [{ a: a.add(p), n: n.add(1) }, [q, p.less(0)]],
  { a: tensor(0), n: zeros([], 'int32') },
  { p: zeros([5]), q: zeros([5, 2], 'float64') },
)
check<Equal<typeof carry, { a: F32<[]>; n: Tensor<[], 'int32'> }>>()
check<Equal<typeof first, Tensor<readonly [5, 2], 'float64'>>>()
check<Equal<typeof second, Tensor<readonly [5], 'bool'>>>()

// Without arrays the length says how many.
const [, powers] = scan(x => [x.mul(2), x], tensor(1), null, { length: 7 })
check<Equal<(typeof powers)['shape'], readonly [7]>>()
// @ts-expect-error without arrays there must be a length
scan(x => [x.mul(2), x], tensor(1), null)
// @ts-expect-error the slices have 64 elements, not 63
scan((h: F32<[128]>, _x: F32<[63]>) => [h, null], h0, xs)
// @ts-expect-error the carry must keep its shape
scan((h, x) => [h.sum(), x], h0, xs)
// @ts-expect-error the function returns a pair
scan((h, _x) => h, h0, xs)

// Sizes that are not known.
declare const some: F32<[number, 3]>
const [, unknown] = scan((h, x) => [h.add(x), h], zeros([3]), some)
check<Equal<(typeof unknown)['shape'], readonly [number, 3]>>()

// whileLoop and foriLoop give the carry back.
const end = whileLoop(
  c => c.n.less(3),
  c => ({ n: c.n.add(1), x: c.x.mul(2) }),
  { n: zeros([], 'int32'), x: h0 },
)
check<Equal<typeof end, { n: Tensor<[], 'int32'>; x: F32<[128]> }>>()
whileLoop(
  // @ts-expect-error the condition is a bool scalar
  (x: F32<[128]>) => x.less(3),
  x => x,
  h0,
)
const sum = foriLoop(0, 10, (i, s) => s.add(i), zeros([], 'int32'))
check<Equal<typeof sum, Tensor<[], 'int32'>>>()
foriLoop(index, index, (_, s) => s.mul(2), h0)

// Branches take the operands and return one type.
const chosen = cond(
  flag,
  (x, y) => x.add(y.sum()),
  x => x,
  h0,
  xs,
)
check<Equal<typeof chosen, F32<[128]>>>()
const picked = switchCase(index, [x => [x, x.sum()] as const, x => [x.neg(), x.max()] as const], h0)
picked satisfies readonly [F32<[128]>, F32<[]>]
cond(
  flag,
  x => x,
  // @ts-expect-error the branches differ in shape
  x => x.sum(),
  h0,
)
cond(
  // @ts-expect-error a predicate is a tensor, for JavaScript's booleans there is the if
  true,
  x => x,
  x => x,
  h0,
)

// Elements of an associative scan are without the axis.
const products = associativeScan(
  (a, b) => {
    check<Equal<typeof a, F32<[3, 3]>>>()
    return a.matmul(b)
  },
  zeros([10, 3, 3]),
)
check<Equal<typeof products, F32<[10, 3, 3]>>>()
associativeScan((a, b) => ({ p: a.p.add(b.p) }), { p: zeros([3, 8]) }, { axis: -1 }).p satisfies F32<[3, 8]>

// In transforms.
const gradient = grad((h: F32<[128]>) => scan((c, x) => [c.mul(x.sum()), null], h, xs)[0].sum())(h0)
check<Equal<typeof gradient, F32<[128]>>>()
const mapped = vmap((h: F32<[128]>) => scan((c, x) => [c.mul(x.sum()), null], h, xs)[0])(zeros([4, 128]))
check<Equal<typeof mapped, F32<[4, 128]>>>()
