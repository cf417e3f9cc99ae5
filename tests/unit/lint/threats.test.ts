/**
 * The table of threats in docs/security.md: each row names a test that is there.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const root = new URL('../../../', import.meta.url)
const [, table = ''] = readFileSync(new URL('docs/security.md', root), 'utf8').split(
  '## Threats, what stops them, and what proves it',
)
const rows = table
  .split('\n## ')[0]!
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| threat') && !line.startsWith('| ---'))

describe('every threat of the table', () => {
  it('is one of many', () => {
    expect(rows.length).toBeGreaterThan(15)
  })

  it.each(rows)('%s', (row) => {
    const [, file, title] = /\]\(\.\.\/(tests\/[^)]+)\): “(.+)” \|$/.exec(row) ?? []
    expect([file, title]).not.toContain(undefined)
    expect(readFileSync(new URL(file!, root), 'utf8')).toContain(title)
  })
})
