// The entry point `tenet/io`: the room itself, with backends plugged in even when `tenet` is not imported.

import '../index.js'

export * from '../io/index.js'
