// Local simplification in one sweep: identities, compositions and constants feed each other, since what one leaves behind is the
// input of the next equation.

import { compositions } from './compositions.js'
import { constants } from './constants.js'
import { identities } from './identities.js'
import type { Pass } from './pass.js'
import { type Rules, rewrite } from './rewrite.js'

const together = (...tables: readonly Rules[]): Rules => {
  const names = new Set(tables.flatMap(table => Object.keys(table)))
  return Object.fromEntries([...names].map(name => [name, tables.flatMap(table => table[name] ?? [])]))
}

const rules = together(identities, constants, compositions)

export const simplify: Pass = {
  name: 'simplify',
  description: 'drops identities, merges views of views, computes with constants',
  run: (graph, note) => rewrite(graph, rules, note),
}
