// `tenet doctor`: what there is, what is missing, and how to get it.

import { examine } from '../doctor/examine.js'
import { type Finding, isAlarming } from '../doctor/finding.js'
import { readArguments } from '../options/arguments.js'
import { boolean } from '../options/constructors.js'
import { settle } from '../options/settings.js'
import type { Command, Terminal } from './command.js'

const schema = { json: boolean(false), help: boolean(false) }

const usage = `usage: tenet doctor [--json]

Says what backends, devices, libraries and versions there are, what is missing, and how to get it.
The exit code is 1 where something is missing or wrong that is needed: what is wanted only makes more possible.`

const marks = { there: 'ok', missing: '--', wrong: '!!' } as const

function text(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length))
  const lines = findings.flatMap(({ name, state, detail, advice }) => [
    `${marks[state]}  ${name.padEnd(width)}  ${detail}`,
    ...(advice === null ? [] : [`    ${' '.repeat(width)}  to put it right: ${advice}`]),
  ])
  const alarming = findings.filter(isAlarming).length
  const wanting = findings.filter(({ state }) => state !== 'there').length - alarming
  const more = wanting === 0 ? '' : `; ${wanting} more would be of use`
  return [...lines, '', alarming === 0 ? `All that is needed is there${more}.` : `${alarming} needed: see above${more}.`].join('\n')
}

async function run(args: readonly string[], { stdout, env }: Terminal): Promise<number> {
  const choices = settle(schema, { texts: readArguments(args, schema), env: {}, file: null })
  const isSet = (name: string): boolean => JSON.stringify(choices.get(name)) === JSON.stringify({ values: [true] })
  if (isSet('help')) {
    stdout.write(`${usage}\n`)
    return 0
  }
  const findings = examine(env)
  stdout.write(`${isSet('json') ? JSON.stringify({ findings }, null, 2) : text(findings)}\n`)
  return findings.some(isAlarming) ? 1 : 0
}

/** The command. */
export const doctorCommand: Command = Object.freeze({
  name: 'doctor',
  summary: 'says what is there, what is missing, and how to get it',
  run,
})
