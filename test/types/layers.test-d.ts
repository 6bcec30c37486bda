// Layers: shapes found from the input, parameter trees with PyTorch's names and layouts.

import type { LayerOutput, LayerParameters, Mismatch, ShapesOfLayer } from '../../src/types/index.js'
import { check, type Equal } from './equal.js'
import { key, nn, type Tensor, zeros } from './mock.js'

type F32<S extends readonly number[]> = Tensor<S, 'float32'>
type Output<L, S> = LayerOutput<ShapesOfLayer<L>, S>
type Parameters<L, S> = keyof LayerParameters<ShapesOfLayer<L>, S>

// ---- one layer ----

const wide = nn.conv2d(64, [3, 5], { stride: [2, 1], padding: [1, 2], groups: 4, bias: false })
check<Equal<Output<typeof wide, [16, 32, 32]>, [64, 16, 32]>>()
check<Equal<Parameters<typeof wide, [16, 32, 32]>, 'weight'>>()
check<Equal<LayerParameters<ShapesOfLayer<typeof wide>, [16, 32, 32]>['weight']['shape'], [64, 4, 3, 5]>>()
check<Equal<Output<typeof wide, [6, 32, 32]>, Mismatch<'conv2d: 4 groups must divide channels 6 and 64'>>>()
check<Equal<Output<typeof wide, [16]>, Mismatch<'conv2d: input must be [channels,height,width], got [16]'>>>()

const lin = nn.linear(10)
check<Equal<Output<typeof lin, [7, 5]>, [7, 10]>>()
check<Equal<Parameters<typeof lin, [7, 5]>, 'weight' | 'bias'>>()
check<Equal<Output<typeof lin, []>, Mismatch<'linear: input must have an axis, got []'>>>()

const pool = nn.maxPool2d(3, { stride: 2, padding: 1 })
check<Equal<Output<typeof pool, [64, 112, 112]>, [64, 56, 56]>>()
check<Equal<Output<typeof nn.flatten, [512, 7, 7]>, [25088]>>()
check<Equal<Output<typeof nn.relu, [512, 7, 7]>, [512, 7, 7]>>()

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

declare const n: number
const unknownBatch = lenet.apply(params, zeros([n, 1, 28, 28]))
check<Equal<typeof unknownBatch, F32<[number, 10]>>>()
function anyBatch<B extends number>(x: F32<[B, 1, 28, 28]>) {
  return lenet.apply(params, x)
}
const eight = anyBatch(zeros([8, 1, 28, 28]))
check<Equal<typeof eight, F32<[8, 10]>>>()

// @ts-expect-error three channels
lenet.apply(params, zeros([32, 3, 28, 28]))
// @ts-expect-error a leaf of the wrong shape
lenet.apply({ ...params, fc3: { weight: zeros([10, 80]), bias: zeros([10]) } }, zeros([32, 1, 28, 28]))

// ---- unnamed and nested layers ----

const block = <C extends number>(channels: C) =>
  nn.residual(
    nn.sequential(nn.conv2d(channels, 3, { padding: 1, bias: false }), nn.batchNorm2d(), nn.relu, [
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
          readonly '1': { readonly weight: F32<[8]>; readonly bias: F32<[8]> }
          readonly out: { readonly weight: F32<[8, 8, 3, 3]>; readonly bias: F32<[8]> }
        }
      }
      readonly head: { readonly '1': { readonly weight: F32<[10, 8192]>; readonly bias: F32<[10]> } }
    }
  >
>()

const down = nn.residual(nn.conv2d(16, 3, { padding: 1, stride: 2 }), nn.conv2d(16, 1, { stride: 2 }))
check<Equal<Output<typeof down, [8, 32, 32]>, [16, 16, 16]>>()
check<Equal<Parameters<typeof down, [8, 32, 32]>, 'main' | 'skip'>>()

const custom = nn.layer(
  [4],
  () => ({ scale: zeros([4]) }),
  (_params, x) => x,
)
const withCustom = nn.model([4], ['custom', custom], nn.linear(2))
const customParams = withCustom.init(key)
check<Equal<typeof customParams.custom, { scale: F32<[4]> }>>()

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
wrong.apply(wrongParams, zeros([2, 1, 8, 8])).add(zeros([3, 5]))
