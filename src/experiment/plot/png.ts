// Pictures as PNG, by sharp (librsvg). It draws text with the fonts of the system; where there are none, nobody is given a picture without words.

import { ArgumentError, LimitationError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { loadSharp } from '../../support/sharp.js'
import { show } from '../../support/show.js'

export interface PngOptions {
  /** Pixels for each of the SVG, from 0.1 to 8. Default 2. */
  readonly scale?: number
}

const wordSvg = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text x="2" y="15" font-family="sans-serif" font-size="14">Il1</text></svg>',
)

let letters: Promise<boolean> | undefined

/** Whether letters come out, and as different ones: without fonts they are nothing, or boxes. */
async function drawsText(): Promise<boolean> {
  const sharp = await loadSharp('PNG pictures are drawn')
  const draw = async (word: string): Promise<Buffer> =>
    await sharp(Buffer.from(wordSvg.toString().replace('Il1', word)))
      .ensureAlpha()
      .extractChannel('alpha')
      .raw()
      .toBuffer()
  const [one, other] = [await draw('lll'), await draw('WWW')]
  return one.some(value => value !== 0) && !one.equals(other)
}

/**
 * A PNG of an SVG that `curves`, `bars` or `confusion` has made.
 * @param svg a whole SVG, in the theme `light` or `dark`
 * @throws ArgumentError when it is no SVG, or has the colours of a page; LimitationError (as a rejection) where sharp is not installed, or there are no fonts
 * @example
 * ```
 * await writeFile('loss.png', await toPng(curves(series, { y: 'loss' })))
 * ```
 */
export async function toPng(svg: string, options: PngOptions = {}): Promise<Uint8Array> {
  if (typeof svg !== 'string' || !svg.startsWith('<svg')) throw new ArgumentError(`toPng: expected an SVG; got ${show(svg).slice(0, 40)}`)
  if (svg.includes('"var(--'))
    throw new ArgumentError("toPng: an SVG in the theme 'page' has the colours of its page; expected 'light' or 'dark'")
  const { scale } = optionsOf<PngOptions>('toPng', options, { scale: 2 })
  if (!(typeof scale === 'number' && scale >= 0.1 && scale <= 8))
    throw new ArgumentError(`toPng: scale must be from 0.1 to 8; got ${show(scale)}`)
  letters ??= drawsText()
  if (!(await letters)) {
    letters = undefined
    throw new LimitationError(
      'toPng: no fonts are installed, so the picture would have no words; on Debian and Ubuntu: sudo apt-get install -y fonts-dejavu-core',
    )
  }
  const sharp = await loadSharp('PNG pictures are drawn')
  return await sharp(Buffer.from(svg), { density: 72 * scale, limitInputPixels: 2 ** 28 })
    .png({ compressionLevel: 9, palette: false })
    .toBuffer()
}
