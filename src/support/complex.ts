// Complex numbers as JavaScript values: `{ re, im }`. What goes into tensors, and what `item()` and `toArray()` give back.

/** A complex number, `re + im·i`. */
export interface Complex {
  readonly re: number
  readonly im: number
}

/** Whether a value is a complex number: an object of two numbers with these names, and no other. */
export function isComplexNumber(value: unknown): value is Complex {
  if (typeof value !== 'object' || value === null || !('re' in value) || !('im' in value)) return false
  return typeof value.re === 'number' && typeof value.im === 'number' && Object.keys(value).length === 2
}
