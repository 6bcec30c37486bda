// What operations say of arguments that do not fit, as text: a line for each call and one for the error it throws.

import { messageOf } from './setup.js'

/** @param calls one a line; @param scope the names they may use */
export function messageLines(calls: string, scope: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(scope)
  const run = (call: string): unknown => new Function(...names, `return ${call}`)(...Object.values(scope))
  const lines = calls
    .trim()
    .split('\n')
    .map(call => `${call}\n    ${messageOf(() => run(call))}`)
  return `${lines.join('\n')}\n`
}
