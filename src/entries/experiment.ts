// The entry point `tenet/experiment`: the room itself, with backends plugged in even when `tenet` is not imported.

import '../index.js'

export * from '../experiment/index.js'
