// The entry point `tenet/data` in threads of loaders, which ask for it by the condition `tenet-loader-thread`: the same names, without operations,
// compiler and backends until a pipeline needs them.

import { startWithoutLibrary } from '../data/late-library.js'

startWithoutLibrary(async () => (await import('../index.js')).data.images)

export * from '../data/in-threads.js'
