// Pictures are well-formed, say what they are given, are the same every time, and refuse what is none in words.

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { type BarRow, bars, type CurveSeries, confusion, curves, toPng } from '../../../src/experiment/plot/index.js'
import { decimalsOf, meanAndDeviation, shortNumber } from '../../../src/experiment/plot/words.js'
import { spreadOf } from '../../../src/experiment/spread.js'

const falling: readonly CurveSeries[] = [
  {
    name: 'depth=8',
    runs: [
      { x: [0, 1, 2], y: [2, 1, 0.5] },
      { x: [0, 1, 2], y: [2.2, 1.2, 0.7] },
    ],
  },
  { name: 'depth=20', runs: [{ x: new Int32Array([0, 1, 2]), y: new Float32Array([2, 1.5, 1]) }] },
]

/** libxml2 reads it: nothing that is not well-formed passes. */
const isWellFormed = async (svg: string): Promise<boolean> => (await sharp(Buffer.from(svg)).metadata()).format === 'svg'

const anyName = fc.string({ unit: 'binary', maxLength: 40 })
const anyNumber = fc.oneof(fc.double(), fc.integer({ min: -5, max: 5 }))
const anySeries: fc.Arbitrary<CurveSeries> = fc.record({
  name: anyName,
  runs: fc.array(
    fc.array(anyNumber, { maxLength: 12 }).map(y => ({ x: y.map((_, i) => i * 3 - 7), y })),
    { maxLength: 3 },
  ),
})

