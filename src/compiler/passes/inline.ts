// Calls become the equations of what they call, so that nothing is lost to fusion.

import { inlineCalls } from '../../core/calls.js'
import type { Pass } from './pass.js'

export const inline: Pass = {
  name: 'inline',
  description: 'puts the equations of graphs that are called in the place of the calls',
  run: inlineCalls,
}
