// Networks and blocks: how they begin, what they take, what they refuse, and state dicts of other versions.

import * as E from 'fp-ts/lib/Either.js'
import { models, random, type Tensor, tensor, tree, zeros } from 'tenet'
import { describe, expect, test } from 'vitest'

const key = random.key(0)
const values = (t: Tensor | undefined): Float64Array => Float64Array.from((t as Tensor).dataSync() as Float32Array)

const deviation = (t: Tensor | undefined): number => {
  const all = values(t)
  const mean = all.reduce((a, b) => a + b, 0) / all.length
  return Math.sqrt(all.reduce((a, b) => a + (b - mean) ** 2, 0) / all.length)
}

describe('beginnings', () => {
  // Of more than ten thousand numbers the deviation is within 3% with certainty enough: its own is 1/√2n, below 0.7%.
  const near = (t: Tensor | undefined, expected: number): void => expect(Math.abs(deviation(t) / expected - 1)).toBeLessThan(0.03)

  test('residual networks: kaiming, fan-out', () => {
    const { layer1, layer2, fc } = models.resnet18().init(key)
    near(layer1[0]?.conv1.weight, Math.sqrt(2 / (64 * 9)))
    near(layer2[0]?.downsample?.[0].weight, Math.sqrt(2 / 128))
    near(fc.weight, 1 / Math.sqrt(3 * 512))
    expect(values(layer1[0]?.conv1.weight)).not.toEqual(values(layer1[1]?.conv1.weight))
  })

  test('dense networks: kaiming, fan-in, no bias', () => {
    const { features, classifier } = models.densenet121().init(key)
    near(features.denseblock1.denselayer2?.conv2.weight, Math.sqrt(2 / (128 * 9)))
    expect(values(classifier.bias).every(value => value === 0)).toBe(true)
  })

  test('VGG: kaiming, narrow matrices, no biases', () => {
    const { features, classifier } = models.vgg11({ classes: 10, input: [3, 32, 32] }).init(key)
    near(features[3]?.weight, Math.sqrt(2 / (128 * 9)))
    near(classifier[6].weight, 0.01)
    expect(values(features[3]?.bias).every(value => value === 0)).toBe(true)
  })

  test('GoogLeNet: narrow', () => {
    const { inception3a, fc } = models.googlenet().init(key)
    near(inception3a.branch2[1].conv.weight, 0.01)
    near(fc.weight, 0.01)
  })
})

describe('state dicts', () => {
  const net = models.resnet18({ classes: 3, input: [3, 32, 32] })
  const params = net.init(key)
  const state = net.toStateDict(params)

  test('there and back', () => {
    const back = net.fromStateDict(state)
    if (E.isLeft(back)) throw back.left
    expect(values(back.right.fc.weight)).toEqual(values(params.fc.weight))
    expect(tree.paths(back.right)).toEqual(tree.paths(params))
  })

  test('old files have no counts of batches', () => {
    const old = Object.fromEntries(Object.entries(state).filter(([name]) => !name.endsWith('num_batches_tracked')))
    const back = net.fromStateDict(old)
    if (E.isLeft(back)) throw back.left
    expect(back.right.bn1.num_batches_tracked.item()).toBe(0n)
  })

  test('all differences in one report', () => {
    const { 'bn1.weight': _, ...rest } = state
    const wrong = net.fromStateDict({ ...rest, 'fc.weight': zeros([1000, 512]), 'fc.extra': zeros([1]) })
    expect(E.isLeft(wrong) && wrong.left.message).toBe(
      'restore: tensors must be those of the template; missing "bn1.weight"; unexpected "fc.extra"; mismatched "fc.weight" (expected float32[3,512], got float32[1000,512])',
    )
    expect(E.isRight(net.fromStateDict({ ...rest, 'fc.extra': zeros([1]) }, { missing: /^bn1/, unexpected: 'accept' }))).toBe(true)
    expect(E.isLeft(net.fromStateDict({}))).toBe(true)
  })

  test('dense networks take the names of old files', () => {
    const dense = models.densenet121({ classes: 3, input: [3, 32, 32] })
    const old = Object.entries(dense.toStateDict(dense.init(key))).map(
      ([name, leaf]) => [name.replace(/(denselayer\d+\.(?:norm|conv))([12])\./, '$1.$2.'), leaf] as const,
    )
    expect(old.map(([name]) => name)).toContain('features.denseblock1.denselayer1.norm.1.weight')
    expect(E.isRight(dense.fromStateDict(Object.fromEntries(old)))).toBe(true)
  })
})

