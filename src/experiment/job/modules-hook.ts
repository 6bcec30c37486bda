// A hook of Node's loader: TypeScript is made of modules, whatever the nearest package.json says or does not say of it. A script that stands alone, in a folder
// without one, would else be taken for CommonJS, which cannot import this package. `.cts` says itself that it is CommonJS.

import type { ResolveHook } from 'node:module'

export const resolve: ResolveHook = async (specifier, context, next) => {
  const found = await next(specifier, context)
  return /\.tsx?(\?|$)/.test(found.url) && found.format === 'commonjs' ? { ...found, format: 'module' } : found
}
