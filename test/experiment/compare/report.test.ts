// The report: one file with everything in it, nothing in it that was not written as markup by us, not large, for any runs.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isLeft } from 'fp-ts/lib/Either.js'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { studiesOf } from '../../../src/experiment/compare/study.js'
import type { Run } from '../../../src/experiment/folder/format.js'
import { readRuns } from '../../../src/experiment/folder/read-run.js'
import { reportPage } from '../../../src/experiment/report/page.js'
import { falling, makeRun } from './made-runs.js'

const root = mkdtempSync(join(tmpdir(), 'tenet-report-'))
afterAll(() => rmSync(root, { recursive: true }))

async function reportOf(folder: string): Promise<string> {
  const read = await readRuns(folder)
  if (isLeft(read)) throw read.left
  return await reportPage(studiesOf(read.right.runs, { metrics: [], by: [], goals: new Map() }), read.right.damaged)
}

const picture = async (side: number, noisy: boolean): Promise<Uint8Array> => {
  let state = 1
  const pixels = Uint8Array.from({ length: side * side * 3 }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return noisy ? state >>> 24 : 200
  })
  return await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer()
}

/** What a page may load: pictures that are in it, and places in itself. */
function foreignIn(html: string): readonly string[] {
  const loaded = [...html.matchAll(/\b(?:src|srcset|href|action|poster|data)="([^"]*)"/g)].map(([, to = '']) => to)
  return [
    ...loaded.filter(to => !/^(#|data:image\/png;base64,[A-Za-z0-9+/=]+$)/.test(to)),
    // The name of the vocabulary of SVG is no address that is looked up.
    ...(html.replaceAll('xmlns="http://www.w3.org/2000/svg"', '').match(/https?:|@import|url\(|<(?:link|iframe|object|embed)/g) ?? []),
  ]
}

/** Elements that are closed without having been opened last, or never. */
function unbalanced(html: string): readonly string[] {
  const open: string[] = []
  const wrong: string[] = []
  const markup = html.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '').replace('<!doctype html>', '')
  for (const [tag, end, name = '', own] of markup.matchAll(/<(\/?)([a-z0-9]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (name === 'meta' || name === 'img' || own === '/') continue
    if (end === '') open.push(name)
    else if (open.pop() !== name) wrong.push(tag)
  }
  return [...wrong, ...open]
}

const confusion = {
  labels: ['cat', '<script>alert(1)</script>'],
  counts: [
    [8, 2],
    [1, 9],
  ],
}

describe('a report', () => {
  test('has curves, table, confusion matrix, predictions, configuration and environment in one file', async () => {
    const folder = join(root, 'whole')
    const pictures = { one: await picture(8, false), large: await picture(500, true), weights: await picture(16, false) }
    for (const [i, net] of ['lenet', 'resnet'].entries())
      for (const seed of [0, 1])
        makeRun(join(folder, `${net}-${seed}`), {
          experiment: 'networks',
          options: { net, epochs: 4 },
          seed,
          metrics: falling(0.3 - i / 10 + seed / 100),
          summary: {
            values: { 'test accuracy': 0.7 + i / 10 + seed / 100 },
            confusion,
            predictions: [
              { expected: 'cat', predicted: 'cat', confidence: 0.93, picture: 'one' },
              { expected: 'cat', predicted: 'dog', confidence: 0.5, picture: 'large' },
              { expected: 'good', predicted: 'good', text: 'words & more' },
              { expected: 'cat', predicted: 'cat', picture: 'missing' },
            ],
          },
          pictures,
        })
    const html = await reportOf(folder)
    expect(foreignIn(html)).toEqual([])
    expect(unbalanced(html)).toEqual([])
    expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">')
    expect(html).toContain('resnet has the best test accuracy: 0.805 ± 0.0071 over 2 runs.')
    for (const title of ['Results', 'Curves', 'Confusion matrix', 'Sample predictions', 'Pictures', 'Configuration'])
      expect(html).toContain(`<h2>${title}</h2>`)
    expect(html).toContain('Of the best run: resnet, seed 1, test accuracy 0.81. 3 of these 4 are right.')
    expect(html).toContain('<dt>epochs</dt><dd><bdi>4</bdi></dd>')
    expect(html).toContain('<dt>device.cores</dt><dd><bdi>2</bdi></dd>')
    expect(html).toContain('words &amp; more')
    // The large one is made smaller.
    const images = [...html.matchAll(/<img src="data:image\/png;base64,([^"]+)" alt="([^"]*)" width="(\d+)" height="(\d+)"/g)]
    expect(images.map(([, , alt, width, height]) => [alt, width, height])).toEqual([
      ['an example of cat', '8', '8'],
      ['an example of cat', '480', '480'],
      ['weights', '16', '16'],
    ])
    for (const [, bytes = '', , width] of images) expect((await sharp(Buffer.from(bytes, 'base64')).metadata()).width).toBe(Number(width))
    // Pictures say in words what they show.
    const drawings = html.match(/<svg [^>]*role="img"[^>]*><title>[^<]+<\/title><desc>[^<]+<\/desc>/g) ?? []
    expect(drawings.length).toBe((html.match(/role="img"[^>]*xmlns|xmlns[^>]*role="img"/g) ?? []).length)
    expect(drawings.length).toBeGreaterThan(4)
    expect(await reportOf(folder)).toBe(html)
  })

  test('has no markup but its own, whatever names hold', async () => {
    const evil = '"><img src=x onerror=alert(1)><script>alert(2)</script>\u0000\ud800'
    const folder = join(root, 'evil')
    makeRun(folder, {})
    rmSync(join(folder, 'config.json'))
    writeFileSync(join(folder, 'secret.png'), await picture(8, false))
    for (const seed of [0, 1])
      makeRun(join(folder, `${seed}`), {
        experiment: evil,
        options: { [evil]: `${evil}${seed}`, common: evil },
        seed,
        metrics: [{ [evil]: 1 }, { [evil]: 2 + seed }],
        ...(seed === 1 ? { state: 'failed' as const, error: evil } : {}),
        summary: {
          confusion: { labels: [evil, 'b'], counts: confusion.counts },
          predictions: [{ expected: evil, predicted: `${evil}.`, text: evil, picture: '../../secret' }],
        },
      })
    const html = await reportOf(folder)
    expect(html).not.toMatch(/<img src=x|<script>alert/)
    expect(foreignIn(html)).toEqual([])
    expect(unbalanced(html)).toEqual([])
    expect(html).not.toContain('\u0000')
    // The picture that it names lies outside of the run.
    expect(html).not.toContain('data:image')
    expect(html).toContain('&lt;script&gt;alert(2)')
  })

  test('of five hundred runs is below a megabyte and shows the best', async () => {
    const runs = Array.from({ length: 500 }, (_, i): Run => {
      const [width, seed] = [i >> 1, i & 1]
      return {
        folder: `runs/${i}`,
        id: `${i}`,
        config: { experiment: 'many', options: { width, name: `n${width}` }, seed, version: null },
        environment: {},
        status: { state: 'finished', started: '', ended: null, seconds: 60 },
        metrics: falling((250 - width) / 500 + seed / 1e4, 6).map((line, step) => ({ step, time: step, ...line })),
        summary: null,
        pictures: [],
      }
    })
    const html = await reportPage(studiesOf(runs, { metrics: [], by: [], goals: new Map() }), [])
    expect(html.length).toBeLessThan(2 ** 20)
    expect(html).toContain('The best 100 of 250 rows.')
    expect(html).toContain('width=249 name=n249 has the best loss')
    expect(html).toContain('>42 more</span>')
    expect(foreignIn(html)).toEqual([])
  })

  test('of a thousand classes says what is mistaken most often', async () => {
    const labels = Array.from({ length: 1000 }, (_, i) => `class ${i}`)
    const counts = labels.map((_, i) => labels.map((_, j) => (i === j ? 40 : (i + j) % 50 === 0 ? (i === 7 ? 9 : 1) : 0)))
    makeRun(join(root, 'thousand', 'a'), { metrics: falling(0.1), summary: { confusion: { labels, counts } } })
    const html = await reportOf(join(root, 'thousand'))
    expect(html.length).toBeLessThan(2 ** 18)
    expect(html).toContain('<li><bdi>class 7</bdi> as <bdi>class 43</bdi><small>9 of 220</small></li>')
    expect(html).not.toContain('panel matrix"')
  })

  test('holds no more pictures than a page can', async () => {
    const pictures = Object.fromEntries(
      await Promise.all(Array.from({ length: 30 }, async (_, i) => [`p${i}`, await picture(145, true)] as const)),
    )
    const folder = join(root, 'pictures')
    const predictions = Object.keys(pictures).map(name => ({ expected: 'a', predicted: 'a', picture: name }))
    makeRun(join(folder, 'a'), { metrics: falling(0.1), summary: { predictions }, pictures })
    const html = await reportOf(folder)
    expect(html.length).toBeLessThan(2 ** 21)
    // All are told of, with or without a picture.
    expect(html.match(/<li class="card">/g)).toHaveLength(30)
    const shown = html.match(/<img src="data:/g)?.length ?? 0
    expect(shown).toBeGreaterThan(5)
    expect(shown).toBeLessThan(30)
  })

  test('of several experiments has them all', async () => {
    makeRun(join(root, 'several', 'a'), { experiment: 'one', metrics: falling(0.1) })
    makeRun(join(root, 'several', 'b'), { experiment: 'two', metrics: falling(0.2) })
    const html = await reportOf(join(root, 'several'))
    expect(html).toContain('<h1>2 experiments</h1>')
    expect(html.match(/<div class="study study-part">/g)).toHaveLength(2)
    expect(unbalanced(html)).toEqual([])
  })
})
