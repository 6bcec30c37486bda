// The entry point `tenet/metrics`: the room itself, with backends plugged in even when `tenet` is not imported.

import '../index.js'

export * from '../metrics/index.js'
