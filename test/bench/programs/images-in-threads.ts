// What the loader's threads compute: random crops of a folder's images, mirrored, jittered and normalized, in batches.

import { isLeft } from 'fp-ts/lib/Either.js'
import * as data from 'tenet/data'

const { images } = data

/** The batches of an epoch. */
export async function training(epoch: number, folder: string, side: number, size: number) {
  const photos = await data.imageFolder(folder)
  if (isLeft(photos)) throw photos.left
  const changed = images.compose(
    images.randomResizedCrop(side),
    images.randomHorizontalFlip(),
    images.colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 }),
    images.toTensor(images.imageNet),
  )
  const turn = { seed: 0, epoch }
  const augmented = data.augment(photos.right, turn, (key, { image, label }) => ({ x: changed(key, image), y: label }))
  return data.batch(data.shuffle(augmented, turn), size)
}
