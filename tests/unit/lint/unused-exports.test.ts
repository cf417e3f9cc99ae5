/**
 * What is exported is used elsewhere.
 */
import { describe, expect, it } from 'vitest'
import { unusedExports } from '../../lint/unused-exports.ts'

const found = (files: Record<string, string>): string[] =>
  unusedExports(new Map(Object.entries(files))).map(({ file, line, message }) => `${file}:${line} ${message}`)

describe('an export that nobody uses', () => {
  it('is found, whatever it is, with its line', () => {
    expect(
      found({
        'shared/a.ts':
          '/** A. */\nexport interface Lonely { readonly a: number }\nexport async function alone(): Promise<void> {}\nexport const USED = 1',
        'tests/b.test.ts': 'USED',
      }),
    ).toEqual([
      'shared/a.ts:2 exports Lonely, which no other file names',
      'shared/a.ts:3 exports alone, which no other file names',
    ])
  })

  it('is none when another file names it, or a tool asks for it', () => {
    expect(
      found({ 'electron/engine/a.ts': 'export const a = 1', 'electron/engine/b.ts': `import { a } from './a.ts'` }),
    ).toEqual([])
    expect(found({ 'renderer/ui/jsx-runtime.ts': 'export const jsx = 1' })).toEqual([])
    expect(found({ 'tests/helpers/a.ts': 'export const a = 1' })).toEqual([])
  })
})
