// The result as a picture: the loss and accuracy curves, and a sheet of held-out digits with what the network took them for, mistakes first.

import { encodePng } from 'tenet/io'

export interface Sheet {
  /** uint8[n, 28, 28]. */
  readonly images: Uint8Array
  readonly labels: readonly number[]
  readonly predictions: readonly number[]
}

export interface Curves {
  /** The loss of every step. */
  readonly losses: readonly number[]
  /** Held-out accuracy after each epoch, 0 … 1. */
  readonly accuracies: readonly number[]
}

const side = 28
const ink = '#1f2937'
const faint = '#9ca3af'

function digitImage(images: Uint8Array, index: number): string {
  const pixels = images.subarray(index * side * side, (index + 1) * side * side)
  // Ink on paper: MNIST is white on black.
  const png = encodePng({ width: side, height: side, channels: 1, data: Uint8Array.from(pixels, p => 255 - p) })
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`
}

/** The mean of each of at most `count` stretches of equal length. */
function smooth(values: readonly number[], count: number): number[] {
  const length = Math.max(1, Math.ceil(values.length / count))
  return Array.from({ length: Math.ceil(values.length / length) }, (_, i) => {
    const part = values.slice(i * length, (i + 1) * length)
    return part.reduce((a, b) => a + b, 0) / part.length
  })
}

interface Frame {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface Axis {
  readonly title: string
  readonly low: number
  readonly high: number
  readonly log: boolean
  readonly ticks: readonly number[]
  readonly show: (value: number) => string
}

function plot(frame: Frame, axis: Axis, values: readonly number[], colour: string, below: string): string {
  const scale = (v: number): number => (axis.log ? Math.log(v) : v)
  const [low, high] = [scale(axis.low), scale(axis.high)]
  const px = (i: number): number => frame.x + (values.length < 2 ? frame.width / 2 : (frame.width * i) / (values.length - 1))
  const py = (v: number): number => frame.y + frame.height * (1 - (Math.max(low, Math.min(high, scale(v))) - low) / (high - low))
  const grid = axis.ticks.map(
    t =>
      `<line x1="${frame.x}" x2="${frame.x + frame.width}" y1="${py(t).toFixed(1)}" y2="${py(t).toFixed(1)}" stroke="#e5e7eb"/>` +
      `<text x="${frame.x - 8}" y="${(py(t) + 4).toFixed(1)}" text-anchor="end" font-size="11" fill="${faint}">${axis.show(t)}</text>`,
  )
  const points = values.map((v, i) => `${px(i).toFixed(1)},${py(v).toFixed(1)}`).join(' ')
  const dots =
    values.length <= 60
      ? values.map((v, i) => `<circle cx="${px(i).toFixed(1)}" cy="${py(v).toFixed(1)}" r="2.5" fill="${colour}"/>`).join('')
      : ''
  return [
    `<text x="${frame.x}" y="${frame.y - 12}" font-size="14" font-weight="600" fill="${ink}">${axis.title}</text>`,
    ...grid,
    `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="1.8" stroke-linejoin="round"/>`,
    dots,
    `<text x="${frame.x + frame.width}" y="${frame.y + frame.height + 18}" text-anchor="end" font-size="11" fill="${faint}">${below}</text>`,
  ].join('\n')
}

/** An SVG file of the curves and the sheet. */
export function drawPicture({ losses, accuracies }: Curves, sheet: Sheet, title: string): string {
  const [columns, rows, cell] = [12, 5, 62]
  const width = columns * cell + 80
  const lossAxis: Axis = { title: 'training loss', low: 0.003, high: 3, log: true, ticks: [0.01, 0.1, 1], show: String }
  const worst = Math.min(0.98, ...accuracies)
  const low = Math.max(0, 1 - 2 ** Math.ceil(Math.log2(Math.max(0.02, 1 - worst))))
  const accuracyAxis: Axis = {
    title: 'held-out accuracy',
    low,
    high: 1,
    log: false,
    ticks: [low, (low + 1) / 2, 1],
    show: v => `${(100 * v).toFixed(1)} %`,
  }
  const half = (width - 80 - 70) / 2
  // Mistakes first: they are what one wants to see.
  const wrong = sheet.labels.map((label, i) => (label === sheet.predictions[i] ? 1 : 0))
  const order = sheet.labels.map((_, i) => i).sort((a, b) => (wrong[a] ?? 0) - (wrong[b] ?? 0) || a - b)
  const mistakes = wrong.filter(w => w === 0).length
  const shown = order.slice(0, columns * rows).map((i, place) => {
    const [x, y] = [40 + (place % columns) * cell, 330 + Math.floor(place / columns) * (cell + 18)]
    const right = sheet.labels[i] === sheet.predictions[i]
    const text = right ? `${sheet.predictions[i]}` : `${sheet.predictions[i]} (is ${sheet.labels[i]})`
    return (
      `<image x="${x}" y="${y}" width="${cell - 8}" height="${cell - 8}" href="${digitImage(sheet.images, i)}" style="image-rendering:pixelated"/>` +
      `<text x="${x + (cell - 8) / 2}" y="${y + cell + 5}" text-anchor="middle" font-size="12" fill="${right ? ink : '#dc2626'}">${text}</text>`
    )
  })
  const height = 330 + rows * (cell + 18) + 16
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif">
<rect width="100%" height="100%" fill="white"/>
<text x="40" y="36" font-size="18" font-weight="700" fill="${ink}">${title}</text>
${plot({ x: 80, y: 84, width: half - 40, height: 160 }, lossAxis, smooth(losses, 200), '#2563eb', `${losses.length} steps`)}
${plot({ x: 80 + half + 70, y: 84, width: half - 40, height: 160 }, accuracyAxis, accuracies, '#059669', `${accuracies.length} epochs`)}
<text x="40" y="312" font-size="14" font-weight="600" fill="${ink}">held-out digits and predictions: ${mistakes} of ${sheet.labels.length} wrong, those first</text>
${shown.join('\n')}
</svg>
`
}
