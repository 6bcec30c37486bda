// Names, shapes and counts of all networks' tensors are torchvision's.

import { createHash } from 'node:crypto'
import { isTensor, nn, random } from 'tenet'
import { describe, expect, test } from 'vitest'
import { flatten, paths } from '../../../src/support/tree.js'
import { networks } from './networks.js'

describe('1000 classes', () => {
  test.each(networks)('$name', ({ make, values }) => {
    const params = make({ classes: 1000 }).init(random.key(0))
    const { leaves, structure } = flatten(params, isTensor)
    const lines = paths(structure).map((path, i) => `${path} [${leaves[i]?.shape}]`)
    expect(nn.countParameters(params)).toBe(values.parameters)
    expect(lines).toHaveLength(values.tensors)
    expect(createHash('sha256').update(lines.sort().join('\n')).digest('hex').slice(0, 16)).toBe(values.hash)
  })
})
