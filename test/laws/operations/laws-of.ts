// The laws of each row of a table, as tests.

import * as laws from 'tenet/laws'
import { describe } from 'vitest'
import type { Rows } from './row.js'

export function lawsOf(table: Rows): void {
  for (const [name, [f, options]] of Object.entries(table)) describe(name, () => laws.operation(f, options))
}
