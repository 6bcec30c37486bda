// Pictures of runs, as data in the page: read with bounds, made smaller where they are large, and no more of them than a page can hold.

import { join } from 'node:path'
import { right } from 'fp-ts/lib/Either.js'
import { LimitationError } from '../../support/errors.js'
import { readFileWith } from '../../support/read-file.js'
import { loadSharp } from '../../support/sharp.js'
import { fileNames, type Run } from '../folder/format.js'

/** Larger files are no pictures for a page. */
const mostBytes = 2 ** 25
/** Larger ones are made smaller. */
const largestBytes = 2 ** 16
const largestSide = 480
/** Of all pictures of a page together, as text. */
const mostText = 1.5 * 2 ** 20

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

export interface DataPicture {
  /** `data:image/png;base64,…` */
  readonly uri: string
  readonly width: number
  readonly height: number
}

/** Gives pictures of runs by name; `null` for one that there is not, that is no PNG, or that comes when the page is full. */
export type PictureSource = (run: Run, name: string) => Promise<DataPicture | null>

async function smaller(bytes: Uint8Array): Promise<Uint8Array | null> {
  try {
    const sharp = await loadSharp('large pictures are made smaller')
    return await sharp(bytes, { limitInputPixels: 2 ** 26 })
      .resize({ width: largestSide, height: largestSide, fit: 'inside', withoutEnlargement: true })
      .png({ compressionLevel: 9, palette: true, effort: 1 })
      .toBuffer()
  } catch (error) {
    // Without sharp, or of a damaged picture, there is none; the rest of the page is worth having.
    if (error instanceof LimitationError || error instanceof Error) return null
    throw error
  }
}

export function pictureSource(): PictureSource {
  let left = mostText
  return async (run, name) => {
    // A summary may name what it likes; what is no picture of the run is not looked at.
    if (!run.pictures.includes(name)) return null
    const path = join(run.folder, fileNames.pictures, `${name}.png`)
    const read = await readFileWith(path, async ({ size, read }) => right(size > mostBytes ? new Uint8Array() : await read(0, size)))
    if (read._tag === 'Left' || read.right.length < 33 || !signature.equals(read.right.subarray(0, 8))) return null
    const bytes = read.right.length > largestBytes ? await smaller(read.right) : read.right
    if (bytes === null) return null
    const uri = `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`
    if (uri.length > left) return null
    left -= uri.length
    // The first chunk of a PNG begins with its size.
    const header = Buffer.from(bytes)
    return { uri, width: header.readUInt32BE(16), height: header.readUInt32BE(20) }
  }
}
