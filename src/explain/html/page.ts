// An explanation as one HTML page.

import { div, element, folded, section, span, text } from '../../support/html/markup.js'
import { htmlPage, pageHeader } from '../../support/html/page.js'
import { counted, showBytes, showFlops, showTime } from '../../support/quantities.js'
import type { Census, Compilation, PassReport, Report, ValueReport } from '../explanation.js'
import type { Details } from '../text.js'
import { kernelCards, timeStrip } from './kernels.js'
import { argumentList, memoryPicture } from './memory.js'
import { programDrawing } from './program.js'
import { script, style } from './style.js'

export function page(report: Report, details: Details = {}): string {
  const { compilation, name } = report
  const body =
    compilation === null
      ? [
          header(report, [['equations', String(report.graph.equations.length)]]),
          element('p', { class: 'note' }, 'The reference device computes one equation after the other and compiles no kernels.'),
          section('Graph', 'As traced.', graphs(report)),
        ]
      : compiled(report, compilation, details)
  return htmlPage({ title: `${name}, explained`, style, script, content: body })
}

function compiled(report: Report, compilation: Compilation, details: Details): readonly string[] {
  const { kernels, passes, flops, bytes, nanoseconds, memory } = compilation
  const after = passes.at(-1)?.after ?? report.graph.equations.length
  return [
    header(report, [
      ['equations', `${report.graph.equations.length} → ${after}`],
      ['kernels', String(kernels.length)],
      ['arithmetic', showFlops(flops)],
      ['memory traffic', showBytes(bytes)],
      ['arena', showBytes(memory.arenaBytes)],
      ['on one thread', showTime(nanoseconds)],
    ]),
    section('Time', 'Kernels in order of computation, as wide as the time they are estimated to take.', timeStrip(compilation)),
    section(
      'Program',
      'Each box is a kernel, with the number of equations in it; a line is a value that one writes and another reads. Framed boxes write results.',
      programDrawing(compilation),
    ),
    section(
      'Passes',
      'What rewriting the graph has changed. No pass changes a bit of a result.',
      [
        passTable(passes, report.graph.equations.length),
        ...compilation.bodies.map(
          ({ name, passes: inside }) => element('h3', {}, text(`In a body of ${name}`)) + passTable(inside, inside[0]?.before ?? 0),
        ),
      ].join(''),
    ),
    section(
      'Memory',
      'Temporaries in one arena: offsets upwards, steps to the right. Space is used again as soon as its value has been read for the last time.',
      memoryPicture(memory) + argumentList(memory),
    ),
    section('Kernels', 'Open one to see what went into it.', kernelCards(compilation, details)),
    section('Graph', 'The equations after all passes, and as they were traced.', graphs(report)),
  ]
}

const header = ({ name, device, compilation }: Report, figures: readonly (readonly [string, string])[]): string =>
  pageHeader(
    'explain',
    name,
    compilation === null
      ? `on ${device}`
      : `on ${device}, ${counted(compilation.threads, 'thread')}, vectors of ${compilation.vectorBytes} bytes. Arithmetic, traffic and time are estimates: nothing has run.`,
    figures,
  )

const chips = (kind: 'less' | 'more', census: Census): readonly string[] =>
  Object.entries(census).map(([name, n]) => span(`chip ${kind}`, text(`${kind === 'less' ? '−' : '+'}${n} ${name}`)))

function passTable(passes: readonly PassReport[], most: number): string {
  const rows = passes.map(({ name, description, before, after, removed, added, rules }) => {
    const applied = Object.entries(rules).map(([rule, times]) => span('chip rule', text(`${times} × ${rule}`)))
    const changes = [...chips('less', removed), ...chips('more', added), ...applied]
    return div(
      'pass',
      div('what', element('b', {}, text(name)), span('note', text(description))),
      div(
        'count',
        span('track', element('i', { style: `width:${((100 * after) / Math.max(1, most)).toFixed(1)}%` })),
        span('', text(before === after ? `${after}` : `${before} → ${after}`)),
      ),
      div('chips', ...(changes.length === 0 ? [span('note', 'no change')] : changes)),
    )
  })
  return div('passes', ...rows)
}

const listing = (title: string, list: readonly ValueReport[]): string =>
  folded(title, list.map(({ name, type, role }) => `${name.padEnd(3)} ${type.padEnd(24)} ${role ?? ''}`.trimEnd()).join('\n'))

const graphs = ({ compilation, text: traced, graph, inputs, outputs }: Report): string =>
  [
    listing(counted(inputs.length, 'input'), inputs),
    listing(counted(outputs.length, 'output'), outputs),
    ...(compilation === null
      ? []
      : [folded(`After all passes: ${counted(compilation.graph.equations.length, 'equation')}`, compilation.text)]),
    folded(`As traced: ${counted(graph.equations.length, 'equation')}`, traced),
  ].join('')
