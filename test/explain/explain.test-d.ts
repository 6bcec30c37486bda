// Types of `explain`: the arguments are those of the function.

import { explain, type Tensor, zeros } from 'tenet'

const f = (x: Tensor<[2, 3], 'float32'>, scale: number) => x.mul(scale)
const explanation = explain(f)(zeros([2, 3]), 2)
const text: string = explanation.toString({ llvm: true })
const kernels: number | undefined = explanation.compilation?.kernels.length
const written: Promise<void> = explanation.writeHtml('f.html')

// @ts-expect-error the shape is that of the function's argument
explain(f)(zeros([3]), 2)
// @ts-expect-error an argument is missing
explain(f)(zeros([2, 3]))
// @ts-expect-error there is no such detail
explanation.toString({ ir: true })

export { kernels, text, written }
