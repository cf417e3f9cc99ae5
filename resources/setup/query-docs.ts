/** `npm run docs:query`: writes the tables of the query language into docs/formats.md. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withTables } from '../../shared/query/listing.ts'

const page = join(import.meta.dirname, '../../docs/formats.md')
writeFileSync(page, withTables(readFileSync(page, 'utf8')))