describe('GoogLeNet', () => {
  test('has no auxiliary heads if they are not wanted', () => {
    const net = models.googlenet({ classes: 2, input: [3, 32, 32], auxiliary: false })
    const params = net.init(key)
    expect(tree.paths(params).filter(path => path.startsWith('aux'))).toEqual([])
    expect(() => net.trainWithHeads(params, zeros([2, 3, 32, 32]), key)).toThrow('googlenet: the network has no auxiliary heads')
  })

  test('its heads ask for the same images', () => {
    const net = models.googlenet({ classes: 2, input: [3, 32, 32] })
    expect(() => net.trainWithHeads(net.init(key), zeros([2, 3, 64, 64]) as never, key)).toThrow(
      'googlenet: input must be a batch of examples [3,32,32]; expected float32[n,3,32,32], got float32[2,3,64,64]',
    )
  })

  test('normalizes images anew', () => {
    const options = { classes: 2, input: [3, 32, 32], auxiliary: false } as const
    const [plain, anew] = [models.googlenet(options), models.googlenet({ ...options, transformInput: true })]
    const params = plain.init(key)
    const x = random.normal(random.key(1), [1, 3, 32, 32])
    // What torchvision states: x · σ / 0.5 + (μ - 0.5) / 0.5.
    const scale = tensor([[[0.229]], [[0.224]], [[0.225]]]).div(0.5)
    const shift = tensor([[[0.485]], [[0.456]], [[0.406]]])
      .sub(0.5)
      .div(0.5)
    const [got, expected] = [values(anew.apply(params, x)), values(plain.apply(params, x.mul(scale).add(shift)))]
    // The same numbers in float32, but for the rounding of the constants.
    for (const [i, value] of got.entries()) expect(Math.abs(value - (expected[i] ?? Number.NaN))).toBeLessThan(1e-5)
  })
})

describe('blocks', () => {
  test('project only where shapes differ', () => {
    expect(Object.keys(models.basicBlock(4).init(key, [4, 6, 6]))).not.toContain('downsample')
    expect(Object.keys(models.basicBlock(4, { stride: 2 }).init(key, [4, 6, 6]))).toContain('downsample')
    expect(Object.keys(models.bottleneckBlock(8).init(key, [4, 6, 6]))).toContain('downsample')
  })
  test.each([
    [() => models.basicBlock(0), 'basicBlock: channels must be a positive integer; got 0'],
    [() => models.basicBlock(4, { stride: 1.5 }), 'basicBlock: stride must be a positive integer; got 1.5'],
    [() => models.basicBlock(4, { strides: 2 } as never), "basicBlock: there is no option 'strides'; expected stride"],
    [() => models.bottleneckBlock(6), 'bottleneckBlock: width must be a positive integer; got 1.5'],
    [() => models.denseBlock(0), 'denseBlock: count must be a positive integer; got 0'],
    [() => models.denseBlock(2, { dropout: 1.5 }), 'denseBlock: dropout must be a number from 0 to 1; got 1.5'],
    [() => models.transition(1.5), 'transition: channels must be a positive integer; got 1.5'],
    [
      () => models.inceptionBlock({ branch1: 1, branch2: 2 as never, branch3: [1, 1], branch4: 1 }),
      'inceptionBlock: branch2 must be the channels of two',
    ],
    [
      () => models.inceptionBlock({ branch1: 1 } as never),
      'inceptionBlock: branch2 must be the channels of two convolutions; got undefined',
    ],
  ])('refuse wrong sizes: %#', (make, message) => expect(make).toThrow(message))
})

describe('options', () => {
  test.each([
    [() => models.resnet18({ clases: 10 } as never), "resnet18: there is no option 'clases'; expected classes, input, stem"],
    [() => models.resnet50({ classes: 0 }), 'resnet50: classes must be a positive integer; got 0'],
    [() => models.resnet50({ classes: Number.NaN }), 'resnet50: classes must be a positive integer; got NaN'],
    [
      () => models.vgg11({ input: [224, 224] as never }),
      'vgg11: input must be [channels,height,width], of positive integers; got [224,224]',
    ],
    [() => models.vgg11({ dropout: 1.5 }), 'vgg11: dropout must be a number from 0 to 1; got 1.5'],
    [() => models.vgg11({ batchNorm: 'yes' as never }), 'vgg11: batchNorm must be true or false'],
    [() => models.alexnet(3 as never), 'alexnet: options must be an object; expected one with classes, input, dropout, got 3'],
    [() => models.densenet121({ input: [3, 0, 64] }), 'densenet121: input must be [channels,height,width], of positive integers'],
    [() => models.unet({ input: [3, 40, 64] }), 'unet: sides must be multiples of 16, so that each level halves them; got [40,64]'],
    [() => models.unet({ width: 3 }), 'unet: width must be even; got 3'],
    [
      () => models.googlenet({ transformInput: true, input: [1, 32, 32] }),
      'googlenet: images to be transformed must have 3 channels; got 1',
    ],
    [() => models.resnet18({ stem: 'small' as never }), 'resnet18: stem must be'],
  ])('are checked: %#', (make, message) => expect(make).toThrow(message))

  test('images that are too small are refused when parameters are made', () => {
    expect(() => models.alexnet({ input: [3, 32, 32] }).init(key)).toThrow('maxPool2d: kernel [3,3] is larger than the padded input')
    expect(() => models.vgg11({ input: [3, 16, 16] }).init(key)).toThrow('maxPool2d: kernel [2,2] is larger than the padded input')
  })

  test('images of another shape are refused', () => {
    const net = models.lenet5()
    expect(() => net.apply(net.init(key), zeros([2, 1, 32, 32]) as never)).toThrow(
      'lenet5: input must be a batch of examples [1,28,28]; expected float32[n,1,28,28], got float32[2,1,32,32]',
    )
  })

  test('one image is not enough to train batch norms on maps of one pixel', () => {
    const net = models.resnet18({ classes: 2, input: [3, 32, 32] })
    expect(() => net.train(net.init(key), zeros([1, 3, 32, 32]), key)).toThrow('training needs more than one value for each channel')
  })

  test('no images give no logits', () => {
    const net = models.resnet18({ classes: 2, input: [3, 32, 32] })
    expect(net.apply(net.init(key), zeros([0, 3, 32, 32])).shape).toEqual([0, 2])
  })
})
