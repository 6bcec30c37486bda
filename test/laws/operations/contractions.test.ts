// The laws of products of tensors, windows and images.

import { contractions } from './contractions.js'
import { lawsOf } from './laws-of.js'

lawsOf(contractions)
