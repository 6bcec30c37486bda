// The programs in jax-js, on its WebAssembly backend: the one it has in Node. Functions own their arguments there: what is used again is passed
// as `.ref`. It has no loops and no scatter; images are NCHW.

import * as jax from '@jax-js/jax'

const { numpy: np, lax, nn, random, jit, tree, valueAndGrad, vjp } = jax

const normal = (...shape) => random.normal(random.key(0), shape)

/** A compiled function of fixed inputs; what a call gives is the caller's. */
const kernel = (f, ...inputs) => {
  const compiled = jit(f)
  return () => compiled(...inputs.map(input => input.ref))
}

const missing = reason => () => {
  throw new Error(reason)
}

const dtypes = { float32: np.float32, float64: np.float64, float16: np.float16 }

function matmul({ batch, rows, depth, columns, dtype }) {
  if (dtypes[dtype] === undefined) throw new Error(`there is no ${dtype}`)
  const many = batch === 1 ? [] : [batch]
  const [a, b] = [normal(...many, rows, depth), normal(...many, depth, columns)].map(x => np.astype(x, dtypes[dtype]))
  return kernel(np.matmul, a, b)
}

const convolved = (x, w, padding = 0, stride = 1, groups = 1) =>
  lax.convGeneralDilated(x, w, [stride, stride], [[padding, padding], [padding, padding]], { featureGroupCount: groups }) // biome-ignore format: one line reads best

function conv({ batch, channels, size, groups, pass }) {
  const x = normal(batch, channels, size, size)
  const w = normal(channels, channels / groups, 3, 3)
  if (pass === 'forward') return kernel((image, weight) => convolved(image, weight, 1, 1, groups), x, w)
  /** The derivative in one argument, applied to a cotangent. */
  const gradient = (f, at, ct) => {
    const [y, back] = vjp(f, [at])
    y.dispose()
    return back(ct)[0]
  }
  if (pass === 'input') return kernel((ct, weight, image) => gradient(v => convolved(v, weight, 1, 1, groups), image, ct), x, w, x)
  return kernel((ct, weight, image) => gradient(v => convolved(image, v, 1, 1, groups), weight, ct), x, w, x)
}

const convTransposed = ({ batch, channels, outChannels, size }) =>
  kernel(
    (x, w) => lax.convTranspose(x, w, [2, 2], [[1, 1], [1, 1]], { transposeKernel: true }), // biome-ignore format: one line reads best
    normal(batch, channels, size, size),
    normal(channels, outChannels, 4, 4),
  )

const ofMatrix =
  (f, vectors = 0) =>
  ({ rows, columns }) =>
    kernel(f, normal(rows, columns), ...Array.from({ length: vectors }, () => normal(columns)))

function layerNorm(x, weight, bias) {
  const centred = x.ref.sub(np.mean(x, -1, { keepdims: true }))
  const variance = np.mean(np.square(centred.ref), -1, { keepdims: true })
  return centred
    .mul(np.reciprocal(np.sqrt(variance.add(1e-5))))
    .mul(weight)
    .add(bias)
}

const picks = (rows, picked) => np.astype(random.uniform(random.key(1), [picked], { minval: 0, maxval: rows }), np.int32)

const attend = (q, k, v) => np.matmul(nn.softmax(np.matmul(q, np.swapaxes(k, -1, -2)).mul(q.shape.at(-1) ** -0.5), -1), v)

/** Weight, its first axis the output's, and bias; uniform within 1 / sqrt(fan in). */
function layer(...shape) {
  const bound = shape.slice(1).reduce((a, b) => a * b) ** -0.5
  const uniform = of => random.uniform(random.key(0), of, { minval: -bound, maxval: bound })
  return { weight: uniform(shape), bias: uniform(shape.slice(0, 1)) }
}

const linear = ({ weight, bias }, x) => np.matmul(x, np.matrixTranspose(weight)).add(bias)
const convLayer = ({ weight, bias }, x, padding = 0) => convolved(x, weight, padding).add(np.reshape(bias, [-1, 1, 1]))

/** Windows of 2 × 2. */
function pooled(x, reduce) {
  const [n, c, h, w] = x.shape
  return reduce(np.reshape(x, [n, c, h / 2, 2, w / 2, 2]), [3, 5])
}

const flat = x => np.reshape(x, [x.shape[0], -1])

const mlp = (p, x) => linear(p.fc2, nn.relu(linear(p.fc1, x)))

function lenet(p, given) {
  let x = pooled(np.tanh(convLayer(p.conv1, given, 2)), np.mean)
  x = pooled(np.tanh(convLayer(p.conv2, x)), np.mean)
  return linear(p.fc3, np.tanh(linear(p.fc2, np.tanh(linear(p.fc1, flat(x))))))
}

function vgg(p, given) {
  let x = given
  for (const stage of [0, 2, 4]) {
    for (const i of [stage, stage + 1]) x = nn.relu(convLayer(p[`conv${i}`], x, 1))
    x = pooled(x, np.max)
  }
  return linear(p.fc2, nn.relu(linear(p.fc1, flat(x))))
}

const heads = 4

