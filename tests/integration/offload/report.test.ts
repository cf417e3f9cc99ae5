/**
 * The report of a real offload: written by itself when it ends, and again when it is asked for.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import { testLibrary } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'

it('an offload leaves its report in the library, and gives it to any folder', async () => {
  await using library = await testLibrary()
  const { client, dir, folder } = library
  const [card, drive, out] = [join(dir, 'A003'), join(dir, 'drive'), join(dir, 'out')]
  for (const place of [card, drive]) mkdirSync(place)
  writeFileSync(join(card, 'Tonmeister Ü.txt'), 'scene 14')
  writeFileSync(join(card, '日誌.txt'), 'scene 15')
  const { id } = await client.offloads.start({ opId: newId(), sources: [card], destinations: [drive] })
  for await (const _ of await client.offloads.watch({ id }));
  await until(
    'both are written',
    () => readdirSync(folder.reports).filter((name) => /\.(pdf|csv)$/.test(name)).length === 2,
  )

  const { path: csv } = await client.offloads.report({ id, kind: 'csv', to: out })
  const rows = readFileSync(csv, 'utf8').trim().split('\r\n')
  expect(rows).toHaveLength(3)
  expect(rows.join('\n')).toContain('日誌.txt')
  expect(rows[1]).toContain(join(drive, 'A003'))

  const { path: pdf } = await client.offloads.report({ id, kind: 'pdf', to: out })
  const bytes = readFileSync(pdf)
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
  expect(bytes.subarray(-6).toString()).toContain('%%EOF')
  // Nothing half written is left, and nothing was laid among the copies.
  expect(readdirSync(out).toSorted()).toEqual([csv, pdf].map((path) => path.slice(out.length + 1)).toSorted())
  expect(readdirSync(drive)).toEqual(['A003'])
})
