// sharp (libvips), which is installed by those who read or draw images.

import { LimitationError } from './errors.js'

type Sharp = typeof import('sharp').default

let loaded: Promise<Sharp> | undefined

/**
 * sharp, loaded once.
 * @param purpose what it is needed for: `images are decoded`
 * @throws LimitationError (as a rejection) with the line that installs it
 */
export async function loadSharp(purpose: string): Promise<Sharp> {
  loaded ??= import('sharp').then(module => {
    // Each image is read once: libvips has nothing to remember.
    module.default.cache(false)
    return module.default
  })
  try {
    return await loaded
  } catch (cause) {
    loaded = undefined
    throw new LimitationError(
      `${purpose} by sharp, which could not be loaded (${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}); npm install sharp`,
    )
  }
}
