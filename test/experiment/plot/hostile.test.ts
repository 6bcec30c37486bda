// What draws experiments and shows them, against every misuse of every argument: a result, or an error in words.

import { describe, expect, test } from 'vitest'
import { createDisplay } from '../../../src/experiment/display/index.js'
import { bars, confusion, curves, toPng } from '../../../src/experiment/plot/index.js'
import { misspelt, misuses } from '../../hostile/misuses.js'
import { outcomeOf, show } from '../../hostile/outcome.js'

const run = { x: [0, 1], y: [2, 1] }
const stream = { write: () => true }
type AnyFunction = (...args: readonly unknown[]) => unknown
const calls: readonly (readonly [string, AnyFunction, readonly unknown[]])[] = [
  [
    'curves',
    curves as AnyFunction,
    [[{ name: 'a', runs: [run] }], { title: 't', width: 300, height: 200, theme: 'dark', x: 'x', y: 'y', scale: 'log', legend: 'hide' }],
  ],
  ['bars', bars as AnyFunction, [[{ name: 'a', values: [1, 2] }], { title: 't', width: 300, theme: 'page', from: 'data' }]],
  [
    'confusion',
    confusion as AnyFunction,
    [
      ['a', 'b'],
      [
        [1, 2],
        [3, 4],
      ],
      { title: 't', width: 300, theme: 'light' },
    ],
  ],
  ['createDisplay', createDisplay as AnyFunction, [{ stream, jobs: [{ id: 'a', title: 'b' }], env: {} }]],
]

describe.each(calls)('%s', (name, call, args) => {
  test('wrong arguments', () => {
    const found = [...misuses(args)].flatMap(wrong => {
      const { complaint } = outcomeOf(call, wrong)
      return complaint === null ? [] : [`${name}(${wrong.map(each => show(each)).join(', ')}) ${complaint}`]
    })
    expect(found.slice(0, 8)).toEqual([])
  })

  test('misspelt options', () => {
    for (const wrong of misspelt(args)) {
      const last = wrong.at(-1)
      if (wrong.length > args.length || last === null) continue
      expect(outcomeOf(call, wrong).message).toMatch(/there is no option 'misspelt'; expected \w+/)
    }
  })
})

test('toPng', async () => {
  for (const [svg, options] of [...misuses(['<p>', { scale: 1 }])])
    await expect(toPng(svg as string, options as { scale?: number })).rejects.toMatchObject({ name: 'ArgumentError' })
})
