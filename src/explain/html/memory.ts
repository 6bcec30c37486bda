// The memory plan as a picture: steps from left to right, offsets in the arena from bottom to top, a rectangle for each temporary.

import { div, element, folded, span, text } from '../../support/html/markup.js'
import { counted, showBytes } from '../../support/quantities.js'
import type { MemoryReport } from '../explanation.js'

const height = 1000

/** What becomes of the memory of each argument. */
export function argumentList({ args }: MemoryReport): string {
  if (args.length === 0) return ''
  const lines = args.map(({ name, type, memory, why }) => `${name.padEnd(32)} ${type.padEnd(24)} ${memory.padEnd(9)}  ${why}`)
  return folded(`Memory of ${counted(args.length, 'argument')}`, lines.join('\n'))
}

export function memoryPicture({ arenaBytes, withoutReuse, keptBytes, inputBytes, outputBytes, placements, steps }: MemoryReport): string {
  const numbers = element(
    'dl',
    { class: 'numbers' },
    ...(
      [
        ['inputs', inputBytes],
        ['outputs', outputBytes],
        ['arena', arenaBytes],
        ['without reuse', withoutReuse],
        ['kept for the same inputs', keptBytes],
      ] as const
    ).map(([name, bytes]) => element('div', {}, element('dt', {}, text(name)), element('dd', {}, text(showBytes(bytes))))),
  )
  if (placements.length === 0) return numbers + element('p', { class: 'note' }, 'No temporaries: every value is an input or an output.')
  const at = (bytes: number): number => (bytes / arenaBytes) * height
  const rectangles = placements.map(({ name, type, offset, bytes, first, last }, i) =>
    element(
      'rect',
      {
        class: `life hue${i % 6}`,
        x: first,
        width: last - first + 1,
        y: (height - at(offset + bytes)).toFixed(2),
        height: Math.max(2, at(bytes)).toFixed(2),
      },
      element('title', {}, text(`${name}:${type}\n${showBytes(bytes)} at ${offset}\nsteps ${first} to ${last}`)),
    ),
  )
  const picture = element(
    'svg',
    { class: 'memory', viewBox: `0 0 ${steps} ${height}`, preserveAspectRatio: 'none', role: 'img' },
    ...rectangles,
  )
  return (
    numbers +
    div(
      'plot',
      div('vertical', span('', text(showBytes(arenaBytes))), span('', '0')),
      picture,
      div(
        'horizontal',
        span('', 'step 0'),
        span('', text(counted(placements.length, 'temporary', 'temporaries'))),
        span('', `step ${steps - 1}`),
      ),
    )
  )
}
