// The sheet that pictures are drawn on, and writing on it. Coordinates are rounded, so that the same picture is the same text.

import stringWidth from 'string-width'
import { element, text } from '../../support/html/markup.js'
import type { Theme, ThemeName } from './theme.js'

/** Hundredths of a pixel are too many already. */
export const px = (value: number): string => String(Math.round(value * 10) / 10)

// Widths of letters, in hundredths of the size, as they are in the wider ones of the usual fonts; what is not here is as wide as a digit.
const narrow = new Set("ijl|!.,:;'`I[]()/\\ ftr-")
const wide = new Set('mwMW@%ABCDEGHKNOPQRSUVXYZ&+=<>~±')

/** How wide a text comes out, about: nothing here measures fonts. */
export function textWidth(value: string, size: number): number {
  let hundredths = 0
  for (const letter of value) {
    const cells = letter.charCodeAt(0) < 128 ? 1 : stringWidth(letter)
    hundredths += cells === 2 ? 100 : cells === 0 ? 0 : narrow.has(letter) ? 36 : wide.has(letter) ? 76 : 60
  }
  return (hundredths * size) / 100
}

/** The beginning of a text that is too wide. */
export function fitted(value: string, size: number, width: number): string {
  if (textWidth(value, size) <= width) return value
  const letters = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(value)].map(({ segment }) => segment)
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, size) > width) letters.pop()
  return `${letters.join('')}…`
}

export interface Writing {
  readonly anchor?: 'start' | 'middle' | 'end'
  readonly size?: number
  readonly fill: string
  readonly weight?: number
  readonly transform?: string
}

/** Text whose first line stands on a point. */
export const write = (x: number, y: number, value: string, { anchor, size, fill, weight, transform }: Writing): string =>
  element('text', { x: px(x), y: px(y), 'text-anchor': anchor, 'font-size': size, 'font-weight': weight, fill, transform }, text(value))

export interface Sheet {
  readonly width: number
  readonly height: number
  readonly title: string
  /** What the picture shows, for those who do not see it. */
  readonly description: string
  readonly theme: Theme
  readonly themeName: ThemeName
}

/** A whole SVG. That of a page takes its font and its paper from there. */
export function sheet({ width, height, title, description, theme, themeName }: Sheet, ...content: readonly string[]): string {
  const inPage = themeName === 'page'
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${px(width)} ${px(height)}`,
      width: px(width),
      height: px(height),
      role: 'img',
      'font-family': inPage ? undefined : "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', 'Noto Sans', 'Noto Sans CJK SC', sans-serif",
      'font-size': 12,
    },
    element('title', {}, text(title)),
    element('desc', {}, text(description)),
    ...(inPage ? [] : [element('rect', { width: px(width), height: px(height), fill: theme.paper })]),
    ...content,
  )
}
