// What the editor shows of activations, norms, embeddings, and layers made from layers.

import { random, type Tensor, zeros } from 'tenet'
import * as nn from 'tenet/nn'
import { check, type Equal } from '../types/equal.js'

type F32<S extends readonly number[]> = Tensor<S, 'float32'>
const key = random.key(0)

const gated = nn.glu().apply({}, zeros([2, 3, 8]))
check<Equal<typeof gated, F32<[2, 3, 4]>>>()
const gatedChannels = nn.glu(1).apply({}, zeros([2, 6, 8]))
check<Equal<typeof gatedChannels, F32<[2, 3, 8]>>>()
// @ts-expect-error 7 is odd
nn.model([7], nn.glu())
const slopes = nn.prelu({ numParameters: 3 }).init(key, [3, 2])
check<Equal<typeof slopes, { readonly weight: F32<[3]> }>>()

const norm = nn.layerNorm().init(key, [10, 64])
check<Equal<typeof norm, { readonly weight: F32<[64]>; readonly bias: F32<[64]> }>>()
const wide = nn.layerNorm({ axes: 2, bias: false }).init(key, [3, 10, 64])
check<Equal<typeof wide, { readonly weight: F32<[10, 64]> }>>()
const bare = nn.layerNorm({ elementwiseAffine: false }).init(key, [64])
check<Equal<keyof typeof bare, never>>()
const rms = nn.rmsNorm().init(key, [10, 64])
check<Equal<typeof rms, { readonly weight: F32<[64]> }>>()
const groups = nn.groupNorm(4).init(key, [16, 8, 8])
check<Equal<typeof groups, { readonly weight: F32<[16]>; readonly bias: F32<[16]> }>>()
const instances = nn.instanceNorm2d({ trackRunningStats: true }).init(key, [16, 8, 8])
check<
  Equal<
    typeof instances,
    { readonly running_mean: F32<[16]>; readonly running_var: F32<[16]>; readonly num_batches_tracked: Tensor<[], 'int64'> }
  >
>()
// @ts-expect-error no images
nn.model([16, 8], nn.instanceNorm2d())

const reader = nn.model([20], ['words', nn.embedding(1000, 64)], nn.layerNorm(), nn.flatten, ['out', nn.linear(2)])
const readerParams = reader.init(key)
check<Equal<typeof readerParams.words, { readonly weight: F32<[1000, 64]> }>>()
check<Equal<typeof readerParams.out.weight, F32<[2, 1280]>>>()
const scores = reader.apply(readerParams, zeros([8, 20], 'uint16'))
check<Equal<typeof scores, F32<[8, 2]>>>()
// @ts-expect-error an embedding takes integers
reader.apply(readerParams, zeros([8, 20]))
const mask = reader.trainable(readerParams)
check<Equal<typeof mask.words, { readonly weight: boolean }>>()
const bags = nn.embeddingBag(10, 4).apply({ weight: zeros([10, 4]) }, zeros([3, 7], 'int32'))
check<Equal<typeof bags, F32<[3, 4]>>>()

const directed = nn.weightNorm(nn.linear(4)).init(key, [3])
check<Equal<typeof directed.bias, F32<[4]>>>()
check<Equal<typeof directed.parametrizations.weight.original1, F32<[4, 3]>>>()
// @ts-expect-error the weight has given way
directed.weight
const bounded = nn.spectralNorm(nn.conv2d(4, 3, { bias: false })).init(key, [3, 8, 8])
check<Equal<keyof typeof bounded, 'parametrizations'>>()
check<Equal<typeof bounded.parametrizations.weight.original, F32<[4, 3, 3, 3]>>>()

const pair = nn.bilinear(2, { bias: false }).init(key, [3, 4])
check<Equal<typeof pair, { readonly weight: F32<[2, 3, 4]> }>>()
