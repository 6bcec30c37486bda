// The entry point `tenet/nn`: the room itself, with backends plugged in even when `tenet` is not imported.

import '../index.js'

export * from '../nn/index.js'
