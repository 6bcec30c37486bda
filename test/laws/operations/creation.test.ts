// The laws of tensors made of nothing, of their like and of positions.

import { creation } from './creation.js'
import { lawsOf } from './laws-of.js'

lawsOf(creation)
