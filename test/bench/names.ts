// Who can take part, by name: as columns of the table, and as one types them.

/** Our own name among the contenders. */
export const us = 'tenet'

/** Those in Python, one module of programs or two settings of one. */
export const pythonPeers = ['PyTorch', 'torch.compile', 'JAX', 'ONNX Runtime'] as const
export const nodePeer = 'jax-js'

export const contenderNames: readonly string[] = [us, ...pythonPeers, nodePeer]

/** `ONNX Runtime` is typed `onnx-runtime`. */
export const typedName = (name: string): string => name.toLowerCase().replaceAll(' ', '-')
