/**
 * Stopped, killed or cut off: the same offload finishes, nothing verified is copied again, no half file has its name.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openWriter } from '../../../electron/engine/db/core/open.ts'
import { migrate } from '../../../electron/engine/db/core/migrate.ts'
import { insertOffload, readOffloadFiles } from '../../../electron/engine/db/offload/offloads.ts'
import { openOffloadJournal } from '../../../electron/engine/db/offload/offload-journal.ts'
import { planOffload } from '../../../electron/engine/offload/plan/plan.ts'
import { temporaryName, temporaryTag } from '../../../electron/engine/domain/offload/offload-temp.ts'
import { everything, expectSameTree, makeCard, offload, workshop } from './stage.ts'

const TAKES = Object.fromEntries(
  Array.from({ length: 30 }, (_, take) => [`A001/take${take + 10}.mov`, 8_000_000 + take]),
)

describe('an offload that is stopped', () => {
  it('parks within a second, and the same offload finishes it without copying anything verified again', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), TAKES)
    const request = { sources: [card], destinations: [join(at, 'A'), join(at, 'B')] }
    const stop = new AbortController()
    const first = await offload(request, {
      signal: stop.signal,
      onProgress: (reading) => {
        if ((reading.destinations[0]?.filesVerified ?? 0) > 0) stop.abort()
      },
    })
    expect(first.outcome.state).toBe('parked')
    const halfway = first.outcome.destinations.map((d) => d.verified)
    expect(halfway[0]).toBeGreaterThan(0)
    expect(halfway[0]).toBeLessThan(30)
    expect(
      [...everything(join(at, 'A')), ...everything(join(at, 'B'))].filter((name) => name.endsWith('.part')),
    ).toEqual([])
    const second = await offload(request, { journal: first.journal.reopen() })
    expect(second.outcome.destinations.map((d, index) => [d.verified, d.copied + (halfway[index] ?? 0)])).toEqual([
      [30, 30],
      [30, 30],
    ])
    for (const drive of ['A', 'B']) expectSameTree(card, join(at, drive, 'card'))
  })

  it('before it began does nothing', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), TAKES)
    const { outcome } = await offload(
      { sources: [card], destinations: [join(at, 'A')] },
      { signal: AbortSignal.abort() },
    )
    expect([outcome.state, outcome.destinations[0]?.state]).toEqual(['parked', 'parked'])
  })
})

describe('leftovers', () => {
  it('of this offload are removed, those of another and files of the user are not', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { 'a.mov': 'x' })
    const { journal } = await offload({ sources: [card], destinations: [join(at, 'A')] })
    const own = temporaryName(temporaryTag(journal.offloadId), 7)
    const other = temporaryName('0123456789ab', 7)
    for (const name of [own, other, 'mine.part']) writeFileSync(join(at, 'A/card', name), 'half')
    await offload({ sources: [card], destinations: [join(at, 'A')] }, { journal: journal.reopen() })
    expect(readdirSync(join(at, 'A/card')).sort()).toEqual([other, 'a.mov', 'mine.part'])
  })
})

describe('a card that changed between two runs', () => {
  it('is never given the hashes of before', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { 'a.mov': 'first' })
    const first = await offload({ sources: [card], destinations: [join(at, 'A')] })
    const { mtime } = statSync(join(card, 'a.mov'))
    writeFileSync(join(card, 'a.mov'), 'other')
    utimesSync(join(card, 'a.mov'), mtime, mtime)
    // B was never written: its copy needs a second reading of the card, which gives other bytes under the same time.
    const plan = await planOffload({ sources: [card], destinations: [join(at, 'A'), join(at, 'B')] })
    const { outcome } = await offload({ sources: [], destinations: [] }, { plan, journal: first.journal.reopen() })
    expect(outcome.fault(0)?.code).toBe('source.changed')
    expect(everything(join(at, 'B/card'))).toEqual([])
  })
})

describe('an offload that is killed', () => {
  it('at random moments is finished by the same offload, with every byte right and nothing left over', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), {
      ...TAKES,
      ...Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`side/${n}.xml`, 500 + n])),
    })
    mkdirSync(join(at, 'library'))
    const script = new URL('../../fixtures/offload-child.ts', import.meta.url).pathname
    const run = (after: number | null) =>
      new Promise<string>((resolve) => {
        const child = spawn(process.execPath, [
          script,
          join(at, 'library/db.sqlite'),
          card,
          join(at, 'A'),
          join(at, 'B'),
        ])
        let printed = ''
        child.stdout.on('data', (data: Buffer) => {
          printed += data.toString()
          // Pause on purpose: the kill falls at a random moment.
          if (after !== null && printed.includes('began')) setTimeout(() => child.kill('SIGKILL'), after)
        })
        child.stderr.on('data', (data: Buffer) => {
          printed += data.toString()
        })
        child.on('exit', () => {
          resolve(printed)
        })
      })
    const named = new Map<string, number>()
    for (let kill = 0; kill < 5; kill++) {
      await run(Math.floor(Math.random() * 500))
      for (const drive of ['A', 'B']) {
        for (const name of everything(at).filter(
          (path) => path.startsWith(`${drive}/`) && !path.endsWith('/') && !path.endsWith('.part'),
        )) {
          const { ino } = statSync(join(at, name))
          // A file that once had its name keeps its inode: it was not copied again.
          expect(named.get(name) ?? ino).toBe(ino)
          named.set(name, ino)
        }
      }
    }
    const printed = await run(null)
    expect(printed).toContain('"verified":[330,330]')
    for (const drive of ['A', 'B']) {
      expectSameTree(card, join(at, drive, 'card'))
      expect(everything(join(at, drive)).filter((name) => name.endsWith('.part'))).toEqual([])
    }
    for (const [name, ino] of named) expect(statSync(join(at, name)).ino).toBe(ino)
  }, 120_000)
})

describe('the journal in the database', () => {
  it('keeps what is known when the card got another file', async () => {
    const at = workshop()
    const db = openWriter(join(at, 'db.sqlite'))
    migrate(db, () => {})
    const card = makeCard(join(at, 'card'), { 'b.mov': 'b', 'c.mov': 'c' })
    const request = { sources: [card], destinations: [join(at, 'A')] }
    const id = '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001'
    insertOffload(db, { id, key: 'k', request: '{}', name: 'card', plan: {} as never, startedAt: 1 })
    const plan = await planOffload(request)
    await offload(request, { plan, journal: await openOffloadJournal(db, id, plan) })
    makeCard(card, { 'a.mov': 'a' })
    const later = await planOffload(request)
    const journal = await openOffloadJournal(db, id, later)
    expect([0, 1, 2].map((position) => journal.known(position)?.copies.length)).toEqual([0, 1, 1])
    const { outcome } = await offload(request, { plan: later, journal })
    expect(outcome.destinations[0]).toMatchObject({ verified: 3, copied: 1 })
    const { rows, cursor } = readOffloadFiles(db, id, [join(at, 'A')], { after: null, limit: 2, problems: false })
    expect(rows.map((row) => [row.path, row.state, row.destinations[0]?.state])).toEqual([
      ['card/a.mov', 'verified', 'verified'],
      ['card/b.mov', 'verified', 'verified'],
    ])
    expect(readOffloadFiles(db, id, [join(at, 'A')], { after: cursor, limit: 2, problems: false }).rows).toHaveLength(1)
    expect(readOffloadFiles(db, id, [join(at, 'A')], { after: null, limit: 9, problems: true }).rows).toEqual([])
    db.close()
  })

  it('keeps nothing of a file of the card that was overwritten with its date put back', async () => {
    const at = workshop()
    const db = openWriter(join(at, 'db.sqlite'))
    migrate(db, () => {})
    const card = makeCard(join(at, 'card'), { 'a.mov': 'a', 'b.mov': 'b' })
    const request = { sources: [card], destinations: [join(at, 'A')] }
    const id = '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0003'
    // To the second: a date put back is the very same.
    const date = () => utimesSync(join(card, 'b.mov'), 1_700_050_000, 1_700_050_000)
    date()
    insertOffload(db, { id, key: 'k', request: '{}', name: 'card', plan: {} as never, startedAt: 1 })
    const plan = await planOffload(request)
    await offload(request, { plan, journal: await openOffloadJournal(db, id, plan) })
    const kept = async () => {
      const journal = await openOffloadJournal(db, id, await planOffload(request))
      return [0, 1].map((position) => journal.known(position)?.copies.length)
    }
    expect(await kept()).toEqual([1, 1])
    makeCard(card, { 'b.mov': 'B' })
    date()
    expect(await kept()).toEqual([1, 0])
    db.close()
  })

  it('enters all files anew when it was cut off while they were entered', async () => {
    const at = workshop()
    const db = openWriter(join(at, 'db.sqlite'))
    migrate(db, () => {})
    const names = Array.from({ length: 40 }, (_, index) => `C${String(index).padStart(3, '0')}.mov`)
    const card = makeCard(join(at, 'card'), Object.fromEntries(names.map((name) => [name, name])))
    const request = { sources: [card], destinations: [join(at, 'A')] }
    const id = '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0002'
    insertOffload(db, { id, key: 'k', request: '{}', name: 'card', plan: {} as never, startedAt: 1 })
    const plan = await planOffload(request)
    expect((await openOffloadJournal(db, id, plan)).resumed).toBe(false)
    // What a crash between two of its transactions leaves.
    db.prepare('DELETE FROM offload_file WHERE offload_id = ? AND position >= 15').run(id)
    const journal = await openOffloadJournal(db, id, plan)
    expect(journal.resumed).toBe(true)
    const { outcome } = await offload(request, { plan, journal })
    expect(outcome.destinations[0]).toMatchObject({ verified: 40, copied: 40 })
    const { rows } = readOffloadFiles(db, id, [join(at, 'A')], { after: null, limit: 50, problems: false })
    expect(rows.map((row) => [row.path, row.state])).toEqual(names.map((name) => [`card/${name}`, 'verified']))
    db.close()
  })
})