describe('curves', () => {
  test('are lines, bands and words', async () => {
    const svg = curves(falling, { title: 'Loss & more', y: 'loss' })
    expect(await isWellFormed(svg)).toBe(true)
    expect(svg).toContain('<title>Loss &amp; more</title>')
    expect(svg).toContain('<desc>depth=8: 0.6 ± 0.1414 at step 2, over 2 of 2 runs. depth=20: 1 at step 2.</desc>')
    // One band: the other has one run.
    expect(svg.match(/fill-opacity="0.16"/g)).toHaveLength(1)
    for (const word of ['depth=8', 'depth=20', 'loss', 'step']) expect(svg).toContain(`>${word}</text>`)
    expect(curves(falling, { legend: 'hide' })).not.toContain('>depth=8</text>')
  })

  test('are the same for the same', () => expect(curves(falling)).toBe(curves(structuredClone(falling) as typeof falling)))

  test('a mean is where the axis says', () => {
    // Figures stand 4 pixels below their lines; 0.6 and 1.4 are on the axis of a curve from 0.6 to 1.4.
    const svg = curves([{ name: 'a', runs: [{ x: [0, 1], y: [0.6, 1.4] }] }])
    const heightOf = (label: string): number => Number(new RegExp(`y="([\\d.]+)"[^>]*>${label}</text>`).exec(svg)?.[1]) - 4
    const [, start, end] = /d="M[\d.]+,([\d.]+)L[\d.]+,([\d.]+)"/.exec(svg) ?? []
    expect(Number(start)).toBeCloseTo(heightOf('0.6'), 1)
    expect(Number(end)).toBeCloseTo(heightOf('1.4'), 1)
  })

  test('a run that diverges ends in a cross, and does not squash the others', () => {
    const wild = [...falling, { name: 'wild', runs: [{ x: [0, 1, 2, 3, 4], y: [2, 3, 1e30, Number.NaN, Number.NaN] }] }]
    const svg = curves(wild)
    expect(svg).toContain('l8 8m0-8l-8 8')
    expect(svg).not.toMatch(/NaN|Infinity/)
    // Figures of the y axis end at their x; those of the x axis stand in the middle of theirs.
    expect(svg).toMatch(/text-anchor="end"[^>]*>2.0<\/text>/)
    // A fall that is long over is shown whole.
    const fallen = Array.from({ length: 500 }, (_, i) => 0.01 + 8 * 0.5 ** i)
    expect(curves([{ name: 'a', runs: [{ x: fallen.map((_, i) => i), y: fallen }] }])).toMatch(/text-anchor="end"[^>]*>8<\/text>/)
  })

  test('a logarithmic scale passes over what is not above 0', async () => {
    const svg = curves([{ name: 'a', runs: [{ x: [0, 1, 2, 3], y: [1, 0, -1, 1e-4] }] }], { scale: 'log' })
    expect(await isWellFormed(svg)).toBe(true)
    expect(svg).toContain('>0.001</text>')
    expect(svg).not.toMatch(/NaN|Infinity/)
  })

  test('a logarithmic scale has ticks for the smallest and the largest numbers there are', async () => {
    for (const y of [[5e-324], [1e-323, 1.7e308], [1.7e308], [1e-310, 1e-300]]) {
      const svg = curves([{ name: 'a', runs: [{ x: y.map((_, i) => i), y }] }], { scale: 'log' })
      expect(await isWellFormed(svg)).toBe(true)
      expect(svg.replace(/<(title|desc)[^>]*>[^<]*/g, '')).not.toMatch(/NaN|Infinity/)
    }
  })

  test('of anything by any name are well-formed and hold no NaN', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anySeries, { maxLength: 4 }),
        anyName,
        fc.constantFrom('linear' as const, 'log' as const),
        fc.constantFrom('light' as const, 'dark' as const, 'page' as const),
        async (series, title, scale, theme) => {
          const svg = curves(series, { title, y: title, scale, theme, width: 300 })
          expect(await isWellFormed(svg)).toBe(true)
          expect(svg.replace(/<(title|desc|text)[^>]*>[^<]*/g, '')).not.toMatch(/NaN|Infinity|undefined/)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('of hundreds stay readable: eighteen by name, the rest in grey', () => {
    const many = Array.from({ length: 500 }, (_, i) => ({ name: `run ${i}`, runs: [{ x: [0, 1], y: [i, i / 2] }] }))
    const svg = curves(many)
    expect(svg).toContain('>482 more</text>')
    expect(svg.match(/stroke-opacity="0.45"/g)).toHaveLength(482)
    // In a small picture the curves have most of the room.
    const small = curves(many, { width: 200, height: 200 })
    const [, top, height] = /<svg x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"/.exec(small) ?? []
    expect(Number(height)).toBeGreaterThan(50)
    expect(Number(top)).toBeLessThan(120)
    expect(small.includes('>493 more</text>')).toBe(true)
  })
})

describe('bars', () => {
  const rows: readonly BarRow[] = [
    { name: 'ResNet', values: [0.9, 0.92] },
    { name: '<b>', values: new Float64Array([0.8]) },
    { name: 'lost', values: [Number.NaN, Number.POSITIVE_INFINITY] },
  ]

  test('say mean and deviation in figures, to the same decimals', async () => {
    const svg = bars(rows, { title: 'accuracy' })
    expect(await isWellFormed(svg)).toBe(true)
    expect(svg).toContain('<desc>ResNet: 0.910 ± 0.014. &lt;b&gt;: 0.800. lost: – (2 not finite).</desc>')
  })

  test('begin at zero', () => {
    const svg = bars(rows.slice(0, 1))
    const zero = /<line x1="([\d.]+)"/.exec(svg)?.[1]
    expect(svg).toContain(`<rect x="${zero}"`)
  })

  test('of anything are well-formed', async () => {
    const row = fc.record({ name: anyName, values: fc.array(anyNumber, { maxLength: 4 }) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 4 }),
        fc.constantFrom('zero' as const, 'data' as const),
        fc.constantFrom(300, 700),
        async (each, from, width) => {
          const svg = bars(each, { from, width })
          expect(await isWellFormed(svg)).toBe(true)
          expect(svg.replace(/<(title|desc|text)[^>]*>[^<]*/g, '')).not.toMatch(/NaN|Infinity|undefined|width="-/)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('confusion', () => {
  test('says how many of each class were found', async () => {
    const svg = confusion(['猫', 'dog'], [[8, 2], new Uint32Array([1, 9])])
    expect(await isWellFormed(svg)).toBe(true)
    expect(svg).toContain('<desc>17 of 20 right, 85.0 %. 猫: 80.0 % found. dog: 90.0 % found.</desc>')
    expect(svg).toContain('<title>猫, predicted as dog: 2 of 10</title>')
  })

  test('of one class, of none of a class, of a hundred', async () => {
    expect(confusion(['a'], [[0]])).toContain('No examples.')
    const labels = Array.from({ length: 100 }, (_, i) => `class ${i}`)
    const counts = labels.map((_, i) => labels.map((_, j) => (i === j ? 90 : (i + j) % 3)))
    const svg = confusion(labels, counts)
    expect(await isWellFormed(svg)).toBe(true)
    // Shades, not squares, are its elements.
    expect((svg.match(/<(rect|path)/g) ?? []).length).toBeLessThan(25)
    // Every pair that occurs has a square.
    const occurring = counts.flat().filter(count => count > 0).length
    expect((svg.match(/M[\d.]+ [\d.]+h/g) ?? []).length).toBe(occurring)
  })
})

describe('PNG', () => {
  test('is as large as asked for, the same every time, and has words in it', async () => {
    const svg = curves(falling, { width: 300, height: 200, title: 'words' })
    const png = await toPng(svg)
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 600, height: 400 })
    expect(Buffer.from(await toPng(svg)).equals(png)).toBe(true)
    const without = await toPng(curves(falling, { width: 300, height: 200, title: ' ' }))
    expect(Buffer.from(without).equals(png)).toBe(false)
    expect(await sharp(await toPng(svg, { scale: 1 })).metadata()).toMatchObject({ width: 300 })
  })

  test('is refused where there are no fonts, since it would have no words', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tenet-fonts-'))
    try {
      const config = join(folder, 'fonts.conf')
      writeFileSync(config, `<?xml version="1.0"?><fontconfig><cachedir>${folder}</cachedir></fontconfig>`)
      const module = new URL('../../../src/experiment/plot/index.ts', import.meta.url).href
      const program = `import(${JSON.stringify(module)}).then(plot => plot.toPng(plot.bars([]))).catch(error => console.log(error.name, error.message))`
      const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', '-e', program], {
        env: { ...process.env, FONTCONFIG_FILE: config },
      })
      expect(stdout).toMatch(
        /^LimitationError toPng: no fonts are installed, so the picture would have no words; .* apt-get install -y fonts/,
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('refuses what it cannot draw', async () => {
    await expect(toPng(curves(falling, { theme: 'page' }))).rejects.toThrow("has the colours of its page; expected 'light' or 'dark'")
    await expect(toPng('<p>')).rejects.toThrow("toPng: expected an SVG; got '<p>'")
    await expect(toPng(curves(falling), { scale: 100 })).rejects.toThrow('toPng: scale must be from 0.1 to 8; got 100')
  })
})

test('numbers are short', () => {
  const all = [0, 1, -0.5, 0.912345, 12.5, 12_345.6, 1.2e-7, 6.02e23, 999_999, Number.NaN, Number.NEGATIVE_INFINITY, 0.00012344]
  expect(all.map(value => shortNumber(value))).toEqual([
    '0',
    '1',
    '-0.5',
    '0.9123',
    '12.5',
    '12,346',
    '1.2e-7',
    '6.02e23',
    '999,999',
    'NaN',
    '−∞',
    '0.0001234',
  ])
  const spreads = [[0.6, 0.62], [0.75243, 0.7545], [0.8]].map(spreadOf)
  expect(spreads.map(spread => meanAndDeviation(spread, decimalsOf(spreads)))).toEqual(['0.610 ± 0.014', '0.753 ± 0.001', '0.800'])
  expect(meanAndDeviation(spreadOf([1e8, 3e8]))).toBe('200,000,000 ± 141,421,356')
})

const wrong = (call: () => unknown): string => {
  try {
    call()
  } catch (error) {
    if (error instanceof Error) return `${error.name}: ${error.message.split('\n')[0]}`
  }
  return 'nothing thrown'
}

test('what is no picture is refused in words', () => {
  const as = <T>(value: unknown): T => value as T
  expect(wrong(() => curves(as(null)))).toBe('ArgumentError: curves: series must be an array; got null')
  expect(wrong(() => curves([as(3)]))).toBe('ArgumentError: curves: each of series must be an object; got 3')
  expect(wrong(() => curves([as({ name: 'a' })]))).toBe("ArgumentError: curves: runs of 'a' must be an array; got undefined")
  expect(wrong(() => curves([{ name: 'a', runs: [{ x: [1, 1], y: [1, 2] }] }]))).toBe(
    "ArgumentError: curves: x of 'a' must rise; got 1 at 1",
  )
  expect(wrong(() => curves([{ name: 'a', runs: [{ x: [1], y: [1, 2] }] }]))).toBe(
    "ArgumentError: curves: x and y of 'a' must be of one length; got 1 and 2 numbers",
  )
  expect(wrong(() => curves([{ name: 'a', runs: [{ x: [1], y: as(['b']) }] }]))).toBe(
    "ArgumentError: curves: y of 'a' must be an array of numbers; got 'b' at 0",
  )
  expect(wrong(() => curves([], { scale: as('cubic') }))).toBe("ArgumentError: curves: scale must be one of linear, log; got 'cubic'")
  expect(wrong(() => curves([], { width: 1e9 }))).toBe('ArgumentError: curves: width must be from 200 to 4000 pixels; got 1000000000')
  expect(wrong(() => curves([], as({ hight: 3 })))).toMatch(/^ArgumentError: curves: there is no option 'hight'; expected title, width/)
  expect(wrong(() => bars([as({ name: Symbol('s'), values: [] })]))).toBe(
    'ArgumentError: bars: the name of each of rows must be a string; got Symbol(s)',
  )
  expect(wrong(() => bars([as({ name: 'a', values: new BigInt64Array(2) })]))).toMatch(
    /^ArgumentError: bars: values of 'a' must be an array of/,
  )
  expect(wrong(() => confusion(['a', 'b'], [[1, 2]]))).toMatch(/^ArgumentError: confusion: counts must be 2 rows, one a label; got/)
  const many = Array.from({ length: 301 }, () => 'a')
  expect(wrong(() => confusion(many, []))).toBe('ArgumentError: confusion: at most 300 classes make a picture; got 301')
  expect(wrong(() => confusion(['a'], [[-1]]))).toBe('ArgumentError: confusion: counts must be from 0; got -1 in row 0')
})
