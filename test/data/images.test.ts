// Images as decoded, folders of them as listed, and files that are none.

import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Either } from 'fp-ts/lib/Either.js'
import sharp from 'sharp'
import { type Channels, type DecodeOptions, decodeImage, type Image, imageFolder, readImage } from 'tenet/data'
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenet-'))
})
afterAll(() => rm(folder, { recursive: true }))

function right<A>(either: Either<unknown, A>): A {
  if (either._tag === 'Left') throw new Error(String(either.left))
  return either.right
}
function left<E>(either: Either<E, unknown>): E {
  if (either._tag === 'Right') throw new Error('expected a Left')
  return either.left
}

const [width, height] = [5, 3]
const rgb = Buffer.from(Array.from({ length: width * height * 3 }, (_, i) => (i * 37) % 256))
const source = () => sharp(rgb, { raw: { width, height, channels: 3 } })
const decode = async <C extends Channels = 3>(bytes: Uint8Array, options: DecodeOptions<C, 8> = {}) =>
  right(await decodeImage<C, 8>(bytes, options))

describe('decodeImage', () => {
  test('gives the pixels of lossless formats', async () => {
    for (const bytes of [source().png(), source().webp({ lossless: true, exact: true }), source().tiff({ compression: 'lzw' })]) {
      const image = await decode(await bytes.toBuffer())
      expect(image).toEqual({ shape: [height, width, 3], dtype: 'uint8', data: Uint8Array.from(rgb) })
    }
    expectTypeOf(right(await decodeImage(await source().png().toBuffer()))).toEqualTypeOf<Image<3>>()
    expectTypeOf(right(await decodeImage(await source().png().toBuffer(), { channels: 1, depth: 16 }))).toEqualTypeOf<Image<1, 'uint16'>>()
  })

  test('reads JPEG and AVIF', async () => {
    const flat = sharp({ create: { width: 16, height: 8, channels: 3, background: { r: 200, g: 100, b: 50 } } })
    for (const bytes of [flat.jpeg({ quality: 95 }), flat.avif({ quality: 90 })]) {
      const image = await decode(await bytes.toBuffer())
      expect(image.shape).toEqual([8, 16, 3])
      // A flat colour survives lossy compression to within a rounding of each conversion.
      for (const [c, expected] of [200, 100, 50].entries()) expect(Math.abs((image.data[c] ?? 0) - expected)).toBeLessThanOrEqual(3)
    }
  })

  test('gives the channels that are asked for', async () => {
    const png = await source().png().toBuffer()
    const grey = await decode(png, { channels: 1 })
    const [r = 0, g = 0, b = 0] = rgb
    expect([grey.shape, grey.data[0]]).toEqual([[height, width, 1], (r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16])
    const alpha = await decode(png, { channels: 4 })
    expect([...alpha.data.subarray(0, 4)]).toEqual([r, g, b, 255])
    const greyPng = await sharp(Buffer.from([0, 100, 255, 7]), { raw: { width: 2, height: 2, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toBuffer()
    expect([...(await decode(greyPng)).data]).toEqual([0, 0, 0, 100, 100, 100, 255, 255, 255, 7, 7, 7])
    expect([...(await decode(greyPng, { channels: 1 })).data]).toEqual([0, 100, 255, 7])
    const transparent = await sharp(Buffer.from([10, 20, 30, 0]), { raw: { width: 1, height: 1, channels: 4 } })
      .png()
      .toBuffer()
    expect([...(await decode(transparent)).data]).toEqual([10, 20, 30])
    expect([...(await decode(transparent, { channels: 4 })).data]).toEqual([10, 20, 30, 0])
  })

  test('gives 16 bits where they are asked for', async () => {
    const deep = Uint16Array.from([0, 1, 256, 65535, 40000, 12345])
    const png = await sharp(deep, { raw: { width: 2, height: 1, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toBuffer()
    expect(right(await decodeImage(png, { depth: 16 }))).toEqual({ shape: [1, 2, 3], dtype: 'uint16', data: deep })
    expect([...(await decode(png)).data]).toEqual([0, 0, 1, 255, 156, 48])
  })

  test('applies EXIF orientation and converts CMYK', async () => {
    const turned = await source().png().withMetadata({ orientation: 6 }).toBuffer()
    const image = await decode(turned)
    expect(image.shape).toEqual([width, height, 3])
    // A quarter turn clockwise: the first row is the first column, from the bottom.
    const at = (y: number, x: number): number => rgb[(y * width + x) * 3] ?? -1
    expect([0, 1, 2].map(x => image.data[x * 3])).toEqual([at(2, 0), at(1, 0), at(0, 0)])
    const white = sharp({ create: { width: 8, height: 8, channels: 3, background: 'white' } })
    const cmyk = await white.toColourspace('cmyk').jpeg().toBuffer()
    expect((await decode(cmyk)).data.every(value => value > 250)).toBe(true)
  })

  test('refuses what is no image, is damaged, or too large', async () => {
    expect(left(await decodeImage(Buffer.from('just some text')))).toBe('it is no JPEG, PNG, WebP, AVIF, TIFF or GIF image')
    expect(left(await decodeImage(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')))).toContain(
      'it is no JPEG',
    )
    expect(left(await decodeImage(new Uint8Array()))).toContain('it is no JPEG')
    const noise = Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * i * 31) % 251))
    const large = sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
    for (const bytes of [await large.jpeg().toBuffer(), await large.png().toBuffer(), await large.webp().toBuffer()]) {
      expect(left(await decodeImage(bytes.subarray(0, bytes.length >> 1))).length).toBeGreaterThan(5)
      expect(left(await decodeImage(bytes.subarray(0, 20))).length).toBeGreaterThan(5)
    }
    const spoilt = await large.png().toBuffer()
    spoilt.fill(0x55, 100, 400)
    expect(left(await decodeImage(spoilt)).length).toBeGreaterThan(5)
    const bomb = await sharp({ create: { width: 12000, height: 12000, channels: 3, background: 'red' } })
      .png({ compressionLevel: 1 })
      .toBuffer()
    expect(left(await decodeImage(bomb))).toContain('pixel limit')
    expect(left(await decodeImage(await source().png().toBuffer(), { maxPixels: 14 }))).toContain('pixel limit')
    await expect(decodeImage(spoilt, { channels: 2 as 1 })).rejects.toThrow('channels must be 1, 3 or 4; got 2')
    await expect(decodeImage(spoilt, { depth: 12 as 8 })).rejects.toThrow('depth must be 8 or 16; got 12')
  })
})

describe('imageFolder', () => {
  let jpeg: Buffer
  beforeAll(async () => {
    jpeg = await source().jpeg().toBuffer()
  })
  async function tree(name: string, files: readonly string[]): Promise<string> {
    const root = join(folder, name)
    await mkdir(root)
    for (const file of files) {
      const path = join(root, file)
      await mkdir(join(path, '..'), { recursive: true })
      if (!file.endsWith('/')) await writeFile(path, jpeg)
    }
    return root
  }

  test('has classes and files in the order of their code points, at any depth and in every script', async () => {
    const root = await tree('order', [
      'b/2.jpg',
      'b/10.JPEG',
      'b/deep/1.png',
      'b/notes.txt',
      'a b/ä.jpg',
      'Z/1.webp',
      '猫/子猫.jpg',
      '\u{1f600}/x.jpg',
      '\uffee/x.jpg',
    ])
    await writeFile(join(root, 'loose.jpg'), jpeg)
    const photos = right(await imageFolder(root))
    expect(photos.classes).toEqual(['Z', 'a b', 'b', '猫', '\uffee', '\u{1f600}'])
    expect(photos.paths.map(path => path.slice(root.length + 1))).toEqual([
      'Z/1.webp',
      'a b/ä.jpg',
      'b/10.JPEG',
      'b/2.jpg',
      'b/deep/1.png',
      '猫/子猫.jpg',
      '\uffee/x.jpg',
      '\u{1f600}/x.jpg',
    ])
    expect([...photos.labels]).toEqual([0, 1, 2, 2, 2, 3, 4, 5])
    const { image, label } = await photos.get(3)
    expect([image.shape, label.data[0]]).toEqual([[height, width, 3], 2])
    expect((await right(await imageFolder(root, { channels: 1 })).get(0)).image.shape).toEqual([height, width, 1])
  })

  test('names what is wrong with a folder', async () => {
    expect(left(await imageFolder(join(folder, 'nowhere'))).reason).toBe('cannot be read: no such file or folder (ENOENT)')
    expect(left(await imageFolder(await tree('empty', []))).reason).toContain('there is no class folder in it')
    const emptyClass = left(await imageFolder(await tree('empty-class', ['a/1.jpg', 'b/readme.txt'])))
    expect([emptyClass.path, emptyClass.reason]).toEqual([
      join(folder, 'empty-class', 'b'),
      expect.stringContaining('this class has no images'),
    ])
    const circle = await tree('circle', ['a/1.jpg'])
    await symlink(join(circle, 'a'), join(circle, 'a', 'again'))
    expect(left(await imageFolder(circle)).message).toMatch(/circle\/a\/again: a link leads back to .*circle\/a, which is above it/)
  })

  test('names are anything that UTF-8 writes', async () => {
    const names = [
      '日本語',
      'Ελλάδα',
      'عربى',
      'ру́сский',
      'e\u0301',
      'é',
      'emoji 🐈‍⬛',
      '  spaces  ',
      '-rf',
      'a\nb',
      '\u202Ertl',
      'quote\'"$`',
      '%00',
      '\ufffd',
    ]
    const root = await tree(
      'names',
      names.map(name => `${name}/${name}.jpg`),
    )
    const photos = right(await imageFolder(root))
    expect(photos.classes).toEqual([...photos.classes].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
    expect(photos.classes.toSorted()).toEqual(names.toSorted())
    for (let i = 0; i < photos.length; i++) expect((await photos.get(i)).image.shape).toEqual([height, width, 3])
    // On Linux a name is any bytes.
    if (process.platform !== 'linux') return
    await mkdir(Buffer.concat([Buffer.from(`${root}/caf`), Buffer.of(0xe9)]))
    expect(left(await imageFolder(root)).message).toBe(`${root}/caf\ufffd: its name is not UTF-8: rename it`)
  })

  test('a path with a zero in it is a mistake of the caller', async () => {
    await expect(imageFolder('a\0b')).rejects.toThrow('a path must have no zero byte in it; got "a\\u0000b"')
    await expect(readImage('a\0b')).rejects.toThrow('a path must have no zero byte in it')
  })

  test('follows links to elsewhere', async () => {
    const elsewhere = await tree('elsewhere', ['x/1.jpg'])
    const root = await tree('linked', ['a/1.jpg'])
    await symlink(join(elsewhere, 'x'), join(root, 'b'))
    expect(right(await imageFolder(root)).classes).toEqual(['a', 'b'])
  })

  test('files and folders that may not be read are named', async () => {
    const root = await tree('locked', ['a/1.jpg', 'a/2.jpg', 'b/1.jpg'])
    await chmod(folder, 0o755)
    await chmod(join(root, 'a', '1.jpg'), 0)
    // Whoever may read everything tries as nobody.
    const own = process.geteuid?.()
    const asNobody = async <T>(body: () => Promise<T>): Promise<T> => {
      if (own === 0) process.seteuid?.(65534)
      try {
        return await body()
      } finally {
        if (own === 0) process.seteuid?.(0)
      }
    }
    await asNobody(async () => {
      const photos = right(await imageFolder(root))
      await expect(photos.get(0)).rejects.toThrow(`${join(root, 'a', '1.jpg')}: cannot be read: permission denied (EACCES)`)
      expect((await photos.get(1)).image.shape).toEqual([height, width, 3])
    })
    await chmod(join(root, 'b'), 0)
    await asNobody(async () => {
      const unreadable = left(await imageFolder(root))
      expect([unreadable.path, unreadable.reason]).toEqual([join(root, 'b'), 'cannot be read: permission denied (EACCES)'])
    })
    await chmod(join(root, 'b'), 0o755)
  })

  test('one bad file is named, and the others can still be had', async () => {
    const root = await tree('bad', ['a/1.jpg', 'a/2.jpg', 'a/3.jpg', 'a/4.jpg'])
    await writeFile(join(root, 'a', '2.jpg'), 'not a picture')
    await writeFile(join(root, 'a', '3.jpg'), jpeg.subarray(0, jpeg.length - 40))
    await symlink(join(root, 'none'), join(root, 'a', '5.jpg'))
    await chmod(join(root, 'a', '4.jpg'), 0)
    const photos = right(await imageFolder(root))
    await expect(photos.get(1)).rejects.toThrow(`${join(root, 'a', '2.jpg')}: it is no JPEG, PNG, WebP, AVIF, TIFF or GIF image`)
    await expect(photos.get(2)).rejects.toThrow(join(root, 'a', '3.jpg'))
    await expect(photos.get(4)).rejects.toThrow(`${join(root, 'a', '5.jpg')}: cannot be read: no such file`)
    expect((await photos.get(0)).image.shape).toEqual([height, width, 3])
    expect(left(await readImage(join(root, 'a'))).reason).toBe('it is not a regular file')
  })
})
