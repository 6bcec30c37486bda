// Everything that `tenet doctor` looks at.

import { ownVariables } from '../environment/environment.js'
import { installedPackage, ownVersion } from '../environment/package-file.js'
import { suggestion } from '../options/nearest.js'
import { cacheFinding } from './cache-folder.js'
import { type Finding, there } from './finding.js'
import { deviceFindings, nativeFindings, nodeFinding } from './native-findings.js'

type Environment = Readonly<Record<string, string | undefined>>

/** Packages that users add where they need them, and what for. */
const optional = { sharp: 'images', 'gpt-tokenizer': 'byte pair encodings', 'fast-check': 'tenet/laws' } as const

const packageFindings = (): readonly Finding[] =>
  Object.entries(optional).map(([name, purpose]) => {
    const found = installedPackage(name)
    if (found !== null) return there(name, found.version)
    return { name, state: 'missing', need: 'wanted', detail: `not installed; ${purpose} need it`, advice: `npm install ${name}` }
  })

const variables: readonly string[] = ['TENET_CACHE', 'TENET_DEBUG', 'TENET_DEVICE', 'TENET_LLVM', 'TENET_THREADS']

/** Variables that mean something, and those that look as if they did. */
const variableFindings = (env: Environment): readonly Finding[] =>
  Object.entries(ownVariables(env)).map(([name, value]) => {
    if (variables.includes(name) || name.startsWith('TENET_RUN_')) return there(name, value === '' ? 'empty' : value)
    const advice = `unset it${suggestion(name, variables, found => found)}`
    return { name, state: 'wrong', need: 'wanted', detail: `${value}: there is no such setting`, advice }
  })

/** In the order in which it is to be read. */
export const examine = (env: Environment): readonly Finding[] => [
  there('tenet', ownVersion()),
  nodeFinding(process.versions.node),
  ...nativeFindings(env),
  ...deviceFindings(env),
  cacheFinding(env.TENET_CACHE),
  ...packageFindings(),
  ...variableFindings(env),
]
