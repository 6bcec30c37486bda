// What `tenet run script.ts --help` says: the options of the experiment, then those of the command.

import type { LoadedScript } from '../job/load-script.js'
import { writeValue } from '../options/choices.js'
import type { Option, Schema } from '../options/option.js'
import { variableOf } from '../options/settings.js'

export const usage = 'usage: tenet run <script> [--option value …]'

const flag = (name: string, { kind }: Option): string => (kind === 'boolean' ? `--${name}, --no-${name}` : `--${name}`)

const presetOf = ({ preset }: Option): string => (preset === undefined ? 'must be given' : `default ${writeValue(preset)}`)

function lines(schema: Schema): readonly string[] {
  const rows = Object.entries(schema).map(([name, option]) => [flag(name, option), option] as const)
  const width = Math.max(0, ...rows.map(([name]) => name.length))
  return rows.map(([name, option]) => {
    const { description, expected } = option
    return `  ${name.padEnd(width)}  ${description === '' ? '' : `${description}: `}${expected}; ${presetOf(option)}`
  })
}

/** For any script. */
export const generalHelp = (command: Schema): string =>
  [
    usage,
    '',
    'Runs the experiment that a script exports, once for each combination of its options and seeds.',
    '',
    ...lines(command),
    '',
    'tenet run <script> --help says which options the script has.',
  ].join('\n')

/** For one script. */
export function help({ name, experiment }: LoadedScript, command: Schema): string {
  const { description, options } = experiment
  const example = Object.keys(options)[0] ?? 'seed'
  return [
    usage,
    '',
    description === '' ? name : `${name}: ${description}`,
    ...(Object.keys(options).length === 0 ? [] : ['', 'options of the experiment', ...lines(options)]),
    '',
    'options of the command',
    ...lines(command),
    '',
    'An option may have several values, and there is a run for each combination:',
    '  8,20,56            these',
    '  0..4               all integers between; of other numbers, with --sample, any',
    '  0..1:5             5 numbers at equal distances; 1e-4..1e-1:log:4 on a logarithmic scale',
    `Values come from the command line, else from the environment (${variableOf(example)}), else from the file that --config names, else they are the defaults.`,
  ].join('\n')
}