function block(p, given) {
  const [batch, length, features] = given.shape
  const split = part => np.transpose(np.reshape(part, [batch, length, heads, features / heads]), [0, 2, 1, 3])
  const parts = np.split(linear(p.in, layerNorm(given.ref, p.norm1.weight, p.norm1.bias)), 3, -1).map(split)
  const attended = np.reshape(np.transpose(attend(...parts), [0, 2, 1, 3]), [batch, length, features])
  const x = given.add(linear(p.out, attended))
  const inner = nn.gelu(linear(p.net1, layerNorm(x.ref, p.norm2.weight, p.norm2.bias)), { approximate: false })
  return x.add(linear(p.net2, inner))
}

const transformer = (p, x) => linear(p.fc, flat(block(p.block2, block(p.block1, x))))

function transformerParameters() {
  const norm = () => ({ weight: np.ones([256]), bias: np.zeros([256]) })
  const one = () => ({ in: layer(768, 256), out: layer(256, 256), net1: layer(1024, 256), net2: layer(256, 1024), norm1: norm(), norm2: norm() }) // biome-ignore format: one line reads best
  return { block1: one(), block2: one(), fc: layer(10, 128 * 256) }
}

const stages = [
  [64, 64, 1],
  [64, 128, 2],
  [128, 256, 2],
  [256, 512, 2],
]

const momentum = 0.1

/** Batch norm by the statistics of the batch or those kept; those kept come back refreshed. */
function batchNorm(p, x, training, refreshed, name) {
  const across = v => np.reshape(v, [-1, 1, 1])
  if (!training) {
    const scale = p.weight.mul(np.reciprocal(np.sqrt(p.variance.add(1e-5))))
    return x.mul(across(scale.ref)).add(across(p.bias.sub(p.mean.mul(scale))))
  }
  const count = x.size / x.shape[1]
  const mean = np.mean(x.ref, [0, 2, 3])
  const centred = x.sub(across(mean.ref))
  const variance = np.mean(np.square(centred.ref), [0, 2, 3])
  refreshed[name] = {
    mean: p.mean.mul(1 - momentum).add(lax.stopGradient(mean).mul(momentum)),
    variance: p.variance.mul(1 - momentum).add(lax.stopGradient(variance.ref).mul((momentum * count) / (count - 1))),
  }
  return centred.mul(across(np.reciprocal(np.sqrt(variance.add(1e-5))).mul(p.weight))).add(across(p.bias))
}

/** `p` are the parameters, `s` the statistics. */
function resnet(p, s, given, { training, cifar }) {
  const refreshed = {}
  const unit = (name, v, padding = 1, stride = 1) =>
    batchNorm({ ...p[`${name}_norm`], ...s[name] }, convolved(v, p[name], padding, stride), training, refreshed, name)
  let x = nn.relu(cifar ? unit('stem', given) : unit('stem', given, 3, 2))
  if (!cifar) x = maxPool3(x)
  for (const [stage, [, , stride]] of stages.entries())
    for (const [place, step] of [stride, 1].entries()) {
      const name = `${stage}_${place}`
      const inner = unit(`${name}_b`, nn.relu(unit(`${name}_a`, x.ref, 1, step)))
      x = nn.relu(inner.add(step === 1 ? x : unit(`${name}_c`, x, 0, step)))
    }
  return [linear(p.fc, np.mean(x, [2, 3])), refreshed]
}

/** Windows of 3 × 3, 2 apart. What is padded is not above what comes in, for nothing there is below 0. */
const maxPool3 = x =>
  lax.reduceWindow(np.pad(x, [[0, 0], [0, 0], [1, 1], [1, 1]]), window => np.max(window), [3, 3], [2, 2]) // biome-ignore format: one line reads best

function resnetParameters(stem, classes) {
  const [p, s] = [{ fc: layer(classes, 512) }, {}]
  const add = (name, size, from, to) => {
    p[name] = normal(to, from, size, size).mul((2 / (size * size * to)) ** 0.5)
    p[`${name}_norm`] = { weight: np.ones([to]), bias: np.zeros([to]) }
    s[name] = { mean: np.zeros([to]), variance: np.ones([to]) }
  }
  add('stem', stem, 3, 64)
  for (const [stage, [before, channels, stride]] of stages.entries()) {
    for (const [place, from] of [before, channels].entries()) {
      add(`${stage}_${place}_a`, 3, from, channels)
      add(`${stage}_${place}_b`, 3, channels, channels)
    }
    if (stride !== 1) add(`${stage}_0_c`, 1, before, channels)
  }
  return [p, s]
}

const sgd = (rate, keeps = 0) => ({
  init: p => (keeps === 0 ? {} : tree.map(v => np.zerosLike(v.ref), p)),
  update(p, g, m) {
    if (keeps === 0) return [tree.map((v, d) => v.sub(d.mul(rate)), p, g), m]
    const next = tree.map((v, d) => v.mul(keeps).add(d), m, g)
    return [tree.map((v, d) => v.sub(d.mul(rate)), p, tree.ref(next)), next]
  },
})

