// The entry point `tenet/data`: the room itself, with backends plugged in even when `tenet` is not imported.

import '../runtime/plugged.js'

export * from '../data/index.js'
