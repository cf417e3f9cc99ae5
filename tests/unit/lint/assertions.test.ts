/**
 * Tests assert: none passes because what it speaks of is not there.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { emptyAssertions } from '../../lint/assertions.ts'

describe('assertions that pass on undefined', () => {
  it.each([
    [`expect(rows.find((row) => row.id === 'a')?.state).not.toBe('done')`, [1]],
    ['const a = 1\nexpect(said?.body).not.toContain(secret)', [2]],
    [`expect(found!.state).not.toBe('done')`, []],
    ['expect(found?.state).toBe(undefined)', []],
    ['expect(said!.body).not.toContain(other?.name)', []],
  ])('%s', (source, lines) => {
    expect(emptyAssertions(source)).toEqual(lines)
  })

  it('are in no test', () => {
    const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'tests'], { encoding: 'utf8' })
      .split('\n')
      .filter((file) => /\.(test|spec)\.tsx?$/.test(file) && !file.includes('/lint/') && existsSync(file))
    expect(
      files.flatMap((file) => emptyAssertions(readFileSync(file, 'utf8')).map((line) => `${file}:${line}`)),
    ).toEqual([])
  })
})
