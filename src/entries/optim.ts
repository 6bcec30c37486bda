// The entry point `tenet/optim`: the room itself, with backends plugged in even when `tenet` is not imported.

import '../index.js'

export * from '../optim/index.js'
