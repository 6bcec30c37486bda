// The rules of the house, as pure functions from source files to what breaks them. Each line of a violation says file, line and rule.

import ts from 'typescript-5.9'
import { forEachNode, lineOf, type SourceFile } from './source-file.js'

export interface Violation {
  readonly path: string
  readonly line: number
  readonly message: string
}

export interface Rule {
  readonly name: string
  readonly check: (files: readonly SourceFile[]) => readonly Violation[]
}

/** Lower rooms know nothing of higher ones, and rooms of one rank nothing of each other. */
const ranks: Readonly<Record<string, number>> = {
  types: 0,
  support: 0,
  core: 1,
  primitives: 2,
  compiler: 2,
  transforms: 3,
  runtime: 3,
  ops: 4,
  explain: 4,
  nn: 5,
  optim: 5,
  data: 5,
  metrics: 5,
  io: 5,
  models: 6,
  training: 6,
  experiment: 6,
  fp: 6,
  'index.ts': 7,
  entries: 8,
}

/** `src/ops/random/key.ts` stands in `ops`; `null` outside of src. */
function roomOf(path: string): string | null {
  const [top, room] = path.split('/')
  return top === 'src' && room !== undefined ? room : null
}

const rankRule: Rule = {
  name: 'imports lead to a lower rank or stay in the room',
  check: files =>
    files.flatMap(({ path, imports }) => {
      const room = roomOf(path)
      if (room === null) return []
      const rank = ranks[room]
      if (rank === undefined) return [{ path, line: 1, message: `${room} is no room of the house: give it a rank` }]
      return imports.flatMap(({ target, specifier, line }) => {
        if (target === null) return []
        const targetRoom = roomOf(target)
        const targetRank = targetRoom === null ? undefined : ranks[targetRoom]
        if (targetRoom === null || targetRank === undefined) return [{ path, line, message: `${specifier} leads out of the house` }]
        if (targetRoom === room || targetRank < rank) return []
        const relation = targetRank === rank ? 'a sibling' : 'higher'
        return [{ path, line, message: `${specifier}: ${targetRoom} (rank ${targetRank}) is ${relation}, ${room} has rank ${rank}` }]
      })
    }),
}

const publicName = /^tenet(\/[a-z]+)?$/
const outsideHouse = (specifier: string): boolean => !specifier.startsWith('.') && !publicName.test(specifier)

const examplesRule: Rule = {
  name: 'examples import the package by its public names, Node and their own files',
  check: files =>
    files
      .filter(({ path }) => path.startsWith('examples/'))
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ specifier, target }) =>
            target === null ? outsideHouse(specifier) && !specifier.startsWith('node:') : !target.startsWith('examples/'),
          )
          .map(({ specifier, line }) => ({ path, line, message: `${specifier} is not a public name` })),
      ),
}

/**
 * Laws see what a user sees. The exceptions judge what no user can reach: the records of primitives, and the scalar expressions they are
 * lowered to; with the rooms that each may look into.
 */
const lawsOnInternals: Readonly<Record<string, RegExp>> = {
  'laws/arbitrary/sample-inputs.ts': /^src\/(core|support)\//,
  'laws/predicate/compare-arrays.ts': /^src\/(core|support)\//,
  'laws/predicate/contraction-sums.ts': /^src\/(core|support)\//,
  'laws/predicate/evaluate-control.ts': /^src\/(core|support)\//,
  'laws/predicate/evaluate-expr.ts': /^src\/(core|support)\//,
  'laws/predicate/evaluate-lowering.ts': /^src\/(core|support)\//,
  'laws/predicate/evaluate-procedure.ts': /^src\/(core|support)\//,
  'laws/predicate/primitive.ts': /^src\/(core|support)\//,
  'laws/predicate/primitive-batch.ts': /^src\/(core|support|runtime)\//,
  'laws/predicate/primitive-derivatives.ts': /^src\/(core|support|transforms)\//,
}
/** What `tenet/laws` may ask of whoever runs it: fast-check, and vitest where it is running. */
const lawPackages = new Set(['fast-check', 'vitest'])

const lawsRule: Rule = {
  name: 'laws import the package by its public names, their own files, Node, fast-check and a runner',
  check: files =>
    files
      .filter(({ path }) => path.startsWith('laws/'))
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ specifier, target }) => {
            if (target === null)
              return outsideHouse(specifier) && !specifier.startsWith('node:') && !lawPackages.has(specifier.split('/')[0] ?? '')
            return !target.startsWith('laws/') && lawsOnInternals[path]?.test(target) !== true
          })
          .map(({ specifier, line }) => ({ path, line, message: `${specifier} is not what a user of the package has` })),
      ),
}

const targetsRule: Rule = {
  name: 'relative imports name a file that exists',
  check: files => {
    const known = new Set(files.map(file => file.path))
    return files.flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => target?.endsWith('.ts') === true && !known.has(target))
        .map(({ specifier, line }) => ({ path, line, message: `${specifier}: there is no such file` })),
    )
  },
}

