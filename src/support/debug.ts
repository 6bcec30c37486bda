// `TENET_DEBUG`: what is to be printed, on stderr, as it happens.

/** What can be asked for; several are separated by commas, and what is none of these is nothing. */
export type DebugTopic = 'graph' | 'kernels' | 'llvm' | 'asm' | 'time' | 'recompile'

export const debugs = (topic: DebugTopic): boolean => (process.env.TENET_DEBUG ?? '').split(',').includes(topic)
