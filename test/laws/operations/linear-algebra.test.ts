// The laws of linear algebra.

import { lawsOf } from './laws-of.js'
import { linearAlgebra } from './linear-algebra.js'

lawsOf(linearAlgebra)
