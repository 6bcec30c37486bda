// Derivatives beyond grad, a few lines each: gradients of single examples, Jacobians and Hessians, Newton's method and the derivative of its
// result, memory for time, and examples that know each other. Run: node dist/examples/derivatives.js

import {
  checkpointPolicies,
  customVjp,
  grad,
  hessian,
  hvp,
  jacrev,
  jit,
  pmean,
  random,
  remat,
  type Scalar,
  type Tensor,
  tensor,
  tree,
  vmap,
  zeros,
} from 'tenet'

type Vector<N extends number> = Tensor<[N], 'float32'>
interface Params {
  readonly hidden: Tensor<[3, 8], 'float32'>
  readonly out: Tensor<[8, 2], 'float32'>
}

const [k1, k2, k3] = random.split(random.key(0), 3)
const params: Params = { hidden: random.normal(k1, [3, 8]), out: random.normal(k2, [8, 2]) }
const xs = random.normal(k3, [5, 3])

const network = (p: Params, x: Vector<3>): Vector<2> => x.matmul(p.hidden).tanh().matmul(p.out)
const loss = (p: Params, x: Vector<3>) => network(p, x).square().sum()

/** How large each tensor of a tree is. */
const shapes = (of: unknown): string => JSON.stringify(tree.map(of, (leaf: Tensor) => leaf.shape))

// The gradient of each example, and their norms without ever storing more than one function of one example.
const perExample = vmap(grad(loss), { in: [null, 0] })(params, xs)
console.log('per-example gradients', shapes(perExample))
const norms = jit(vmap((x: Vector<3>) => grad(loss)(params, x).out.square().sum()))(xs)
console.log('their norms', norms.shape)

// The derivative of every output by every input, for many inputs at once.
const sensitivity = vmap(jacrev(network, { argnums: 1 }), { in: [null, 0] })(params, xs)
console.log('Jacobians', sensitivity.shape)

// All second derivatives of a network; and their product with a direction, which costs a few gradients.
const x = zeros([3]).add(0.5)
console.log('Hessian', shapes(hessian(loss)(params, x)))
console.log('Hessian times gradient', shapes(hvp(loss)(params, grad(loss)(params, x), x)))

// Newton's method for x³ + x = a. Its derivative is that of the equation, 1 / (3x² + 1), whatever the steps were.
const newton = (a: Scalar): Scalar => {
  let root: Scalar = a.mul(0)
  for (let i = 0; i < 20; i++) root = root.sub(root.pow(3).add(root).sub(a).div(root.square().mul(3).add(1)))
  return root
}
const root = customVjp(
  newton,
  a => {
    const solution = newton(a)
    return [solution, solution] as const
  },
  (solution, ct) => [ct.div(solution.square().mul(3).add(1))],
)
const right = tensor([2, 10, 30])
console.log('roots', vmap(root)(right).toArray(), 'and their derivatives', jit(vmap(grad(root)))(right).toArray())

// A deep network whose derivative keeps results of products and computes the rest again.
const layer = (h: Vector<8>, w: Tensor<[8, 8], 'float32'>): Vector<8> => h.matmul(w).tanh().exp().sin()
const deep = (w: Tensor<[8, 8], 'float32'>) => {
  let h: Vector<8> = zeros([8]).add(1)
  for (let i = 0; i < 12; i++) h = remat(layer, { policy: checkpointPolicies.dotsSaveable })(h, w)
  return h.sum()
}
console.log('with remat', jit(grad(deep))(random.normal(k1, [8, 8])).shape)

// Examples that know each other: normalization over a batch that the function does not see.
const normalize = (v: Vector<3>) => {
  const centred = v.sub(pmean(v, 'batch'))
  return centred.div(pmean(centred.square(), 'batch').add(1e-5).sqrt())
}
const normalized = vmap(normalize, { axisName: 'batch' })(xs)
console.log('mean over the batch below 1e-6', normalized.mean(0).abs().max().item() < 1e-6)
