// The program as a drawing: kernels as boxes, what one writes and another reads as lines between them.

import type { Variable } from '../../core/graph.js'
import { div, element, text } from '../../support/html/markup.js'
import { showBytes, showFlops, showTime } from '../../support/quantities.js'
import type { Compilation, KernelReport } from '../explanation.js'
import { type Drawing, layers, type Point } from './layers.js'

const sizes = { width: 172, height: 46, gapX: 18, gapY: 34 }

const clipped = (value: string, length: number): string => (value.length <= length ? value : `${value.slice(0, length - 1)}…`)

/** Which kernels read what others write. */
function edgesOf(kernels: readonly KernelReport[]): { readonly from: number; readonly to: number; readonly types: readonly string[] }[] {
  const writer = new Map<Variable, number>()
  const edges = new Map<string, { from: number; to: number; types: string[] }>()
  for (const [to, { reads, writes }] of kernels.entries()) {
    for (const { variable, name, type } of reads) {
      const from = writer.get(variable)
      if (from === undefined || from === to) continue
      const edge = edges.get(`${from} ${to}`)
      if (edge === undefined) edges.set(`${from} ${to}`, { from, to, types: [`${name}:${type}`] })
      else edge.types.push(`${name}:${type}`)
    }
    for (const { variable } of writes) writer.set(variable, to)
  }
  return [...edges.values()]
}

function curve(from: Point, through: readonly Point[], to: Point): string {
  const points = [
    { x: from.x, y: from.y + sizes.height / 2 },
    ...through.flatMap(({ x, y }) => [
      { x, y: y - sizes.height / 2 },
      { x, y: y + sizes.height / 2 },
    ]),
    { x: to.x, y: to.y - sizes.height / 2 },
  ]
  return points
    .map(({ x, y }, i) => {
      const before = points[i - 1]
      if (before === undefined) return `M${x.toFixed(1)} ${y.toFixed(1)}`
      const middle = ((before.y + y) / 2).toFixed(1)
      return `C${before.x.toFixed(1)} ${middle} ${x.toFixed(1)} ${middle} ${x.toFixed(1)} ${y.toFixed(1)}`
    })
    .join('')
}

export function programDrawing({ kernels, nanoseconds }: Compilation): string {
  const edges = edgesOf(kernels)
  const drawing: Drawing = layers(
    kernels.length,
    edges.map(({ from, to }) => [from, to] as const),
    sizes,
  )
  const lines = drawing.edges.map(({ from, to, through }, i) => {
    const [a, b] = [drawing.nodes[from], drawing.nodes[to]]
    if (a === undefined || b === undefined) return ''
    const title = element('title', {}, text((edges[i]?.types ?? []).join('\n')))
    return element('path', { class: 'edge', 'data-from': from, 'data-to': to, d: curve(a, through, b) }, title)
  })
  const boxes = kernels.map((kernel, i) => {
    const at = drawing.nodes[i] ?? { x: 0, y: 0 }
    const [left, top] = [at.x - sizes.width / 2, at.y - sizes.height / 2]
    const isResult = kernel.writes.some(({ role }) => role !== null)
    const bar = (sizes.width - 12) * (nanoseconds === 0 ? 0 : kernel.nanoseconds / nanoseconds)
    const title = [
      kernel.name,
      ...kernel.writes.map(({ name, type, role }) => `writes ${name}:${type}${role === null ? '' : ` (${role})`}`),
      `${showFlops(kernel.flops)}, ${showBytes(kernel.bytes)}, ${showTime(kernel.nanoseconds)}`,
    ].join('\n')
    const [type = ''] = kernel.writes.map(value => value.type)
    return element(
      'a',
      { href: `#k${i}`, class: `unit ${kernel.kind}${isResult ? ' result' : ''}`, 'data-unit': i },
      element('title', {}, text(title)),
      element('rect', { class: 'box', x: left, y: top, width: sizes.width, height: sizes.height, rx: 7 }),
      element('rect', { class: 'mark', x: left, y: top + 8, width: 4, height: sizes.height - 16, rx: 2 }),
      element('text', { x: left + 13, y: top + 19 }, text(clipped(kernel.title, 20))),
      element('text', { class: 'count', x: left + sizes.width - 9, y: top + 19 }, text(String(kernel.equations.length))),
      element('text', { class: 'type', x: left + 13, y: top + 35 }, text(clipped(type, 24))),
      bar < 2 ? '' : element('rect', { class: 'share', x: left + 6, y: top + sizes.height - 4, width: bar.toFixed(1), height: 2, rx: 1 }),
    )
  })
  const view = `0 0 ${Math.ceil(drawing.width)} ${Math.ceil(drawing.height)}`
  return div(
    'scroll',
    element(
      'svg',
      { class: 'program', viewBox: view, width: Math.ceil(drawing.width), height: Math.ceil(drawing.height), role: 'img' },
      ...lines,
      ...boxes,
    ),
  )
}
