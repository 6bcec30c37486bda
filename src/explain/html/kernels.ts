// The kernels: a strip in which the width is time, and a card for each, to be opened.

import { div, element, folded, span, text } from '../../support/html/markup.js'
import { showBytes, showFlops, showIntensity, showShare, showTime } from '../../support/quantities.js'
import type { Compilation, KernelKind, KernelReport, ValueReport } from '../explanation.js'
import type { Details } from '../text.js'

const kinds: readonly KernelKind[] = ['contraction', 'reduction', 'map', 'scatter', 'procedure']

/** Kernels in their order, as wide as the time they take. */
export function timeStrip({ kernels, nanoseconds }: Compilation): string {
  const parts = kernels.map((kernel, i) =>
    element('a', {
      href: `#k${i}`,
      class: `part ${kernel.kind}`,
      style: `flex-grow:${Math.max(kernel.nanoseconds / nanoseconds, 0.001).toFixed(4)}`,
      title: `${kernel.title}: ${showTime(kernel.nanoseconds)}, ${showShare(kernel.nanoseconds, nanoseconds)}`,
    }),
  )
  const legend = kinds.flatMap(kind => {
    const of = kernels.filter(kernel => kernel.kind === kind)
    if (of.length === 0) return []
    const time = of.reduce((sum, kernel) => sum + kernel.nanoseconds, 0)
    return [
      span(
        `key ${kind}`,
        element('i', {}),
        text(`${of.length} ${kind}${of.length === 1 ? '' : 's'}`),
        element('b', {}, text(showShare(time, nanoseconds))),
      ),
    ]
  })
  return div('strip', ...parts) + div('legend', ...legend)
}

const values = (title: string, list: readonly ValueReport[]): string =>
  div(
    'values',
    element('h4', {}, text(title)),
    list.length === 0
      ? element('p', { class: 'note' }, 'nothing')
      : element(
          'ul',
          {},
          ...list.map(({ name, type, role, bytes }) =>
            element(
              'li',
              {},
              element('code', {}, element('b', {}, text(name)), text(` ${type}`)),
              span('role', text(role ?? '')),
              span('size', text(showBytes(bytes))),
            ),
          ),
        ),
  )

export function kernelCards(compilation: Compilation, details: Details): string {
  const { kernels, nanoseconds } = compilation
  const slowest = Math.max(1, ...kernels.map(kernel => kernel.nanoseconds))
  return kernels.map((kernel, i) => card(kernel, i, slowest, nanoseconds, compilation, details)).join('')
}

function card(kernel: KernelReport, i: number, slowest: number, total: number, compilation: Compilation, details: Details): string {
  const results = kernel.writes.flatMap(({ role }) => (role === null ? [] : [role]))
  const summary = element(
    'summary',
    {},
    span(`dot ${kernel.kind}`),
    span('title', text(kernel.title), element('small', {}, text([kernel.name, ...results].join(' → ')))),
    span('bar', element('i', { class: kernel.kind, style: `width:${((100 * kernel.nanoseconds) / slowest).toFixed(1)}%` })),
    span('figure', text(showTime(kernel.nanoseconds)), element('small', {}, text(showShare(kernel.nanoseconds, total)))),
  )
  const facts: readonly (readonly [string, string])[] = [
    ['kind', kernel.kind],
    ['arithmetic', showFlops(kernel.flops)],
    ['memory', showBytes(kernel.bytes)],
    ['flop per byte', showIntensity(kernel.flops, kernel.bytes)],
    ['tasks', String(kernel.tasks)],
    ...(kernel.runs === 1 ? [] : [['runs', String(kernel.runs)] as const]),
    ['step', kernel.steps.join(', ')],
  ]
  return element(
    'details',
    { class: 'kernel', id: `k${i}` },
    summary,
    element(
      'dl',
      { class: 'numbers' },
      ...facts.map(([name, value]) => element('div', {}, element('dt', {}, text(name)), element('dd', {}, text(value)))),
    ),
    element('h4', {}, text(kernel.equations.length === 1 ? 'One equation' : `${kernel.equations.length} equations, fused`)),
    element('pre', {}, text(kernel.lines.join('\n'))),
    div('columns', values('Reads', kernel.reads), values('Writes', kernel.writes)),
    folded('Loops', kernel.code.join('\n\n')),
    ...(details.llvm ? [folded('LLVM IR', kernel.llvm.join('\n'))] : []),
    ...(details.assembly ? [folded('Assembly', compilation.assembly(kernel).join('\n'))] : []),
  )
}
