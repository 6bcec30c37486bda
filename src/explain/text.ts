// An explanation as text for a terminal.

import { counted, showBytes, showFlops, showIntensity, showShare, showTime } from '../support/quantities.js'
import type { Census, Compilation, KernelReport, MemoryReport, PassReport, Report } from './explanation.js'

/** What to add to an explanation. */
export interface Details {
  /** The whole graph after all passes, and as it was traced. The page has it always. */
  readonly graph?: boolean
  /** The loops, lanes and stores of each kernel. */
  readonly code?: boolean
  /** The LLVM IR of each kernel, before LLVM has optimised it. */
  readonly llvm?: boolean
  /** The machine code of each kernel: compiles them all. */
  readonly assembly?: boolean
}

export function reportText(report: Report, details: Details = {}): string {
  const { compilation } = report
  const parts =
    compilation === null
      ? [
          `${report.name} on ${report.device}: ${counted(report.graph.equations.length, 'equation')}, computed one after the other; ` +
            'the reference device compiles no kernels',
        ]
      : [
          summary(report, compilation),
          section('passes', passTable(compilation.passes)),
          ...compilation.bodies.map(({ name, passes }) => section(`passes in a body of ${name}`, passTable(passes))),
          section('kernels', kernelTable(compilation)),
          section('memory plan', memoryText(compilation.memory)),
          ...(compilation.memory.args.length === 0 ? [] : [section('memory of the arguments', argumentTable(compilation.memory))]),
          ...compilation.kernels.map(kernel => section(kernel.name, kernelText(kernel, compilation, details))),
        ]
  const graphs =
    compilation === null
      ? [section('graph', report.text.split('\n'))]
      : details.graph
        ? [section('graph', compilation.text.split('\n')), section('as traced', report.text.split('\n'))]
        : []
  return [...parts, ...graphs].join('\n\n')
}

const section = (title: string, lines: readonly string[]): string => [title, ...lines.map(line => `  ${line}`)].join('\n')

function summary(
  { name, device, graph }: Report,
  { threads, vectorBytes, passes, kernels, flops, bytes, nanoseconds }: Compilation,
): string {
  const after = passes.at(-1)?.after ?? graph.equations.length
  return [
    `${name} on ${device}, ${counted(threads, 'thread')}, vectors of ${vectorBytes} bytes`,
    `  ${counted(graph.equations.length, 'equation')} → ${after} after ${counted(passes.length, 'pass', 'passes')} → ${counted(kernels.length, 'kernel')}`,
    `  ${showFlops(flops)}, ${showBytes(bytes)} moved, about ${showTime(nanoseconds)} on one thread (estimates)`,
  ].join('\n')
}

/** Columns padded to their widest cell; the first is flush left, the others flush right unless they say otherwise. */
function table(rows: readonly (readonly string[])[], left: readonly number[] = [0]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)))
  return rows.map(row =>
    row
      .map((cell, column) => (left.includes(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

const showCensus = (sign: string, census: Census): readonly string[] => Object.entries(census).map(([name, n]) => `${sign}${n} ${name}`)

const passTable = (passes: readonly PassReport[]): string[] =>
  table(
    passes.flatMap(({ name, before, after, removed, added, rules }) => {
      const changes = [...showCensus('−', removed), ...showCensus('+', added)]
      const row = [name, String(before), '→', String(after), changes.length === 0 ? 'no change' : changes.join(', ')]
      const applied = Object.entries(rules).map(([rule, times]) => ['', '', '', '', `${times} × ${rule}`])
      return [row, ...applied]
    }),
    [0, 4],
  )

/** The primitives in a kernel, most frequent first. */
export function primitivesOf({ equations }: KernelReport): readonly string[] {
  const counts = new Map<string, number>()
  for (const { primitive } of equations) counts.set(primitive.name, (counts.get(primitive.name) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([name, n]) => (n === 1 ? name : `${n} ${name}`))
}

const kernelTable = ({ kernels, nanoseconds }: Compilation): string[] =>
  table(
    [
      ['kernel', 'kind', 'flop', 'bytes', 'flop/byte', 'step', 'tasks', 'time', 'share', 'equations'],
      ...kernels.map(kernel => [
        kernel.runs === 1 ? kernel.name : `${kernel.name} × ${kernel.runs}`,
        kernel.kind,
        showFlops(kernel.flops).replace(/flop$/, '').trimEnd(),
        showBytes(kernel.bytes),
        showIntensity(kernel.flops, kernel.bytes),
        kernel.steps.join(', '),
        String(kernel.tasks),
        showTime(kernel.nanoseconds),
        showShare(kernel.nanoseconds, nanoseconds),
        primitivesOf(kernel).slice(0, 6).join(', ') + (primitivesOf(kernel).length > 6 ? ', …' : ''),
      ]),
    ],
    [0, 1, 9],
  )

const mostColumns = 64
const rows = 12

/** Steps from left to right, offsets from bottom to top; a mark where the arena is taken. */
function memoryText({
  inputBytes,
  outputBytes,
  arenaBytes,
  peakBytes,
  withoutReuse,
  keptBytes,
  placements,
  steps,
}: MemoryReport): string[] {
  const head = `inputs ${showBytes(inputBytes)}, outputs ${showBytes(outputBytes)}, arena ${showBytes(arenaBytes)} (${showBytes(withoutReuse)} without reuse), peak ${showBytes(peakBytes)}`
  const kept = keptBytes === 0 ? [] : [`laid out for products and kept while the same inputs come: ${showBytes(keptBytes)}`]
  if (placements.length === 0) return [head, ...kept]
  const columns = Math.min(steps, mostColumns)
  const marks = '▓▒░'
  const picture = Array.from({ length: rows }, (_, fromTop) => {
    const row = rows - 1 - fromTop
    const [low, high] = [(row * arenaBytes) / rows, ((row + 1) * arenaBytes) / rows]
    const cells = Array.from({ length: columns }, (_, column) => {
      const [start, end] = [Math.floor((column * steps) / columns), Math.max(1, Math.floor(((column + 1) * steps) / columns)) - 1]
      const there = placements.findIndex(
        p => p.first <= Math.max(start, end) && p.last >= start && p.offset < high && p.offset + p.bytes > low,
      )
      return there < 0 ? '·' : (marks[there % marks.length] ?? '▓')
    })
    return `${fromTop === 0 ? showBytes(arenaBytes).padStart(10) : ''.padStart(10)} ${cells.join('')}`
  })
  return [head, ...kept, '', ...picture, `${'0'.padStart(10)} step 0 to ${steps - 1}, from left to right`]
}

const argumentTable = ({ args }: MemoryReport): string[] =>
  table(
    args.map(({ name, type, bytes, memory, why }) => [name, type, showBytes(bytes), memory, why]),
    [0, 1, 3, 4],
  )

function kernelText(kernel: KernelReport, compilation: Compilation, details: Details): string[] {
  const value = ({ name, role, type }: KernelReport['reads'][number]): string => `${name}:${type}${role === null ? '' : ` (${role})`}`
  const blocks = [
    ...(details.code ? kernel.code : []),
    ...(details.llvm ? kernel.llvm : []),
    ...(details.assembly ? compilation.assembly(kernel) : []),
  ]
  return [
    ...kernel.lines,
    `reads ${kernel.reads.map(value).join(', ') || 'nothing'}`,
    `writes ${kernel.writes.map(value).join(', ') || 'nothing'}`,
    ...blocks.flatMap(block => ['', ...block.trimEnd().split('\n')]),
  ]
}
