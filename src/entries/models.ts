// The entry point `tenet/models`: the room itself, with backends plugged in even when `tenet` is not imported.

import '../index.js'

export * from '../models/index.js'
