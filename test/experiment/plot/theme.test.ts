// Colours are told apart, from each other and from the paper, also by those who see two.

import { describe, expect, test } from 'vitest'
import { dark, distinct, light, strokeOf } from '../../../src/experiment/plot/theme.js'

type Triple = readonly [number, number, number]
type Matrix = readonly [Triple, Triple, Triple]

const times = (m: Matrix, [a, b, c]: Triple): Triple => m.map(([x, y, z]) => x * a + y * b + z * c) as unknown as Triple

const linear = (colour: string): Triple =>
  [1, 3, 5].map(at => {
    const c = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }) as unknown as Triple

/** Machado, Oliveira, Fernandes, "A physiologically-based model for simulation of color vision deficiency", 2009, severity 1. */
const visions: Readonly<Record<string, Matrix>> = {
  three: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

/** Ottosson's Oklab, 2020, in which distances are what eyes see. */
function oklab(rgb: Triple): Triple {
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb.map(c => Math.min(1, Math.max(0, c))) as unknown as Triple,
  )
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones.map(Math.cbrt) as unknown as Triple,
  )
}

const luminance = (colour: string): number => {
  const [r, g, b] = linear(colour)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const contrast = (a: string, b: string): number => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05)
}

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('%s colours', (_name, theme) => {
  test.each(Object.entries(visions))('are apart under %s', (_vision, matrix) => {
    const seen = theme.series.map(colour => oklab(times(matrix, linear(colour))))
    // 0.02 is a difference that is just noticed side by side; these are told apart at a distance.
    for (const [i, a] of seen.entries())
      for (const b of seen.slice(i + 1)) expect(Math.hypot(...a.map((x, k) => x - (b[k] ?? 0)))).toBeGreaterThan(0.09)
  })

  test('stand out from the paper, as WCAG 2.2 asks of graphics and of text', () => {
    for (const colour of theme.series) expect(contrast(colour, theme.paper)).toBeGreaterThan(3)
    for (const colour of [theme.ink, theme.soft]) expect(contrast(colour, theme.paper)).toBeGreaterThan(4.5)
  })

  test('are not the only difference: beyond the sixth curve there are dashes', () => {
    const strokes = Array.from({ length: distinct }, (_, i) => strokeOf(theme, i))
    expect(new Set(strokes.map(stroke => `${stroke.colour} ${stroke.dash}`)).size).toBe(distinct)
    expect(strokeOf(theme, distinct)).toEqual({ colour: theme.soft, dash: undefined })
  })
})
