// The files that the data rows read: made once, under the system's folder for temporary files, where the peers look for them too.

import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { data } from 'tenet'
import { type Sizes, sizeOf } from './program.js'

/** What is made whole takes its name last, so that nobody finds a half. */
async function made(name: string, make: (at: string) => Promise<void>): Promise<string> {
  const path = join(tmpdir(), name)
  if (existsSync(path)) return path
  const unfinished = `${path}.${process.pid}`
  await make(unfinished)
  try {
    renameSync(unfinished, path)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    if (!existsSync(path)) throw error
  }
  return path
}

/** A picture of soft colours, a few discs and noise. */
function picture(seed: number, height: number, width: number): Uint8Array {
  const random = data.draws(data.exampleKey(seed, 0, 0))
  const discs = Array.from(
    { length: 8 },
    () => [random.uniform(0, width), random.uniform(0, height), random.uniform(4, width / 5)] as const,
  )
  const colours = Float64Array.from({ length: 27 }, () => random.uniform(0, 255))
  // The noise is a table's: a number drawn for each sample would take minutes.
  const noise = Float64Array.from({ length: 4096 }, () => random.uniform(-15, 15))
  const out = new Uint8ClampedArray(height * width * 3)
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const disc = discs.findIndex(([cx, cy, r]) => (x - cx) ** 2 + (y - cy) ** 2 < r * r) + 1
      for (let c = 0; c < 3; c++, at++)
        out[at] = (colours[3 * disc + c] as number) * (0.7 + (0.3 * y) / height) + (noise[(at * 2_654_435_761) >>> 20] as number)
    }
  return new Uint8Array(out.buffer)
}

/** A folder of four classes of JPEGs. */
export function imageFiles(sizes: Sizes): Promise<string> {
  const [count, width, height] = [sizeOf(sizes, 'count'), sizeOf(sizes, 'width'), sizeOf(sizes, 'height')]
  return made(`tenet-bench-images-${count}x${width}x${height}`, async folder => {
    for (let i = 0; i < 4; i++) mkdirSync(join(folder, `class${i}`), { recursive: true })
    for (let i = 0; i < count; i++) {
      const file = sharp(picture(i, height, width), { raw: { width, height, channels: 3 } }).jpeg({ quality: 85 })
      await writeFile(join(folder, `class${i % 4}`, `${String(i).padStart(6, '0')}.jpg`), await file.toBuffer())
    }
  })
}

/** A text file of words with normal numbers of five decimals. */
export function vectorFile(sizes: Sizes): Promise<string> {
  const [words, dimensions] = [sizeOf(sizes, 'words'), sizeOf(sizes, 'dimensions')]
  return made(`tenet-bench-vectors-${words}x${dimensions}.txt`, async path => {
    const random = data.draws(data.exampleKey(0, 0, 0))
    const numbers = Array.from({ length: 65_521 }, () => random.normal().toFixed(5))
    await mkdir(tmpdir(), { recursive: true })
    const lines = function* (): Generator<string> {
      for (let i = 0; i < words; i++)
        yield `w${i} ${Array.from({ length: dimensions }, (_, k) => numbers[(i * 7919 + k) % numbers.length]).join(' ')}\n`
    }
    await writeFile(path, lines())
  })
}
