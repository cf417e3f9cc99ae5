/** The outbox of a remote: counts that are kept are counts that are true, whatever happens to what is in it. */
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { migrate } from '../../../electron/engine/db/core/migrate.ts'
import { openWriter } from '../../../electron/engine/db/core/open.ts'
import {
  dropTransfers,
  endTransfer,
  enqueueTransfers,
  postponeTransfer,
  requeueTransfers,
  resendTransfers,
  takeTransfers,
  transferLoads,
  type ByteClass,
} from '../../../electron/engine/db/sync/transfers.ts'
import { scratch } from '../../helpers/library.ts'

const CARGOES: readonly ByteClass[] = ['originals', 'posters', 'documents', 'proxies']
const content = (id: number, cargo: ByteClass) => ({
  contentId: `c${id}`,
  cargo,
  xxh128: String(id),
  bytes: id * 1000 + 1,
})

describe('the outbox of a remote', () => {
  it('counts what is in it', () => {
    using place = scratch()
    const db = openWriter(join(place.dir, 'rushes.db'))
    migrate(db, () => {})
    const step = fc.record({
      what: fc.constantFrom('add', 'take', 'end', 'postpone', 'fail', 'requeue', 'resend', 'drop'),
      id: fc.nat(12),
      cargo: fc.constantFrom(...CARGOES),
      remote: fc.constantFrom('a', 'b'),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        db.exec('DELETE FROM transfer')
        for (const { what, id, cargo, remote } of steps) {
          if (what === 'add') enqueueTransfers(db, remote, [content(id, cargo)], id)
          if (what === 'take') takeTransfers(db, remote, 1000, Number.MAX_SAFE_INTEGER)
          if (what === 'end') endTransfer(db, remote, `c${id}`, Buffer.alloc(32), 1)
          if (what === 'postpone') postponeTransfer(db, remote, `c${id}`, { note: 'later', nextTryAt: 5000 })
          if (what === 'fail') postponeTransfer(db, remote, `c${id}`, { note: 'no', nextTryAt: null })
          if (what === 'requeue') requeueTransfers(db, remote)
          if (what === 'resend') resendTransfers(db, remote, [`c${id}`])
          if (what === 'drop') dropTransfers(db, remote, [`c${id}`])
        }
        for (const remote of ['a', 'b']) {
          const counted = db
            .prepare(
              'SELECT cargo, state, count(*) AS items, sum(bytes) AS bytes FROM transfer WHERE remote_id = ? GROUP BY cargo, state ORDER BY cargo, state',
            )
            .all(remote)
          expect(
            transferLoads(db, remote).toSorted((one, other) =>
              `${one.cargo}${one.state}` < `${other.cargo}${other.state}` ? -1 : 1,
            ),
          ).toEqual(counted)
        }
      }),
      { numRuns: 60 },
    )
    db.close()
  })

  it('gives what goes first: posters, proxies, documents, originals, each in the order in which they came', () => {
    using place = scratch()
    const db = openWriter(join(place.dir, 'rushes.db'))
    migrate(db, () => {})
    CARGOES.forEach((cargo, index) => {
      enqueueTransfers(db, 'a', [content(index, cargo), content(index + 10, cargo)], index)
    })
    postponeTransfer(db, 'a', 'c1', { note: 'later', nextTryAt: 500 })
    const taken = takeTransfers(db, 'a', 100, Number.MAX_SAFE_INTEGER).map(({ contentId }) => contentId)
    expect(taken).toEqual(['c11', 'c13', 'c3', 'c12', 'c2', 'c0', 'c10'])
    expect(takeTransfers(db, 'a', 100, Number.MAX_SAFE_INTEGER)).toEqual([])
    expect(takeTransfers(db, 'a', 500, 10)).toEqual([])
    expect(takeTransfers(db, 'a', 500, Number.MAX_SAFE_INTEGER).map(({ contentId }) => contentId)).toEqual(['c1'])
    db.close()
  })
})
