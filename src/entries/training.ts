// The entry point `tenet/training`: the room itself, with backends plugged in even when `tenet` is not imported.

import '../index.js'

export * from '../training/index.js'
