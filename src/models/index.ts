// Reference networks: functions of options that give models, with the names of PyTorch's.

export type { Network } from './network/network.js'
export type { ImageOptions, ImageShape } from './network/options.js'
export type { StateDicts } from './network/state-dicts.js'
export * from './sequence/index.js'
export * from './vision/index.js'
