// What the editor shows of transformers.

import { random, type Tensor, zeros } from 'tenet'
import * as nn from 'tenet/nn'
import { check, type Equal } from '../../types/equal.js'

type F32<S extends readonly number[]> = Tensor<S, 'float32'>
const key = random.key(0)

const layer = nn.transformerEncoderLayer(4, { dimFeedforward: 32, normFirst: true })
const params = layer.init(key, [10, 8])
check<Equal<typeof params.self_attn.in_proj_weight, F32<[24, 8]>>>()
check<Equal<typeof params.linear1, { readonly weight: F32<[32, 8]>; readonly bias: F32<[32]> }>>()
check<Equal<typeof params.norm2, { readonly weight: F32<[8]>; readonly bias: F32<[8]> }>>()
const y = layer.encode(params, zeros([3, 10, 8]), { isCausal: true })
check<Equal<typeof y, F32<[3, 10, 8]>>>()
const plain = nn.transformerEncoderLayer(4, { bias: false }).init(key, [10, 8])
check<Equal<typeof plain.linear1, { readonly weight: F32<[2048, 8]> }>>()
check<Equal<typeof plain.norm1, { readonly weight: F32<[8]> }>>()

const stack = nn.transformerEncoder(layer, 6, { norm: true })
const stackParams = stack.init(key, [10, 8])
check<Equal<typeof stackParams.norm.weight, F32<[8]>>>()
check<Equal<(typeof stackParams.layers)[number]['linear2']['weight'], F32<[8, 32]>>>()
const [stepped] = stack.step(stackParams, zeros([3, 1, 8]), stack.emptyCache(3, 10, 8))
check<Equal<typeof stepped, F32<[3, 1, 8]>>>()

const decoder = nn.transformerDecoderLayer(2, { dimFeedforward: 16 })
const decoderParams = decoder.init(key, [10, 8])
check<Equal<typeof decoderParams.multihead_attn.out_proj.weight, F32<[8, 8]>>>()
check<Equal<typeof decoderParams.norm3.bias, F32<[8]>>>()
const decoded = decoder.decode(decoderParams, zeros([3, 5, 8]), zeros([3, 10, 8]))
check<Equal<typeof decoded, F32<[3, 5, 8]>>>()
// @ts-expect-error a memory of other features
decoder.decode(decoderParams, zeros([3, 5, 8]), zeros([3, 10, 6]))

const whole = nn.transformer(2, { dimFeedforward: 16, bias: false })
const wholeParams = whole.init(key, [10, 8])
check<Equal<(typeof wholeParams.encoder.layers)[number]['linear1'], { readonly weight: F32<[16, 8]> }>>()
check<Equal<typeof wholeParams.decoder.norm, { readonly weight: F32<[8]> }>>()
const translated = whole.apply(wholeParams, zeros([3, 7, 8]), zeros([3, 5, 8]), { tgtIsCausal: true })
check<Equal<typeof translated, F32<[3, 5, 8]>>>()
// @ts-expect-error a source of other features
whole.apply(wholeParams, zeros([3, 7, 6]), zeros([3, 5, 8]))

// @ts-expect-error three heads do not divide eight features
nn.model([10, 8], nn.transformerEncoderLayer(3))
// @ts-expect-error no such option
nn.transformerEncoderLayer(3, { normLast: true })
const positions = nn.model([10, 8], ['at', nn.learnedPositions(100)], layer).init(key)
check<Equal<typeof positions.at.weight, F32<[100, 8]>>>()
