// `tenet <command> …`: finds the command, runs it, says what is wrong in a line.

import { ArgumentError, LimitationError } from '../../support/errors.js'
import { IoError } from '../../support/io-error.js'
import { type Command, type Terminal, UsageError } from './command.js'

const usage = (commands: readonly Command[]): string => {
  const width = Math.max(...commands.map(({ name }) => name.length))
  const lines = commands.map(({ name, summary }) => `  tenet ${name.padEnd(width)}  ${summary}`)
  return ['usage:', ...lines, '', 'tenet <command> --help says more.'].join('\n')
}

/** Runs the command that the first argument names. @returns the exit code */
export async function main(commands: readonly Command[], [name, ...args]: readonly string[], terminal: Terminal): Promise<number> {
  const { stdout, stderr } = terminal
  if (name === undefined || name === '--help' || name === '-h') {
    const out = name === undefined ? stderr : stdout
    out.write(`${usage(commands)}\n`)
    return name === undefined ? 2 : 0
  }
  const command = commands.find(each => each.name === name)
  if (command === undefined) {
    stderr.write(`tenet: there is no command '${name}'; expected ${commands.map(each => each.name).join(', ')}\n`)
    return 2
  }
  try {
    return await command.run(args, terminal)
  } catch (error) {
    if (error instanceof UsageError) {
      stderr.write(`tenet ${name}: ${error.message}\n`)
      return 2
    }
    if (error instanceof IoError || error instanceof ArgumentError || error instanceof LimitationError) {
      stderr.write(`tenet ${name}: ${error.message}\n`)
      return 1
    }
    throw error
  }
}