const adam = {
  init: p => ({ count: np.zeros([]), m: tree.map(v => np.zerosLike(v.ref), p), v: tree.map(v => np.zerosLike(v.ref), p) }),
  update(p, g, state) {
    const count = state.count.add(1)
    const m = tree.map((a, d) => a.mul(0.9).add(d.mul(0.1)), state.m, tree.ref(g))
    const v = tree.map((a, d) => a.mul(0.999).add(np.square(d).mul(0.001)), state.v, g)
    const correction = rate => np.power(rate, count.ref).mul(-1).add(1)
    const [first, second] = [correction(0.9), correction(0.999)]
    const moved = tree.map(
      (a, b, c) =>
        a.sub(
          b
            .div(first.ref)
            .mul(1e-3)
            .div(np.sqrt(c.div(second.ref)).add(1e-8)),
        ),
      p,
      tree.ref(m),
      tree.ref(v),
    )
    first.dispose()
    second.dispose()
    return [moved, { count, m, v }]
  },
}

function crossEntropy(logits, y) {
  const [batch, classes] = logits.shape
  return nn
    .logSoftmax(logits, -1)
    .mul(nn.oneHot(y, classes))
    .sum()
    .mul(-1 / batch)
}

/** A loop's body: each call is a step from where the last one ended, and gives the loss. `forward` returns logits and statistics. */
function training(forward, params, optimizer, x, statistics = {}) {
  const y = picks(10, x.shape[0])
  const update = (p, s, state, images, labels) => {
    const loss = q => {
      const [logits, refreshed] = forward(q, s, images)
      return [crossEntropy(logits, labels), refreshed]
    }
    const [[value, refreshed], grads] = valueAndGrad(loss, { hasAux: true })(tree.ref(p))
    return [...optimizer.update(p, grads, state), refreshed, value]
  }
  const step = jit(update)
  let [p, s, state] = [params, statistics, optimizer.init(params)]
  const call = () => {
    const [moved, next, refreshed, value] = step(p, s, state, x.ref, y.ref)
    ;[p, s, state] = [moved, refreshed, next]
    return value
  }
  return Object.assign(call, { record: () => jax.makeJaxpr(update)(p, s, state, x, y) })
}

/** A model without statistics. */
const plain = f => (p, _, x) => [f(p, x), {}]

const cifar = { training: true, cifar: true }

const vggSizes = [3, 64, 64, 128, 128, 256, 256]

export const programs = {
  dispatch: () => {
    const increment = jit(x => x.add(1))
    const x = normal(4)
    return () => increment(x.ref).dataSync()
  },
  fused: ({ size }) => kernel(x => np.tanh(x.ref.mul(2).add(1)).mul(x), normal(size)),
  gelu: ofMatrix((x, b, s) => nn.gelu(x.add(b), { approximate: false }).mul(s), 2),
  softmax: ofMatrix(x => nn.softmax(x, -1)),
  'layer-norm': ofMatrix(layerNorm, 2),
  sum: ({ size }) => kernel(x => np.sum(x), normal(size)),
  transpose: ofMatrix(x => np.transpose(x)),
  gather: ({ rows, columns, picked }) => kernel((x, at) => np.take(x, at, 0), normal(rows, columns), picks(rows, picked)),
  'scatter-add': missing('there is no scatter'),
  sort: ofMatrix(x => np.sort(x, 1)),
  cumsum: ofMatrix(x => np.cumsum(x, 1)),
  attention: ({ batch, heads: count, length, size }) => kernel(attend, ...[0, 1, 2].map(() => normal(batch, count, length, size))),
  matmul,
  conv,
  'conv-transposed': convTransposed,
  'mlp-step': () => training(plain(mlp), { fc1: layer(256, 784), fc2: layer(10, 256) }, sgd(0.1), normal(64, 784)),
  'lenet-step': () =>
    training(
      plain(lenet),
      { conv1: layer(6, 1, 5, 5), conv2: layer(16, 6, 5, 5), fc1: layer(120, 400), fc2: layer(84, 120), fc3: layer(10, 84) },
      adam,
      normal(64, 1, 28, 28),
    ),
  'vgg-step': () => {
    const convs = vggSizes.slice(1).map((to, i) => [`conv${i}`, layer(to, vggSizes[i], 3, 3)])
    const params = { ...Object.fromEntries(convs), fc1: layer(256, 4096), fc2: layer(10, 256) }
    return training(plain(vgg), params, sgd(0.01), normal(32, 3, 32, 32))
  },
  'resnet-step': () => {
    const [p, s] = resnetParameters(3, 10)
    return training((q, kept, x) => resnet(q, kept, x, cifar), p, sgd(0.01, 0.9), normal(32, 3, 32, 32), s)
  },
  'resnet-inference': () => {
    const [p, s] = resnetParameters(7, 1000)
    const classify = jit((q, kept, x) => resnet(q, kept, x, { training: false, cifar: false })[0])
    const x = normal(1, 3, 224, 224)
    return () => classify(tree.ref(p), tree.ref(s), x.ref)
  },
  'gru-step': missing('there are no loops: a hundred steps would be a hundred copies of one'),
  'transformer-step': () => training(plain(transformer), transformerParameters(), adam, normal(8, 128, 256)),
}
