// The laws of turning, joining and cutting.

import { lawsOf } from './laws-of.js'
import { shapes } from './shapes.js'

lawsOf(shapes)
