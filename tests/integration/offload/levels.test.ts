/**
 * What each level of verification does, and that nothing is called more than what was done.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { foundByOffload } from '../../../electron/engine/offload/results/catalogue.ts'
import { createMemoryJournal } from '../../../electron/engine/domain/offload/offload-journal.ts'
import { planOffload } from '../../../electron/engine/offload/plan/plan.ts'
import { sealDestination } from '../../../electron/engine/offload/results/seal.ts'
import { parseManifest } from '../../../electron/engine/mhl/manifest-read.ts'
import type { FileEntry } from '../../../electron/engine/mhl/model.ts'
import { digestBytes } from '../../../electron/engine/hash/multi-hash.ts'
import { HASH_FORMATS, type HashFormat } from '../../../shared/model/hash.ts'
import type { VerificationLevel } from '../../../shared/model/offload.ts'
import { newId } from '../../../shared/util/ids.ts'
import { expectSameTree, makeCard, offload, workshop } from './stage.ts'

const CARD = { 'A001C001.mov': 3_000_001, 'A001C002.mov': 70_000, 'notes.txt': 'slate' }
const CREATOR = { hostname: 'cart-1', tool: 'Rushes', toolVersion: '1.0.0' }

async function copied(level: VerificationLevel, formats: readonly HashFormat[] = ['xxh64']) {
  const at = workshop()
  const card = makeCard(join(at, 'A001'), CARD)
  const drive = join(at, 'Drive')
  const plan = await planOffload({ sources: [card], destinations: [drive] })
  const { outcome, journal } = await offload(
    { sources: [card], destinations: [drive] },
    {
      plan,
      level,
      formats,
      seal: (request) => sealDestination(plan, request, { creator: CREATOR, formats, now: Date.now() }),
    },
  )
  return { card, drive, plan, outcome, journal }
}

function manifest(folder: string) {
  const histories = join(folder, 'ascmhl')
  const name = readdirSync(histories).findLast((each) => each.endsWith('.mhl')) ?? ''
  return parseManifest(readFileSync(join(histories, name)), name)
}

describe('the level', () => {
  it('size writes the copies and checks their length: no manifest, nothing verified', async () => {
    const { card, drive, plan, outcome } = await copied('size')
    expectSameTree(card, join(drive, 'A001'))
    expect(outcome.destinations[0]).toMatchObject({
      state: 'done',
      copied: 3,
      verified: 0,
      unread: 3,
      readBack: null,
      sealed: false,
    })
    expect(outcome.verdict).toMatchObject({ safeToFormat: false, verified: false })
    expect(outcome.copy(0, 0)).toMatchObject({ state: 'copied', level: 'size', method: null })
    const found = foundByOffload(plan, outcome)
    expect(found.cardPaths.flatMap((path) => found.at(path)).map((file) => file.verification)).toEqual([
      'copied',
      'copied',
      'copied',
    ])
  })

  it('source seals what was read from the card, and says that the copies were not read back', async () => {
    const { drive, outcome } = await copied('source')
    expect(outcome.destinations[0]).toMatchObject({ verified: 0, unread: 3, readBack: null, sealed: true })
    const sealed = manifest(join(drive, 'A001'))
    expect(sealed.comment).toContain('The copies were not read back.')
    const files = sealed.entries.filter((entry): entry is FileEntry => entry.kind === 'file')
    expect(files.map((file) => file.hashes.map((hash) => hash.action))).toEqual([
      ['original'],
      ['original'],
      ['original'],
    ])
  })

  it('full reads every copy back, and seals any set of hashes taken in the one read', async () => {
    const { card, drive, outcome } = await copied('full', HASH_FORMATS)
    expect(outcome.destinations[0]).toMatchObject({ verified: 3, unread: 0, sealed: true })
    const entry = manifest(join(drive, 'A001')).entries.find((each): each is FileEntry => each.path === 'A001C001.mov')
    const bytes = readFileSync(join(card, 'A001C001.mov'))
    expect(entry?.hashes.map((hash) => [hash.format, hash.digest])).toEqual(
      HASH_FORMATS.map((format) => [format, digestBytes(format, bytes)]),
    )
  })

  it('asked for later as a higher one, reads back what stands there and copies nothing again', async () => {
    const { card, drive, journal } = await copied('source')
    const again = await offload({ sources: [card], destinations: [drive] }, { journal: journal.reopen() })
    expect(again.outcome.destinations[0]).toMatchObject({ copied: 0, verified: 3, unread: 0 })
  })

  it('asked for later as a lower one, keeps what was proven', async () => {
    const { card, drive, journal } = await copied('full')
    const again = await offload(
      { sources: [card], destinations: [drive] },
      { journal: journal.reopen(), level: 'size' },
    )
    expect(again.outcome.destinations[0]).toMatchObject({ copied: 0, verified: 3, unread: 0 })
    expect(again.outcome.verdict.safeToFormat).toBe(false)
  })

  it("below full still reads what stands there before it takes it for the card's own", async () => {
    const at = workshop()
    const card = makeCard(join(at, 'A001'), CARD)
    const drive = join(at, 'Drive')
    makeCard(join(drive, 'A001'), { 'notes.txt': 'plate' })
    const { outcome } = await offload(
      { sources: [card], destinations: [drive] },
      { level: 'size', journal: createMemoryJournal(newId()) },
    )
    expect(outcome.copy(2, 0)).toMatchObject({
      state: 'conflict',
      level: 'size',
      writtenAs: 'A001/notes (conflict 1).txt',
    })
  })

  it('source never says of a file that the history knows that it was verified', async () => {
    const { card, drive } = await copied('full')
    writeFileSync(join(drive, 'A001', 'notes.txt'), 'other length')
    const plan = await planOffload({ sources: [card], destinations: [drive] })
    await offload(
      { sources: [card], destinations: [drive] },
      {
        plan,
        level: 'source',
        seal: (request) => sealDestination(plan, request, { creator: CREATOR, formats: ['xxh64'], now: Date.now() }),
      },
    )
    const actions = new Map(
      manifest(join(drive, 'A001')).entries.flatMap((entry) =>
        entry.kind === 'file' ? [[entry.path, entry.hashes.map((hash) => hash.action)]] : [],
      ),
    )
    // The two that stood there were read; the third was written anew under the name of a conflict, and not read.
    expect(actions.get('A001C001.mov')).toEqual(['verified'])
    expect(actions.get('notes (conflict 1).txt')).toEqual(['original'])
  })
})
