// What runs were given and where they ran, as names and values; where they differ in it, that is said.

import { element, text } from '../../support/html/markup.js'
import { type Study, showOption } from '../compare/study.js'

const mostShown = 300

const short = (value: string): string => (value.length > mostShown ? `${value.slice(0, mostShown)}…` : value)

/** Anything that JSON holds, as text. */
const show = (value: unknown): string =>
  typeof value === 'string' ? value : Array.isArray(value) ? value.map(show).join(', ') : (JSON.stringify(value) ?? '–')

/** Names with dots for what is nested. */
function flat(record: Readonly<Record<string, unknown>>, prefix = ''): readonly (readonly [string, string])[] {
  return Object.entries(record).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && prefix.split('.').length < 4
      ? flat(value as Readonly<Record<string, unknown>>, `${prefix}${name}.`)
      : [[`${prefix}${name}`, show(value)] as const],
  )
}

const facts = (all: readonly (readonly [string, string])[]): string =>
  all.length === 0
    ? ''
    : element(
        'dl',
        { class: 'facts' },
        ...all.map(([name, value]) =>
          element('div', {}, element('dt', {}, text(short(name))), element('dd', {}, element('bdi', {}, text(short(value))))),
        ),
      )

/** The values that runs have for a name: one, or all that there are. */
const together = (values: readonly string[]): string => {
  const different = [...new Set(values)]
  return different.length === 1 ? (different[0] ?? '') : `${different.length} different: ${different.slice(0, 4).join(' · ')}`
}

export function factsOf({ runs, common }: Study): string {
  const versions = runs.map(({ config: { version } }) =>
    version === null ? 'not in a repository' : `${version.commit.slice(0, 12)}${version.dirty ? ', with changes' : ''}`,
  )
  const environments = new Map<string, string[]>()
  for (const { environment } of runs)
    for (const [name, value] of flat(environment)) {
      const values = environments.get(name)
      if (values === undefined) environments.set(name, [value])
      else values.push(value)
    }
  return (
    facts(common.map(([name, value]) => [name, showOption(value)])) +
    facts([['code', together(versions)], ...[...environments].slice(0, 60).map(([name, values]) => [name, together(values)] as const)])
  )
}
