// A folder of classes, each a folder of images, at any depth: the classes, files and their order as torchvision's ImageFolder has them.

import { lstat, opendir, realpath, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { describeSystemError, IoError } from '../../support/io-error.js'
import { given } from '../../support/options.js'
import { checkPath } from '../../support/read-file.js'
import { byCodePoints, sortedByCodePoints } from '../code-points.js'
import { type Dataset, generate } from '../datasets/dataset.js'
import type { Channels, Image } from '../images/image.js'
import { type NdArray, scalar } from '../nd-array.js'
import { type DecodeOptions, readImage } from './decode-image.js'

/** An image and its class. */
export interface LabelledImage<C extends Channels = 3> {
  readonly image: Image<C>
  readonly label: NdArray<[], 'int32'>
}

export interface ImageFolder<C extends Channels = 3> extends Dataset<Promise<LabelledImage<C>>> {
  /** The names of the class folders, in order; a label is a position in this list. */
  readonly classes: readonly string[]
  /** The file of each example. */
  readonly paths: readonly string[]
  /** The class of each example. */
  readonly labels: Int32Array
}

export interface ImageFolderOptions<C extends Channels = Channels> extends DecodeOptions<C, 8> {
  /** The endings of the files that count, in lower case. Default .jpg, .jpeg, .png, .webp, .avif, .tif, .tiff, .gif. */
  readonly extensions?: readonly string[]
}

const usualExtensions = ['.jpg', '.jpeg', '.png', '.webp', '.avif', '.tif', '.tiff', '.gif']

interface Entries {
  readonly folders: readonly string[]
  readonly files: readonly string[]
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )

/** The names in a folder by kind, links followed, without holding more of a huge folder than its names. */
async function entriesOf(folder: string): Promise<Entries> {
  const [folders, files]: [string[], string[]] = [[], []]
  for await (const entry of await opendir(folder, { bufferSize: 1024 })) {
    // What is no UTF-8 is shown with a sign in its place, and cannot be found by that.
    if (entry.name.includes('\ufffd') && !(await exists(join(folder, entry.name))))
      throw new IoError(join(folder, entry.name), 'its name is not UTF-8: rename it')
    const kind = entry.isSymbolicLink() ? await stat(join(folder, entry.name)).catch(() => undefined) : entry
    if (kind?.isDirectory() === true) folders.push(entry.name)
    // A link to nothing counts as a file: reading it says what is wrong.
    else if (kind === undefined || kind.isFile()) files.push(entry.name)
  }
  return { folders, files }
}

interface Listing {
  readonly folder: string
  readonly files: readonly string[]
}

/** All files below a folder, folder by folder in the order of their paths. @throws IoError where a link leads back up */
async function filesBelow(folder: string, above: readonly string[]): Promise<Listing[]> {
  const real = await realpath(folder)
  if (above.includes(real)) throw new IoError(folder, `a link leads back to ${real}, which is above it: the folder would never end`)
  const { folders, files } = await entriesOf(folder)
  const deeper: (readonly Listing[])[] = []
  for (const name of folders) deeper.push(await filesBelow(join(folder, name), [...above, real]))
  return [{ folder, files }, ...deeper.flat()]
}

async function scan(
  root: string,
  extensions: readonly string[],
): Promise<Either<IoError, Pick<ImageFolder, 'classes' | 'paths' | 'labels'>>> {
  try {
    const real = await realpath(root)
    const classes = sortedByCodePoints((await entriesOf(root)).folders)
    if (classes.length === 0) return left(new IoError(root, 'there is no class folder in it; expected one folder of images for each class'))
    const paths: string[] = []
    const labels: number[] = []
    for (const [label, name] of classes.entries()) {
      const before = paths.length
      const found = await filesBelow(join(root, name), [real])
      for (const { folder, files } of found.sort((a, b) => byCodePoints(a.folder, b.folder)))
        for (const file of sortedByCodePoints(files))
          if (extensions.includes(extname(file).toLowerCase())) {
            paths.push(join(folder, file))
            labels.push(label)
          }
      if (paths.length === before)
        return left(new IoError(join(root, name), `this class has no images; expected files ending in ${extensions.join(', ')}`))
    }
    return right({ classes, paths, labels: Int32Array.from(labels) })
  } catch (error) {
    if (error instanceof IoError) return left(error)
    // The folder in question, which may lie below.
    const path = error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : root
    return left(new IoError(path, `cannot be read: ${describeSystemError(error)}`, { cause: error }))
  }
}

/**
 * The images in a folder of class folders. Names are read now, images when they are asked for.
 * @returns a data set of images that have to be waited for, with classes, paths and labels; Left when the folder or a class is empty, cannot be
 *   read, or never ends. An image that cannot be read rejects with an IoError that names its file; all others can still be had
 * @example
 * ```
 * const photos = await data.imageFolder('photos/train')
 * const [train, validation] = data.stratifiedSplit(photos.right, photos.right.labels, [0.9, 0.1], { seed: 0 })
 * ```
 * @source torchvision.datasets.ImageFolder
 */
export async function imageFolder<const C extends Channels = 3>(
  root: string,
  options: ImageFolderOptions<C> = {},
): Promise<Either<IoError, ImageFolder<C>>> {
  const { extensions = usualExtensions, ...decoding } = given('imageFolder', options, ['extensions', 'channels', 'depth', 'maxPixels'])
  checkPath(root)
  const scanned = await scan(root, extensions)
  if (isLeft(scanned)) return scanned
  const { classes, paths, labels } = scanned.right
  const examples = generate(paths.length, async (i): Promise<LabelledImage<C>> => {
    const image = await readImage<C, 8>(paths[i] as string, decoding)
    if (isLeft(image)) throw image.left
    return { image: image.right, label: scalar(labels[i] as number, 'int32') }
  })
  return right(Object.freeze({ ...examples, classes, paths, labels }))
}
