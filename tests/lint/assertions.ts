/**
 * Assertions that can't fail: what is not there is not equal to anything, so `expect(a?.b).not…` passes on `undefined`.
 * Pure.
 */

const EMPTY = /expect\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\?\.(?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\.not\.(?!toThrow)/

/** Lines of a test file with such an assertion, from 1. */
export function emptyAssertions(source: string): number[] {
  return source.split('\n').flatMap((line, index) => (EMPTY.test(line) ? [index + 1] : []))
}
