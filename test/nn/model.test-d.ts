// What the editor shows: the shapes and parameter trees of layers and models, and where mistakes are reported.

import { ones, random, type Tensor, zeros } from 'tenet'
import * as nn from 'tenet/nn'
import { check, type Equal } from '../types/equal.js'

type F32<S extends readonly number[]> = Tensor<S, 'float32'>
const key = random.key(0)

// ---- a model ----

const lenet = nn.model(
  [1, 28, 28],
  ['conv1', nn.conv2d(6, 5, { padding: 2 })],
  nn.tanh,
  nn.avgPool2d(2),
  ['conv2', nn.conv2d(16, 5)],
  nn.tanh,
  nn.avgPool2d(2),
  nn.flatten,
  ['fc1', nn.linear(120)],
  nn.tanh,
  ['fc2', nn.linear(84)],
  nn.tanh,
  ['fc3', nn.linear(10)],
)
const params = lenet.init(key)
check<
  Equal<
    typeof params,
    {
      readonly conv1: { readonly weight: F32<[6, 1, 5, 5]>; readonly bias: F32<[6]> }
      readonly conv2: { readonly weight: F32<[16, 6, 5, 5]>; readonly bias: F32<[16]> }
      readonly fc1: { readonly weight: F32<[120, 400]>; readonly bias: F32<[120]> }
      readonly fc2: { readonly weight: F32<[84, 120]>; readonly bias: F32<[84]> }
      readonly fc3: { readonly weight: F32<[10, 84]>; readonly bias: F32<[10]> }
    }
  >
>()
const logits = lenet.apply(params, zeros([32, 1, 28, 28]))
check<Equal<typeof logits, F32<[32, 10]>>>()
const trained = lenet.train(params, zeros([64, 1, 28, 28]), key)
check<Equal<typeof trained, readonly [F32<[64, 10]>, typeof params]>>()
const loss = nn.crossEntropy(logits, zeros([32], 'int32'))
check<Equal<typeof loss, F32<[]>>>()

declare const n: number
const unknownBatch = lenet.apply(params, zeros([n, 1, 28, 28]))
check<Equal<typeof unknownBatch, F32<[number, 10]>>>()
function anyBatch<B extends number>(x: F32<[B, 1, 28, 28]>, y: Tensor<[NoInfer<B>], 'int32'>) {
  return [lenet.apply(params, x), nn.crossEntropy(lenet.apply(params, x), y)] as const
}
const eight = anyBatch(zeros([8, 1, 28, 28]), zeros([8], 'int32'))
check<Equal<typeof eight, readonly [F32<[8, 10]>, F32<[]>]>>()

// @ts-expect-error three channels
lenet.apply(params, zeros([32, 3, 28, 28]))
// @ts-expect-error integers
lenet.apply(params, zeros([32, 1, 28, 28], 'uint8'))
// @ts-expect-error a leaf of the wrong shape
lenet.apply({ ...params, fc3: { weight: zeros([10, 80]), bias: zeros([10]) } }, zeros([32, 1, 28, 28]))
// @ts-expect-error fewer labels than rows
nn.crossEntropy(logits, zeros([31], 'int32'))
declare const floats: F32<[32]>
// @ts-expect-error labels are integers
nn.crossEntropy(logits, floats)

// ---- a layer alone ----

const wide = nn.conv2d(64, [3, 5], { stride: [2, 1], padding: [1, 2], groups: 4, bias: false })
const wideParams = wide.init(key, [16, 32, 32])
check<Equal<typeof wideParams, { readonly weight: F32<[64, 4, 3, 5]> }>>()
const wideOut = wide.apply(wideParams, zeros([2, 16, 32, 32]))
check<Equal<typeof wideOut, F32<[2, 64, 16, 32]>>>()
// @ts-expect-error parameters for other channels
wide.apply(wide.init(key, [8, 32, 32]), zeros([2, 16, 32, 32]))

const lines = nn.conv1d(4, 3).apply(nn.conv1d(4, 3).init(key, [2, 10]), zeros([5, 2, 10]))
check<Equal<typeof lines, F32<[5, 4, 8]>>>()
const pooled = nn.maxPool2d(3, { stride: 2, padding: 1 }).apply({}, zeros([8, 64, 112, 112]))
check<Equal<typeof pooled, F32<[8, 64, 56, 56]>>>()
const rows = nn.linear(10).apply(nn.linear(10).init(key, [7, 5]), zeros([3, 7, 5]))
check<Equal<typeof rows, F32<[3, 7, 10]>>>()

// ---- unnamed and nested layers, models as layers ----

const block = <C extends number>(channels: C) =>
  nn.residual(
    nn.sequential(nn.conv2d(channels, 3, { padding: 1, bias: false }), nn.dropout(0.1), nn.relu, [
      'out',
      nn.conv2d(channels, 3, { padding: 1 }),
    ]),
  )
