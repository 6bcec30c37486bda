// The README's lines on data, run on a folder of pictures made here.

import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRight } from 'fp-ts/lib/Either.js'
import sharp from 'sharp'
import * as data from 'tenet/data'
import { afterAll, beforeAll, expect, test } from 'vitest'

let root = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tenet-data-'))
  for (const [name, level] of [
    ['cats', 40],
    ['dogs', 200],
  ] as const) {
    await mkdir(join(root, name))
    for (let i = 0; i < 10; i++) {
      const background = { r: level, g: level + i, b: 10 * i }
      await sharp({ create: { width: 40 + i, height: 30, channels: 3, background } })
        .png()
        .toFile(join(root, name, `${i}.png`))
    }
  }
})
afterAll(() => rm(root, { recursive: true, force: true }))

/** The README's block, whose folder is another and which the test goes on with. */
const lines = `
const { images } = data
const photos = await data.imageFolder('photos/train')          // Either: what is wrong, with the path
if (isLeft(photos)) throw photos.left
const [train, validation] = data.stratifiedSplit(photos.right, photos.right.labels, [0.9, 0.1], { seed: 0 })

const evaluation = images.compose(images.resize(32), images.centerCrop(32), images.toTensor(images.imageNet))
const training = images.compose(images.randomResizedCrop(32), images.randomHorizontalFlip(), images.toTensor(images.imageNet))

const batches = data.loader(epoch => data.batch(
  data.augment(data.shuffle(train, { seed: 0, epoch }), { seed: 0, epoch }, (key, { image, label }) => ({ x: training(key, image), y: label })),
  64))
for await (const { batch, next } of batches.from({ epoch: 0, batch: 0 })) console.log(batch.x, batch.y, next)   // next: where to go on
data.map(validation, ({ image, label }) => ({ x: evaluation(image), y: label }))   // with \`training\` a type error: it needs a key
`

test('the README has them', async () => {
  expect(await readFile('README.md', 'utf8')).toContain(lines)
})

test('they give batches', async () => {
  const { images } = data
  const photos = await data.imageFolder(root)
  if (!isRight(photos)) throw photos.left
  const [train, validation] = data.stratifiedSplit(photos.right, photos.right.labels, [0.9, 0.1], { seed: 0 })
  const evaluation = images.compose(images.resize(32), images.centerCrop(32), images.toTensor(images.imageNet))
  const training = images.compose(images.randomResizedCrop(32), images.randomHorizontalFlip(), images.toTensor(images.imageNet))
  const batches = data.loader(epoch =>
    data.batch(
      data.augment(data.shuffle(train, { seed: 0, epoch }), { seed: 0, epoch }, (key, { image, label }) => ({
        x: training(key, image),
        y: label,
      })),
      8,
    ),
  )
  const seen: unknown[] = []
  for await (const { batch, next } of batches.from({ epoch: 0, batch: 1 })) seen.push([batch.x.shape, batch.y.shape, next])
  expect(seen).toEqual([
    [[8, 3, 32, 32], [8], { epoch: 0, batch: 2 }],
    [[2, 3, 32, 32], [2], { epoch: 1, batch: 0 }],
  ])
  await batches.close()
  const held = data.map(validation, ({ image, label }) => ({ x: evaluation(image), y: label }))
  expect(held.length).toBe(2)
  expect((await held.get(0)).x.shape).toEqual([3, 32, 32])
})
