// The examples in the doc comments of public functions, as code that can be run.

import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript-5.9'

export interface Example {
  readonly name: string
  readonly lines: readonly string[]
}

const root = new URL('../src/', import.meta.url)

/** The files of some rooms of the library. */
export const filesOf = (rooms: readonly string[]): readonly string[] =>
  rooms
    .flatMap(room => readdirSync(new URL(room, root), { recursive: true, encoding: 'utf8' }).map(path => `${room}/${path}`))
    .filter(path => path.endsWith('.ts'))
    .toSorted()

/** The example blocks of a file, each with the name that is declared after it. */
export function examplesOf(path: string): readonly Example[] {
  const source = readFileSync(new URL(path, root), 'utf8')
  const blocks = source.matchAll(
    /\* @example\n \* ```\n((?: \* .*\n)+?) \* ```[\s\S]*?\*\/\n(?:export )?(?:const|(?:async )?function) (\w+)/g,
  )
  return [...blocks].map(([, text = '', name = '']) => ({ name, lines: text.split('\n').map(line => line.slice(3)) }))
}

/** Runs TypeScript, its types taken out, with names that it may use. */
export function runSource(source: string, scope: Readonly<Record<string, unknown>>): unknown {
  const { outputText } = ts.transpileModule(source, { compilerOptions: { target: ts.ScriptTarget.ES2022 } })
  return new Function(...Object.keys(scope), outputText)(...Object.values(scope))
}

/** What a value is as JSON; NaN and the infinities are written as JavaScript does. */
const show = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(show).join(', ')}]`
    : typeof value === 'object' && value !== null
      ? `{${Object.entries(value)
          .map(([key, child]) => `${JSON.stringify(key)}: ${show(child)}`)
          .join(', ')}}`
      : typeof value === 'number'
        ? String(value)
        : typeof value === 'bigint'
          ? `${value}n`
          : JSON.stringify(value)

/**
 * Runs the lines as one function, with names that they may use: a line `expression // value` must give that value, as JSON, other lines are statements.
 * Gives what each line with an expected value was and should have been.
 */
export function resultsOf(
  lines: readonly string[],
  scope: Readonly<Record<string, unknown>>,
): { readonly got: readonly string[]; readonly expected: readonly string[] } {
  const expected: string[] = []
  const body = lines.flatMap(line => {
    const at = line.lastIndexOf(' // ')
    if (at < 0) return [line]
    expected.push(line.slice(at + 4))
    return [`results.push(${line.slice(0, at)})`]
  })
  const results = runSource(`const results = []; ${body.join('\n')}\nreturn results`, scope) as readonly unknown[]
  return { got: results.map(show), expected }
}

/**
 * Runs the lines of an example that says no values: nothing may throw or reject, and nothing that it names may be a Left. What follows `   // ` is a remark.
 * Gives what it has named.
 */
export async function namedIn(
  lines: readonly string[],
  scope: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const body = lines.map(line => line.replace(/ {3}\/\/ .*$/, '')).join('\n')
  const names = [...body.matchAll(/^const (\w+) =/gm)].map(([, name = '']) => name)
  return (await runSource(`return (async () => {\n${body}\nreturn { ${names.join(', ')} } })()`, scope)) as Readonly<
    Record<string, unknown>
  >
}
