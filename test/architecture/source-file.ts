// A source file as the architecture's rules see it: its text and syntax tree, and what it imports. A type import is one that leaves
// nothing behind at run time: `import type`, `export type`, `import('…')` in a type, the augmentation of a module.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript-5.9'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Import {
  readonly specifier: string
  /** The file that is meant, as a path in the repository; `null` for packages. */
  readonly target: string | null
  readonly kind: 'type' | 'value'
  readonly line: number
}

export interface SourceFile {
  /** Path in the repository, with forward slashes. */
  readonly path: string
  readonly text: string
  readonly imports: readonly Import[]
  /** The syntax of a TypeScript file; `null` for other languages. */
  readonly syntax: ts.SourceFile | null
}

export const lineOf = (file: SourceFile, offset: number): number => file.text.slice(0, offset).split('\n').length

/** Calls `visit` with every node of a file. */
export function forEachNode(syntax: ts.SourceFile, visit: (node: ts.Node) => void): void {
  const walk = (node: ts.Node): void => {
    visit(node)
    ts.forEachChild(node, walk)
  }
  walk(syntax)
}

/** The specifier of a node that names a module, and what is left of it at run time. */
function importOf(node: ts.Node): { readonly specifier: ts.StringLiteral; readonly kind: Import['kind'] } | null {
  const named = (specifier: ts.Node | undefined, kind: Import['kind']) =>
    specifier !== undefined && ts.isStringLiteral(specifier) ? { specifier, kind } : null
  // Under verbatimModuleSyntax `import { type A } from` still loads the module; only `import type` does not.
  if (ts.isImportDeclaration(node)) return named(node.moduleSpecifier, node.importClause?.isTypeOnly === true ? 'type' : 'value')
  if (ts.isExportDeclaration(node)) return named(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'value')
  if (ts.isModuleDeclaration(node)) return named(node.name, 'type')
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? named(node.argument.literal, 'type') : null
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return named(node.arguments[0], 'value')
  return null
}

/** `../core/tensor.js` in `src/ops/sum.ts` is `src/core/tensor.ts`. */
function resolve(path: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null
  return join(dirname(path), specifier).replaceAll('\\', '/').replace(/\.js$/, '.ts')
}

export function parse(path: string, text: string): SourceFile {
  if (!path.endsWith('.ts')) return { path, text, imports: [], syntax: null }
  const syntax = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const imports: Import[] = []
  forEachNode(syntax, node => {
    const found = importOf(node)
    if (found === null) return
    const { text: specifier } = found.specifier
    const line = syntax.getLineAndCharacterOfPosition(node.getStart(syntax)).line + 1
    imports.push({ specifier, target: resolve(path, specifier), kind: found.kind, line })
  })
  return { path, text, imports, syntax }
}

/** What is generated or installed; folders with a dot in front (virtual environments, editors' settings) are nobody's source. */
const isSkipped = (folder: string): boolean => ['node_modules', 'build', 'dist'].includes(folder) || folder.startsWith('.')

function listFolder(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry =>
    entry.isDirectory() ? (isSkipped(entry.name) ? [] : listFolder(join(folder, entry.name))) : [join(folder, entry.name)],
  )
}

/** The code of the repository: TypeScript and C++, in order of path. */
export function readSources(): readonly SourceFile[] {
  return ['src', 'laws', 'examples', 'test', 'native']
    .flatMap(top => listFolder(join(root, top)))
    .map(file => relative(root, file).replaceAll('\\', '/'))
    .filter(path => /\.(ts|mjs|cc|h)$/.test(path))
    .sort()
    .map(path => parse(path, readFileSync(join(root, path), 'utf8')))
}
