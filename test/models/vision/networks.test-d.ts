// What the editor shows of networks and blocks.

import { models, nn, ones, random, type Tensor, zeros } from 'tenet'
import { check, type Equal } from '../../types/equal.js'

type F32<S extends readonly number[]> = Tensor<S, 'float32'>
const key = random.key(0)

// ---- networks: what goes in and out, what parameters are called ----

const resnet = models.resnet18({ classes: 10, input: [3, 32, 32], stem: 'cifar' })
const params = resnet.init(key)
const logits = resnet.apply(params, zeros([8, 3, 32, 32]))
check<Equal<typeof logits, F32<[8, 10]>>>()
check<Equal<typeof params.fc.weight, F32<[10, 512]>>>()
check<Equal<typeof params.bn1.num_batches_tracked, Tensor<[], 'int64'>>>()
const trained = resnet.train(params, zeros([8, 3, 32, 32]), key)
check<Equal<typeof trained, readonly [F32<[8, 10]>, typeof params]>>()
// @ts-expect-error another size
resnet.apply(params, zeros([8, 3, 64, 64]))
// @ts-expect-error a misspelt option
models.resnet18({ clases: 10 })
// @ts-expect-error no such stem
models.resnet18({ stem: 'small' })

const whole = models.resnet50()
const fifty = whole.apply(whole.init(key), zeros([2, 3, 224, 224]))
check<Equal<typeof fifty, F32<[2, 1000]>>>()
const segments = models.unet({ classes: 5, input: [1, 64, 32] })
const pixels = segments.apply(segments.init(key), zeros([2, 1, 64, 32]))
check<Equal<typeof pixels, F32<[2, 5, 64, 32]>>>()
const google = models.googlenet({ classes: 7 })
const [heads] = google.trainWithHeads(google.init(key), zeros([4, 3, 224, 224]), key)
check<Equal<typeof heads.aux1, F32<[4, 7]>>>()

// A network in a model.
const headed = nn.model([3, 32, 32], ['backbone', resnet], ['out', nn.linear(2)])
const two = headed.apply(headed.init(key), ones([1, 3, 32, 32]))
check<Equal<typeof two, F32<[1, 2]>>>()

// ---- blocks: shapes are followed through them ----

const blocks = nn.model([16, 8, 8], models.basicBlock(16), models.basicBlock(32, { stride: 2 }), models.bottleneckBlock(64))
const blocked = blocks.apply(blocks.init(key), ones([2, 16, 8, 8]))
check<Equal<typeof blocked, F32<[2, 64, 4, 4]>>>()
const joined = nn.model(
  [16, 8, 8],
  models.inceptionBlock({ branch1: 8, branch2: [4, 16], branch3: [2, 4], branch4: 4 }),
  models.denseBlock(3, { growth: 4 }),
  models.transition(22),
)
const wide = joined.apply(joined.init(key), ones([2, 16, 8, 8]))
check<Equal<typeof wide, F32<[2, 22, 4, 4]>>>()
const kernel = models.transition(22).init(key, [44, 8, 8]).conv.weight
check<Equal<typeof kernel, F32<[22, 44, 1, 1]>>>()
// @ts-expect-error vectors are no images
nn.model([16], models.denseBlock(2))
