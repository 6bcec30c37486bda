// What the editor shows of attention.

import { random, type Tensor, zeros } from 'tenet'
import * as nn from 'tenet/nn'
import { check, type Equal } from '../../types/equal.js'

type F32<S extends readonly number[]> = Tensor<S, 'float32'>
const key = random.key(0)

const attended = nn.scaledDotProductAttention(zeros([2, 8, 10, 16]), zeros([2, 8, 12, 16]), zeros([2, 8, 12, 5]))
check<Equal<typeof attended, F32<[2, 8, 10, 5]>>>()
// @ts-expect-error other features
nn.scaledDotProductAttention(zeros([10, 16]), zeros([12, 15]), zeros([12, 5]))
// @ts-expect-error fewer values than keys
nn.scaledDotProductAttention(zeros([10, 16]), zeros([12, 16]), zeros([11, 5]))

const layer = nn.multiHeadAttention(8)
const params = layer.init(key, [10, 64])
check<
  Equal<
    typeof params,
    {
      readonly in_proj_weight: F32<[192, 64]>
      readonly in_proj_bias: F32<[192]>
      readonly out_proj: { readonly weight: F32<[64, 64]>; readonly bias: F32<[64]> }
    }
  >
>()
const y = layer.apply(params, zeros([4, 10, 64]))
check<Equal<typeof y, F32<[4, 10, 64]>>>()
const [output, weights] = layer.attend(params, zeros([4, 10, 64]), zeros([4, 12, 64]), zeros([4, 12, 64]))
check<Equal<typeof output, F32<[4, 10, 64]>>>()
check<Equal<typeof weights, F32<[4, 8, 10, 12]>>>()
const cache = layer.emptyCache(4, 100, 64)
const [stepped, next] = layer.step(params, zeros([4, 1, 64]), cache)
check<Equal<typeof stepped, F32<[4, 1, 64]>>>()
check<Equal<typeof next, typeof cache>>()

const other = nn.multiHeadAttention(2, { kdim: 3, bias: false }).init(key, [10, 4])
check<
  Equal<
    typeof other,
    {
      readonly q_proj_weight: F32<[4, 4]>
      readonly k_proj_weight: F32<[4, 3]>
      readonly v_proj_weight: F32<[4, 4]>
      readonly out_proj: { readonly weight: F32<[4, 4]> }
    }
  >
>()

const same = nn.multiHeadAttention(2, { kdim: 4, addBiasKv: true, addZeroAttn: true })
const sameParams = same.init(key, [10, 4])
check<Equal<typeof sameParams.in_proj_weight, F32<[12, 4]>>>()
check<Equal<typeof sameParams.bias_v, F32<[1, 1, 4]>>>()
const [, wider] = same.attend(sameParams, zeros([3, 5, 4]), zeros([3, 6, 4]), zeros([3, 6, 4]))
check<Equal<typeof wider, F32<[3, 2, 5, 8]>>>()

// @ts-expect-error seven heads do not divide 64 features
nn.model([10, 64], nn.multiHeadAttention(7))
// @ts-expect-error an image is no sequence
nn.model([1, 28, 28], nn.multiHeadAttention(7))
const classifier = nn.model([10, 64], nn.residual(nn.multiHeadAttention(8)), nn.flatten, nn.linear(2))
const logits = classifier.apply(classifier.init(key), zeros([3, 10, 64]))
check<Equal<typeof logits, F32<[3, 2]>>>()
