// The images that the studies learn from: class folders as of CIFAR-10, or images drawn here. Always in two parts: to learn from, and held out.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ArgumentError } from 'tenet'
import { type Dataset, fromArray, imageFolder, images as imageTransforms, type LabelledImage, map, stratifiedSplit } from 'tenet/data'
import { drawImages, drawnClasses } from './drawn-images.js'

export interface ImageExamples {
  readonly source: string
  readonly classes: readonly string[]
  readonly training: Dataset<LabelledImage>
  readonly heldOut: Dataset<LabelledImage>
}

export interface ImageChoice {
  /** A folder with `train` and `test`, each of class folders. `null`: `../shared/data/cifar10` where it is there, else drawn images. */
  readonly data: string | null
  /** How many to learn from, and how many are held out, as many of each class; all where there are fewer. */
  readonly images: number
  readonly heldOut: number
  /** Height and width that they are brought to. */
  readonly size: number
  /** Of the choice, and of drawn images. */
  readonly seed: number
}

const nearby = '../shared/data/cifar10'

/** As many examples of each class. */
function someOf(all: Dataset<LabelledImage>, count: number, seed: number): Dataset<LabelledImage> {
  if (count >= all.length) return all
  const labels = Int32Array.from(all, ({ label }) => label.data[0] ?? 0)
  return stratifiedSplit(all, labels, [count / all.length, 1 - count / all.length], { seed })[0]
}

const resized = (all: Dataset<LabelledImage>, size: number): Dataset<LabelledImage> =>
  fromArray([...map(all, imageTransforms.resize([size, size]))])

async function readFolder(folder: string): Promise<{ readonly classes: readonly string[]; readonly all: Dataset<LabelledImage> }> {
  const read = await imageFolder(folder)
  if (read._tag === 'Left') throw read.left
  return { classes: read.right.classes, all: fromArray(await Promise.all(read.right)) }
}

/** @throws IoError when the folder cannot be read */
export async function readImages({ data, images, heldOut, size, seed }: ImageChoice): Promise<ImageExamples> {
  if (data === null && !existsSync(nearby))
    return {
      source: 'images drawn here',
      classes: drawnClasses,
      training: resized(drawImages(images, seed), size),
      heldOut: resized(drawImages(heldOut, seed + 1_000_003), size),
    }
  const folder = data ?? nearby
  const [training, test] = [await readFolder(join(folder, 'train')), await readFolder(join(folder, 'test'))]
  return {
    source: folder,
    classes: training.classes,
    training: resized(someOf(training.all, images, seed), size),
    heldOut: resized(someOf(test.all, heldOut, seed), size),
  }
}

/** How many full batches there are in an epoch. @throws ArgumentError where there is none */
export function stepsIn({ training }: ImageExamples, batch: number): number {
  if (batch > training.length)
    throw new ArgumentError(`batch: it must be at most the ${training.length} images to learn from; got ${batch}`)
  return Math.floor(training.length / batch)
}
