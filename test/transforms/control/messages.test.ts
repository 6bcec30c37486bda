// What loops and branches say of what does not fit, as text.

import * as tenet from 'tenet'
import { expect, test } from 'vitest'
import { messageOf } from '../setup.js'

// The calls are untyped here, as from JavaScript; what the compiler says of the same mistakes stands in the tests of types.
const { tensor, zeros } = tenet
const call = tenet as unknown as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>
const scan = (...args: readonly unknown[]) => call.scan?.(...args)
const whileLoop = (...args: readonly unknown[]) => call.whileLoop?.(...args)
const foriLoop = (...args: readonly unknown[]) => call.foriLoop?.(...args)
const cond = (...args: readonly unknown[]) => call.cond?.(...args)
const switchCase = (...args: readonly unknown[]) => call.switchCase?.(...args)
const associativeScan = (...args: readonly unknown[]) => call.associativeScan?.(...args)

type T = tenet.Tensor
const same = (h: unknown, x: unknown) => [h, x]
const [v, d] = [zeros([3]), zeros([3], 'float64')]

const messages: Readonly<Record<string, readonly [call: () => unknown, message: string]>> = {
  'a carry that changes its dtype': [
    () => scan(({ h }: { h: T }) => [{ h: h.cast('float64') }, h], { h: v }, zeros([5])),
    "DTypeError: scan: the carry must keep its type; expected float32[3] (leaf 'h' of init), got float64[3] (leaf 'h' of the carry that the function returns); convert one with cast",
  ],
  'a carry that changes its shape': [
    () => scan((h: T) => [h.sum(), h], v, zeros([5])),
    'ShapeError: scan: the carry must keep its type; expected float32[3] (init), got float32[] (the carry that the function returns)',
  ],
  'a carry with a leaf less': [
    () => scan(({ a }: { a: T }) => [{ a }, a], { a: v, b: v }, zeros([5])),
    "ShapeError: scan: the carry must keep its type; expected leaf 'b' of init, got nothing more in the carry that the function returns",
  ],
  'a carry with a leaf more': [
    () => scan(({ a }: { a: T }) => [{ a, b: a }, a], { a: v }, zeros([5])),
    "ShapeError: scan: the carry must keep its type; expected nothing more in init, got leaf 'b' of the carry that the function returns",
  ],
  'a carry with another number': [
    () => scan(({ a, n }: { a: T; n: number }) => [{ a, n: n + 1 }, a], { a: v, n: 0 }, zeros([5])),
    'ArgumentError: scan: the carry must keep its type; what is no tensor (numbers, strings, the names and kinds of nodes) differs between init and the carry that the function returns',
  ],
  'a carry that is a number': [
    () => scan(same, 0, zeros([5])),
    'ArgumentError: scan: the first carry must be a tensor or a tree of tensors; got the number 0, wrap it with tensor(…)',
  ],
  'a function that returns no pair': [
    () => scan((h: T) => h, v, zeros([5])),
    'ArgumentError: scan: the function must return [carry, y]; got float32[3]',
  ],
  'a function that returns a triple': [
    () => scan((h: T) => [h, h, h], v, zeros([5])),
    'ArgumentError: scan: the function must return [carry, y]; got a list of 3',
  ],
  'no function': [() => scan(v, v, v), 'ArgumentError: scan: expected a function; got float32[3]'],
  'an async function': [
    () => scan(async (h: T) => [h, h], v, zeros([5])),
    'ArgumentError: scan: the function must not be async: what follows an await would escape the transform; got a promise',
  ],
  'arrays of two lengths': [
    () => scan(same, v, { a: zeros([5, 2]), b: zeros([6]) }),
    "ShapeError: scan: what is scanned must have one length along axis 0; expected 5 (leaf 'a' of xs), got 6 (leaf 'b' of xs, float32[6])",
  ],
  'arrays of another length': [
    () => scan(same, v, zeros([5]), { length: 4 }),
    'ShapeError: scan: what is scanned must have one length along axis 0; expected 4 (the option length), got 5 (xs, float32[5])',
  ],
  'a scalar to scan': [
    () => scan(same, v, [zeros([5]), tensor(1)]),
    "ShapeError: scan: what is scanned must have an axis to go along; got float32[] (leaf '1' of xs)",
  ],
  'no length': [
    () => scan(same, v, null),
    'ArgumentError: scan: without arrays to scan the option length must say how many rounds there are',
  ],
  'a length that is none': [() => scan(same, v, null, { length: -1 }), 'ArgumentError: scan: length must be a whole number from 0; got -1'],
  'an odd unroll': [
    () => scan(same, v, null, { length: 2, unroll: 0 }),
    'ArgumentError: scan: unroll must be a whole number from 1; got 0',
  ],
  'a traced value used as a number': [
    () => scan((h: T) => [Number(h.sum().item()) > 0 ? h : h.neg(), h], v, zeros([5])),
    'TraceError: item: float32[] is a traced value inside scan: it has no elements yet. Return it from the function and read the result, choose with where(condition, a, b) instead of an if, or mark the argument static if its value must steer the program.',
  ],

  'a condition that is no scalar': [
    () =>
      whileLoop(
        (x: T) => x.less(3),
        (x: T) => x.add(1),
        v,
      ),
    'ShapeError: whileLoop: the condition must return a bool scalar; expected bool[], got bool[3]: say with all() or any() which elements decide',
  ],
  'a condition that is no bool': [
    () =>
      whileLoop(
        (x: T) => x.sum(),
        (x: T) => x.add(1),
        v,
      ),
    'DTypeError: whileLoop: the condition must return a bool scalar; expected bool[], got float32[]',
  ],
  'a condition that is no tensor': [
    () =>
      whileLoop(
        () => true,
        (x: T) => x.add(1),
        v,
      ),
    'ArgumentError: whileLoop: the condition must return a bool scalar; got no tensor',
  ],
  'a condition that is a tree': [
    () =>
      whileLoop(
        (x: T) => [x.sum().less(3)],
        (x: T) => x.add(1),
        v,
      ),
    'ArgumentError: whileLoop: the condition must return a bool scalar; got a tree',
  ],
  'a body that changes the carry': [
    () =>
      whileLoop(
        () => tensor(false),
        ([x]: readonly T[]) => [x?.cast('float64')],
        [v],
      ),
    "DTypeError: whileLoop: the carry must keep its type; expected float32[3] (leaf '0' of init), got float64[3] (leaf '0' of the carry that the body returns); convert one with cast",
  ],
  'no initial carry': [
    () =>
      whileLoop(
        () => tensor(false),
        (x: T) => x,
        3,
      ),
    'ArgumentError: whileLoop: the first carry must be a tensor or a tree of tensors; got the number 3, wrap it with tensor(…)',
  ],

  'a bound that is no integer': [
    () => foriLoop(0, 2.5, (_: T, x: T) => x, v),
    'ArgumentError: foriLoop: upper must be an integer or an int32 scalar; got the number 2.5',
  ],
  'a bound of another dtype': [
    () => foriLoop(tensor(0), 3, (_: T, x: T) => x, v),
    'DTypeError: foriLoop: lower must be an integer or an int32 scalar; got float32[]',
  ],
  'a range that changes the carry': [
    () => foriLoop(0, 3, (i: T, x: T) => x.cast('float64').add(i.cast('float64')), v),
    'DTypeError: foriLoop: the carry must keep its type; expected float32[3] (init), got float64[3] (the carry that the body returns); convert one with cast',
  ],

  'a predicate that is no tensor': [
    () =>
      cond(
        true,
        (x: T) => x,
        (x: T) => x,
        v,
      ),
    'ArgumentError: cond: the predicate must be a bool scalar; got the boolean true, which an if can decide on',
  ],
  'a predicate that is no bool': [
    () =>
      cond(
        tensor(1),
        (x: T) => x,
        (x: T) => x,
        v,
      ),
    'DTypeError: cond: the predicate must be a bool scalar; expected bool[], got float32[]; compare, or convert with cast',
  ],
  'a predicate that is no scalar': [
    () =>
      cond(
        tensor([true, false]),
        (x: T) => x,
        (x: T) => x,
        v,
      ),
    'ShapeError: cond: the predicate must be a bool scalar; expected bool[], got bool[2]; choose elements with where(condition, a, b)',
  ],
  'branches of two types': [
    () =>
      cond(
        tensor(true),
        (x: T) => ({ y: x }),
        (x: T) => ({ y: x.cast('float64') }),
        v,
      ),
    "DTypeError: cond: branches must return the same types; expected float64[3] (leaf 'y' of the result of onFalse), got float32[3] (leaf 'y' of the result of onTrue); convert one with cast",
  ],
  'branches of two structures': [
    () => switchCase(tensor(0, 'int32'), [(x: T) => [x], (x: T) => [x, x]], v),
    "ShapeError: switchCase: branches must return the same types; expected nothing more in the result of branch 0, got leaf '1' of the result of branch 1",
  ],
  'no branch': [() => switchCase(tensor(0, 'int32'), [], v), 'ArgumentError: switchCase: expected at least one branch; got none'],
  'an index that is no integer': [
    () => switchCase(tensor(0), [(x: T) => x], v),
    'DTypeError: switchCase: the index must be an integer scalar; expected int32[], got float32[]',
  ],
  'an index that is no scalar': [
    () => switchCase(zeros([2], 'int32'), [(x: T) => x], v),
    'ShapeError: switchCase: the index must be an integer scalar; expected int32[], got int32[2]',
  ],
  'an index that is no tensor': [
    () => switchCase(1, [(x: T) => x], v),
    'ArgumentError: switchCase: the index must be an integer scalar; got the number 1, which can index the list itself',
  ],

  'an axis that is not there': [
    () => associativeScan((a: T, b: T) => a.add(b), { x: v, y: tensor(1) }),
    "ShapeError: associativeScan: axis 0 is out of range for float32[] (leaf 'y' of xs) of rank 0",
  ],
  'an axis that is no integer': [
    () => associativeScan((a: T, b: T) => a.add(b), v, { axis: 0.5 }),
    'ArgumentError: associativeScan: axis must be an integer; got 0.5',
  ],
  'arrays of two sizes': [
    () => associativeScan((a: T, b: T) => a.add(b), [v, zeros([4])]),
    "ShapeError: associativeScan: arrays must have one size along the axis; expected 3 (leaf '0' of xs), got 4 (leaf '1' of xs)",
  ],
  'a function that returns something else': [
    () => associativeScan((a: T) => a.cast('float32'), d),
    'DTypeError: associativeScan: the function must return what it is given; expected float64[1] (its argument, stacked), got float32[1] (its result, stacked); convert one with cast',
  ],
}

test.each(Object.entries(messages))('%s', (_, [run, message]) => {
  expect(messageOf(run)).toBe(message)
})

test('messages name the user’s line', () => {
  expect(() => scan((h: T) => [h.sum(), h], v, zeros([5]))).toThrow(/at your line .*messages\.test\.ts:\d+/)
})
