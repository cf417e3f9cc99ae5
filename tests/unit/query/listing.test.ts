/**
 * What is said of the query language is made of its table.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FIELDS, FLAGS } from '../../../shared/query/fields.ts'
import { queryLines, withTables } from '../../../shared/query/listing.ts'

test('docs/formats.md has the table of fields as it is; else run: npm run docs:query', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/formats.md'), 'utf8')
  expect(page).toBe(withTables(page))
})

test('the listing of the command line has every field and flag', () => {
  const text = queryLines().join('\n')
  for (const name of [...FIELDS.map((field) => field.name), ...FLAGS])
    expect(text).toMatch(new RegExp(`^  ${name} +`, 'm'))
})
