// What the editor shows of layers that change shapes.

import { random, type Tensor, zeros } from 'tenet'
import * as nn from 'tenet/nn'
import { check, type Equal } from '../types/equal.js'

type F32<S extends readonly number[]> = Tensor<S, 'float32'>
const key = random.key(0)

/** The shape of the result for one example. */
const out = <F extends nn.LayerShapes, const S extends readonly number[]>(_layer: nn.Layer<F>, _shape: S): nn.LayerOutput<F, S> =>
  undefined as never

const same = out(nn.conv2d(8, [3, 5], { padding: 'same' }), [3, 32, 30])
check<Equal<typeof same, [8, 32, 30]>>()
const valid = out(nn.conv2d(8, 3, { padding: 'valid', paddingMode: 'reflect' }), [3, 32, 30])
check<Equal<typeof valid, [8, 30, 28]>>()
const up = nn.convTranspose2d(6, 4, { stride: 2, padding: 1, groups: 2 })
const upParams = up.init(key, [4, 8, 8])
check<Equal<typeof upParams, { readonly weight: F32<[4, 3, 4, 4]>; readonly bias: F32<[6]> }>>()
const large = up.apply(upParams, zeros([2, 4, 8, 8]))
check<Equal<typeof large, F32<[2, 6, 16, 16]>>>()

const rounded = out(nn.maxPool2d(3, { stride: 2, ceilMode: true }), [64, 112, 112])
check<Equal<typeof rounded, [64, 56, 56]>>()
const line = out(nn.avgPool1d(2), [4, 9])
check<Equal<typeof line, [4, 4]>>()
const power = out(nn.lpPool3d(2, 2), [1, 4, 6, 8])
check<Equal<typeof power, [1, 2, 3, 4]>>()
const adaptive = out(nn.adaptiveAvgPool2d([7, null]), [512, 9, 5])
check<Equal<typeof adaptive, [512, 7, 5]>>()
const one = out(nn.adaptiveMaxPool1d(1), [512, 9])
check<Equal<typeof one, [512, 1]>>()
const fractional = out(nn.fractionalMaxPool2d(2, { outputSize: [13, 12] }), [16, 25, 25])
check<Equal<typeof fractional, [16, 13, 12]>>()
const ratio = out(nn.fractionalMaxPool3d(2, { outputRatio: 0.5 }), [16, 25, 25, 9])
check<Equal<typeof ratio, [16, number, number, number]>>()
const global = out(nn.globalAvgPool, [512, 9, 5])
check<Equal<typeof global, [512]>>()
const pooled = nn.maxPoolWithIndices(zeros([2, 3, 8, 8]), 2)
check<Equal<typeof pooled, readonly [F32<[2, 3, 4, 4]>, Tensor<[2, 3, 4, 4], 'int32'>]>>()
const chosen = nn.adaptiveMaxPoolWithIndices(zeros([2, 3, 8, 9]), [4, null])
check<Equal<typeof chosen, readonly [F32<[2, 3, 4, 9]>, Tensor<[2, 3, 4, 9], 'int32'>]>>()

const padded = out(nn.zeroPad2d([1, 2, 3, 4]), [3, 10, 20])
check<Equal<typeof padded, [3, 17, 23]>>()
const around = out(nn.reflectionPad3d(1), [3, 10, 20, 30])
check<Equal<typeof around, [3, 12, 22, 32]>>()
const twice = out(nn.upsample({ scaleFactor: 2 }), [3, 10, 20])
check<Equal<typeof twice, [3, 20, 40]>>()
const sized = out(nn.upsample({ size: [5, 6], mode: 'bilinear' }), [3, 10, 20])
check<Equal<typeof sized, [3, 5, 6]>>()
const shuffled = out(nn.pixelShuffle(2), [12, 10, 20])
check<Equal<typeof shuffled, [3, 20, 40]>>()
const unshuffled = out(nn.pixelUnshuffle(2), [3, 10, 20])
check<Equal<typeof unshuffled, [12, 5, 10]>>()
const columns = out(nn.unfold(3), [3, 10, 10])
check<Equal<typeof columns, [27, 64]>>()
const images = out(nn.fold([10, 10], 3), [27, 64])
check<Equal<typeof images, [3, 10, 10]>>()
const apart = out(nn.unflatten(1, [8, 7, 7]), [392, 2])
check<Equal<typeof apart, [8, 7, 7, 2]>>()

nn.model([4, 8, 8], nn.pixelUnshuffle(2), nn.pixelShuffle(4))
// @ts-expect-error 3 is no multiple of 4
nn.model([3, 8, 8], nn.pixelShuffle(2))
// @ts-expect-error 9 is no multiple of 2
nn.model([3, 9, 8], nn.pixelUnshuffle(2))
// @ts-expect-error 100 are not 8 · 7 · 7
nn.model([100], nn.unflatten(1, [8, 7, 7]))
// @ts-expect-error no images
nn.model([3, 8], nn.adaptiveAvgPool2d(1))

// ---- side by side, in a row ----

const inception = nn.model(
  [192, 28, 28],
  [
    'inception',
    nn.parallel(
      'concat',
      ['branch1', nn.conv2d(64, 1)],
      ['branch2', nn.sequential(nn.conv2d(96, 1), nn.relu, nn.conv2d(128, 3, { padding: 1 }))],
      nn.maxPool2d(3, { stride: 1, padding: 1 }),
    ),
  ],
)
const inceptionParams = inception.init(key)
check<Equal<keyof typeof inceptionParams.inception, 'branch1' | 'branch2'>>()
const features = inception.apply(inceptionParams, zeros([1, 192, 28, 28]))
check<Equal<typeof features, F32<[1, 384, 28, 28]>>>()
// @ts-expect-error sides differ
nn.model([3, 8, 8], nn.parallel('concat', nn.identity, nn.conv2d(3, 3)))
// @ts-expect-error channels differ
nn.model([3, 8, 8], nn.parallel('sum', nn.identity, nn.conv2d(4, 1)))
nn.model([3, 8, 8], nn.parallel('sum', nn.identity, nn.conv2d(3, 1)))

const tower = nn.model(
  [16, 8, 8],
  ['blocks', nn.repeat(2, nn.residual(nn.conv2d(16, 3, { padding: 1, bias: false })))],
  nn.lift(x => x.square()),
)
const towerParams = tower.init(key)
check<
  Equal<
    typeof towerParams,
    {
      readonly blocks: {
        readonly '0': { readonly main: { readonly weight: F32<[16, 16, 3, 3]> } }
        readonly '1': { readonly main: { readonly weight: F32<[16, 16, 3, 3]> } }
      }
    }
  >
>()
