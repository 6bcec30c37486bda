// Epochs of images from files, by a loader's threads, and word vectors from text.

import { isLeft } from 'fp-ts/lib/Either.js'
import { data } from 'tenet'
import { imageFiles, vectorFile } from './data-files.js'
import type { training } from './images-in-threads.js'
import { type Program, type Sizes, sizeOf } from './program.js'

const pipeline = new URL('./images-in-threads.js', import.meta.url)

/** A call is an epoch. */
export function loaderProgram(sizes: Sizes): Program {
  const [side, batch, workers] = [sizeOf(sizes, 'side'), sizeOf(sizes, 'batch'), sizeOf(sizes, 'workers')]
  const ready = imageFiles(sizes).then(folder =>
    data.loader(data.inWorkers<typeof training>(pipeline, 'training', { args: [folder, side, batch], workers })),
  )
  ready.catch(() => undefined)
  let epoch = 0
  return {
    async run(calls) {
      const loader = await ready
      for (let call = 0; call < calls; call++, epoch++) {
        let seen = 0
        for await (const { batch: loaded } of loader.from({ epoch, batch: 0 })) seen += loaded.y.shape[0]
        if (seen !== sizeOf(sizes, 'count')) throw new Error(`an epoch of ${sizeOf(sizes, 'count')} images had ${seen}`)
      }
    },
  }
}

/** A call reads the whole file. */
export function vectorsProgram(sizes: Sizes): Program {
  const ready = vectorFile(sizes)
  ready.catch(() => undefined)
  return {
    async run(calls) {
      const path = await ready
      for (let call = 0; call < calls; call++) {
        const read = await data.readGlove(path)
        if (isLeft(read)) throw read.left
        if (read.right.words.length !== sizeOf(sizes, 'words')) throw new Error(`${path} has ${read.right.words.length} words`)
      }
    },
  }
}
