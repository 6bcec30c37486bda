// The studies of images on a folder of images drawn here: losses fall, what they report is whole, what cannot be is refused in words.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nn, random } from 'tenet'
import { encodePng } from 'tenet/io'
import { afterAll, beforeAll, expect, test } from 'vitest'
import augmentation from '../../../examples/augmentation.js'
import { networkOf as normNetwork } from '../../../examples/batch-norm/network.js'
import batchNorm from '../../../examples/batch-norm.js'
import { networkOf as depthNetwork } from '../../../examples/depth/network.js'
import depth from '../../../examples/depth.js'
import { networkNames, networkOf } from '../../../examples/networks/networks.js'
import networks from '../../../examples/networks.js'
import { drawImages, drawnClasses } from '../../../examples/studies/drawn-images.js'
import { readImages } from '../../../examples/studies/images.js'
import { runStudy } from './run-study.js'

let data = ''
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'tenet-studies-'))
  for (const [part, seed, count] of [
    ['train', 0, 80],
    ['test', 1, 20],
  ] as const)
    for (const [i, { image, label }] of [...drawImages(count, seed)].entries()) {
      const folder = join(data, part, drawnClasses[label.data[0] ?? -1] ?? '')
      await mkdir(folder, { recursive: true })
      await writeFile(join(folder, `${i}.png`), encodePng({ width: 32, height: 32, channels: 3, data: image.data }))
    }
})
afterAll(() => rm(data, { recursive: true, force: true }))

const tiny = { images: 60, heldOut: 20, epochs: 3, batch: 20 }

test('images drawn here are functions of the seed, and come back from a folder as they went', async () => {
  const [some, more, others] = [drawImages(20, 3), drawImages(40, 3), drawImages(20, 4)]
  expect(more.get(7)).toEqual(some.get(7))
  expect(others.get(7)).not.toEqual(some.get(7))
  const { training, heldOut, classes } = await readImages({ data, images: 1000, heldOut: 10, size: 32, seed: 0 })
  expect([training.length, heldOut.length]).toEqual([80, 10])
  expect(classes).toEqual([...drawnClasses].sort())
  // Class by class: the first disc is the first image drawn.
  const first = [...training].find(({ label }) => classes[label.data[0] ?? -1] === 'disc')
  expect(first?.image).toEqual(drawImages(1, 0).get(0).image)
  // As many of each class.
  expect([...heldOut].map(({ label }) => label.data[0])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})

const small = () => ({ ...tiny, data, depth: 8, width: 4, lr: 0.05 })

test('depth: the loss falls, and the run reports its epochs, its states and what it took for what', async () => {
  const whole = await runStudy(depth, small())
  expect(whole.logged.map(({ step }) => step)).toEqual([1, 2, 3])
  const losses = whole.logged.map(({ loss }) => loss ?? Number.NaN)
  expect(losses[2]).toBeLessThan(losses[0] ?? 0)
  expect(whole.progress.at(-1)).toBe(1)
  expect(whole.states.length).toBe(3)
  const { confusion, predictions, values } = whole.summary
  expect(confusion?.counts.flat().reduce((a, b) => a + b, 0)).toBe(20)
  expect(whole.pictures).toEqual(predictions?.map(({ picture }) => picture))
  expect(predictions?.every(({ expected, predicted }) => drawnClasses.includes(expected) && drawnClasses.includes(predicted))).toBe(true)
  expect(values?.parameters).toBe(
    nn.countParameters(depthNetwork({ depth: 8, width: 4, shortcuts: true, classes: 10, size: 16 }).init(random.key(1))),
  )
})

test('a run goes on from a state to the same end', async () => {
  const options = small()
  const whole = await runStudy(depth, options)
  const rest = await runStudy(depth, options, whole.states[0])
  expect(rest.logged).toEqual(whole.logged.slice(1))
})

test('depth: shortcuts change nothing else, and the depth counts layers with weights', () => {
  const kernels = (layers: number, shortcuts: boolean) =>
    nn.listParameters(
      depthNetwork({ depth: layers, width: 4, shortcuts, classes: 10, size: 16 }).init(random.key(0)),
      /(conv\d?|fc)\.weight$/,
    )
  for (const layers of [8, 20]) {
    expect(kernels(layers, false).length).toBe(layers)
    expect(kernels(layers, true)).toEqual(kernels(layers, false))
  }
})

test.each([
  ['batch norm', batchNorm, { batchNorm: true, lr: 0.02 }],
  ['no batch norm', batchNorm, { batchNorm: false, lr: 0.02 }],
  ['augmentation', augmentation, { augment: true }],
  ['no augmentation', augmentation, { augment: false }],
] as const)('with %s the loss falls', async (_, study, given) => {
  const { logged } = await runStudy(study, { ...tiny, data, width: 4, size: 16, ...given })
  expect(logged.at(-1)?.loss).toBeLessThan(logged[0]?.loss ?? 0)
})

test('batch norm: networks with and without begin with the same kernels', () => {
  const begun = (on: boolean) => {
    const params = normNetwork({ batchNorm: on, width: 4, classes: 10, size: 16 }).init(random.key(0))
    return nn.listParameters(params, /conv\.weight$/).map(({ shape }) => shape)
  }
  expect(begun(true)).toEqual(begun(false))
})

test('networks: each gives a logit for each class, with as many parameters as it is known for', async () => {
  const sizes = Object.fromEntries(networkNames.map(name => [name, nn.countParameters(networkOf(name, 10).init(random.key(0)))]))
  // LeNet-5 on 3×32×32 and ResNet-18 with the stem for small images: as PyTorch's.
  expect(sizes).toMatchObject({ lenet: 83_126, resnet18: 11_173_962 })
  const { logged, summary } = await runStudy(networks, { ...tiny, data, network: 'lenet' })
  expect(logged.at(-1)?.loss).toBeLessThan(logged[0]?.loss ?? 0)
  expect(summary.values?.parameters).toBe(83_126)
})

test.each([
  ['a depth that is not 6n + 2', depth, { depth: 10 }, 'depth: it must be 6n + 2, as 8, 14, 20, …; got 10'],
  ['a batch larger than the images', networks, { batch: 500 }, 'batch: it must be at most the 60 images to learn from; got 500'],
  ['a folder that is none', networks, { data: 'nowhere' }, `${join('nowhere', 'train')}: cannot be read: no such file or folder`],
] as const)('refuses %s', async (_, study, given, message) => {
  await expect(runStudy(study, { ...tiny, data, ...given })).rejects.toThrow(message)
})
