// The options of an example from the command line; what is wrong with them is said in a line, with those that there are.

import { type ParseArgsConfig, parseArgs } from 'node:util'

type Options = NonNullable<ParseArgsConfig['options']>

/** The values of the options; ends the program where they are wrong, or help is asked for. */
export function argumentsOf<const O extends Options>(usage: string, options: O): ReturnType<typeof parseArgs<{ options: O }>>['values'] {
  if (process.argv.includes('--help')) {
    console.log(usage)
    process.exit(0)
  }
  try {
    return parseArgs({ options }).values
  } catch (error) {
    return refuse(usage, error instanceof Error ? error.message : String(error))
  }
}

/** Says why and how, and ends the program. */
export function refuse(usage: string, reason: string): never {
  console.error(`${reason}\n\n${usage}`)
  process.exit(2)
}