const cyclesRule: Rule = {
  name: 'value imports have no cycles',
  check: files => {
    const graph = new Map(files.map(file => [file.path, file.imports.filter(({ kind }) => kind === 'value')] as const))
    const state = new Map<string, 'open' | 'done'>()
    const violations: Violation[] = []
    const visit = (path: string, trail: readonly string[]): void => {
      state.set(path, 'open')
      for (const { target, line } of graph.get(path) ?? []) {
        if (target === null || !graph.has(target)) continue
        const seen = state.get(target)
        if (seen === 'open') {
          const cycle = [...trail.slice(trail.indexOf(target)), target]
          violations.push({ path, line, message: `closes the cycle ${cycle.join(' → ')}` })
        } else if (seen === undefined) visit(target, [...trail, target])
      }
      state.set(path, 'done')
    }
    for (const path of graph.keys()) if (!state.has(path)) visit(path, [path])
    return violations
  },
}

/** A rule about text that the files in question must not hold. */
function absent(name: string, pattern: RegExp, where: (path: string) => boolean, message: string): Rule {
  return {
    name,
    check: files =>
      files
        .filter(({ path }) => where(path))
        .flatMap(file => {
          const found = pattern.exec(file.text)
          return found === null ? [] : [{ path: file.path, line: lineOf(file, found.index), message }]
        }),
  }
}

const addonRule = absent(
  'src/runtime/native.ts alone loads the addon',
  /\bcreateRequire\b|\bprocess\.dlopen\b|['"`][^'"`\n]*\.node['"`]/,
  path => /^(src|laws|examples)\//.test(path) && path !== 'src/runtime/native.ts',
  'a native module is loaded here',
)

const napiRule = absent(
  'napi.h is known to native/bind alone',
  /#\s*include\s*[<"](napi|node_api|js_native_api)[\w]*\.h/,
  path => path.startsWith('native/') && !path.startsWith('native/bind/') && path !== 'native/addon.cc',
  'the core must not see N-API',
)

const longest = 400

const lengthRule: Rule = {
  name: `files have at most ${longest} lines`,
  check: files =>
    files
      .map(({ path, text }) => ({ path, line: text.split('\n').length - 1 }))
      .filter(({ line }) => line > longest)
      .map(({ path, line }) => ({ path, line, message: `${line} lines: divide it by concept` })),
}

const openingRule: Rule = {
  name: 'files open with a comment on their purpose',
  check: files =>
    files
      .filter(({ text }) => !/^(#!.*\n)?(\/\/|\/\*)/.test(text))
      .map(({ path }) => ({ path, line: 1, message: 'what is this file for?' })),
}

// In halves, so that a search for such marks does not end here.
const halves: readonly (readonly [string, string])[] = [
  ['TO', 'DO'],
  ['FIX', 'ME'],
  ['X', 'XX'],
  ['HA', 'CK'],
  ['@ts-', 'ignore'],
  ['@ts-', 'nocheck'],
]
const unfinished = new RegExp(`(?<!\\w)(${halves.map(half => half.join('')).join('|')})(?!\\w)`)
const marksRule = absent('no marks of unfinished work', unfinished, () => true, 'finish it or take it out')

/** A rule about nodes of the syntax tree. */
function syntaxRule(name: string, where: (path: string) => boolean, judge: (node: ts.Node) => string | null): Rule {
  return {
    name,
    check: files =>
      files
        .filter(({ path }) => where(path))
        .flatMap(({ path, syntax }) => {
          const violations: Violation[] = []
          if (syntax !== null)
            forEachNode(syntax, node => {
              const message = judge(node)
              if (message !== null)
                violations.push({ path, line: syntax.getLineAndCharacterOfPosition(node.getStart(syntax)).line + 1, message })
            })
          return violations
        }),
  }
}

const anyRule = syntaxRule(
  'no any, no assertions that something is not null',
  () => true,
  node =>
    node.kind === ts.SyntaxKind.AnyKeyword
      ? 'any: say what it is, or unknown'
      : ts.isNonNullExpression(node)
        ? 'a value is asserted not to be null: test it'
        : null,
)

const blocks = new Set(['test', 'it', 'describe', 'suite', 'bench'])
const switches = new Set(['skip', 'only', 'todo', 'fails'])

/** `test.skip`, `describe.concurrent.only`: the block that a chain of properties starts from. */
const firstName = (node: ts.Expression): string =>
  ts.isPropertyAccessExpression(node) ? firstName(node.expression) : ts.isIdentifier(node) ? node.text : ''

const skippedRule = syntaxRule(
  'no test is switched off, and none switches the others off',
  path => /^(test|native\/test|laws)\//.test(path),
  node =>
    ts.isPropertyAccessExpression(node) && switches.has(node.name.text) && blocks.has(firstName(node.expression))
      ? `${firstName(node.expression)}.${node.name.text}: run it or take it out`
      : null,
)

export const rules: readonly Rule[] = [
  rankRule,
  targetsRule,
  cyclesRule,
  addonRule,
  napiRule,
  examplesRule,
  lawsRule,
  lengthRule,
  openingRule,
  marksRule,
  anyRule,
  skippedRule,
]