const nested = nn.model([3, 32, 32], nn.conv2d(8, 3, { padding: 1 }), nn.relu, block(8), ['head', nn.sequential(nn.flatten, nn.linear(10))])
const nestedParams = nested.init(key)
check<
  Equal<
    typeof nestedParams,
    {
      readonly '0': { readonly weight: F32<[8, 3, 3, 3]>; readonly bias: F32<[8]> }
      readonly '2': {
        readonly main: {
          readonly '0': { readonly weight: F32<[8, 8, 3, 3]> }
          readonly out: { readonly weight: F32<[8, 8, 3, 3]>; readonly bias: F32<[8]> }
        }
      }
      readonly head: { readonly '1': { readonly weight: F32<[10, 8192]>; readonly bias: F32<[10]> } }
    }
  >
>()
const finetuned = nn.model([1, 28, 28], ['backbone', lenet], nn.relu, ['head', nn.linear(2)])
const finetunedParams = finetuned.init(key)
check<Equal<typeof finetunedParams.backbone, typeof params>>()
check<Equal<typeof finetunedParams.head, { readonly weight: F32<[2, 10]>; readonly bias: F32<[2]> }>>()
// @ts-expect-error the backbone takes one channel
nn.model([3, 28, 28], ['backbone', lenet])

// ---- layers of one's own ----

const scaledLinear = <N extends number>(features: N) =>
  nn.layer({
    params: (layerKey, [fanIn]) => ({ weight: nn.init.kaimingUniform(layerKey, [features, fanIn]), scale: ones([features]) }),
    apply: ({ weight, scale }, x) => x.matmul(weight.transpose()).mul(scale),
  })
const withScaled = nn.model([6], ['scaled', scaledLinear(4)], ['out', nn.linear(2)])
const scaledParams = withScaled.init(key)
check<Equal<typeof scaledParams.scaled, { weight: F32<[4, number]>; scale: F32<[4]> }>>()
check<Equal<typeof scaledParams.out.weight, F32<[2, number]>>>()

const fixed = nn.layer({
  input: [4],
  params: () => ({ scale: ones([4]) }),
  apply: ({ scale }, x) => x.mul(scale),
})
const withFixed = nn.model([4], ['fixed', fixed], nn.linear(2))
const fixedParams = withFixed.init(key)
check<
  Equal<
    typeof fixedParams,
    { readonly fixed: { scale: F32<[4]> }; readonly '1': { readonly weight: F32<[2, 4]>; readonly bias: F32<[2]> } }
  >
>()
// @ts-expect-error it takes four features
nn.model([5], fixed)

// ---- one mistake, one error: what follows is of unknown shape ----

const wrong = nn.model(
  [1, 8, 8],
  nn.conv2d(6, 5),
  // @ts-expect-error the kernel is larger than what the first layer leaves
  nn.conv2d(16, 5),
  nn.flatten,
  ['fc', nn.linear(10)],
)
const wrongParams = wrong.init(key)
check<Equal<typeof wrongParams.fc, { readonly weight: F32<[10, number]>; readonly bias: F32<[10]> }>>()

// ---- integers in, floats out ----

const lookup = <N extends number, C extends number>(count: N, size: C) =>
  nn.layer({
    takes: 'integers',
    params: layerKey => ({ weight: random.normal(layerKey, [count, size]) }),
    apply: ({ weight }, x) => weight.take(x),
  })
const reader = nn.model([5], ['lookup', lookup(10, 4)], nn.flatten, ['out', nn.linear(2)])
const readerParams = reader.init(key)
check<Equal<typeof readerParams.lookup, { weight: F32<[10, 4]> }>>()
const read = reader.apply(readerParams, zeros([3, 5], 'int32'))
check<Equal<typeof read, F32<[3, 2]>>>()
reader.apply(readerParams, zeros([3, 5], 'uint8'))
// @ts-expect-error it takes integers
reader.apply(readerParams, zeros([3, 5]))
const block8 = nn.sequential(lookup(10, 4), nn.relu)
block8.apply(block8.init(key, [5]), zeros([1, 5], 'int64'))
// @ts-expect-error it takes integers
block8.apply(block8.init(key, [5]), zeros([1, 5]))
const floatLayers: readonly nn.Layer[] = [nn.relu, nn.linear(3), block8]
check<Equal<(typeof floatLayers)[number], nn.Layer>>()

// ---- batch norm: parameters and statistics ----

const normed = nn.model(
  [3, 8, 8],
  ['bn', nn.batchNorm2d()],
  ['plain', nn.batchNorm2d({ affine: false })],
  ['batch', nn.batchNorm2d({ trackRunningStats: false, momentum: null })],
)
const normedParams = normed.init(key)
check<
  Equal<
    typeof normedParams,
    {
      readonly bn: {
        readonly weight: F32<[3]>
        readonly bias: F32<[3]>
        readonly running_mean: F32<[3]>
        readonly running_var: F32<[3]>
        readonly num_batches_tracked: Tensor<[], 'int64'>
      }
      readonly plain: {
        readonly running_mean: F32<[3]>
        readonly running_var: F32<[3]>
        readonly num_batches_tracked: Tensor<[], 'int64'>
      }
      readonly batch: { readonly weight: F32<[3]>; readonly bias: F32<[3]> }
    }
  >
>()
// @ts-expect-error no spatial axes
nn.model([3], nn.batchNorm2d())
nn.model([3], nn.batchNorm1d())
nn.model([3, 5], nn.batchNorm1d())
