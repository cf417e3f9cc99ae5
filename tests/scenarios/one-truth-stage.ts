/**
 * One truth for copies: in every state that copies can be in, every surface that counts or judges them says the same.
 * Sheet, plan, history, safety page, day report (CSV and mail), searches, sidebar, drives, exit code: each is asked,
 * and held against one table of what is true.
 */
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { basename, join } from 'node:path'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import {
  copiesText,
  destinationStanding,
  destinationText,
  type DestinationStanding,
} from '../../shared/copies/offload.ts'
import type { EngineClient } from '../../shared/contract/client.ts'
import type { SafetyCell } from '../../shared/model/safety.ts'
import { newId } from '../../shared/util/ids.ts'
import { offloadEnd } from '../../electron/engine/domain/offload/offload-end.ts'
import type { LibraryFolder } from '../../electron/engine/library/folder.ts'
import { testLibrary } from '../helpers/library.ts'
import { until } from '../helpers/until.ts'
import { drive, type TestDrive } from '../integration/offload/drives.ts'
import { makeCard, workshop } from '../integration/offload/stage.ts'

export const op = () => ({ opId: newId() })
/** Stills of the card would be told by their bytes; documents are not, so clips are what is counted. */
export const FILES = {
  'CLIP/A007C001.mov': 300_000,
  'CLIP/A007C002.mov': 400_000,
  'CLIP/A007C003.mov': 500_000,
  'CLIP/A007C001.xml': '<clip/>',
}
export const OF = 4
export const CLIPS = 3

/** What is true of a drive: files that are whole, bad, missing there. */
export interface Truth {
  readonly whole: number
  readonly bad?: number
  readonly missing?: number
  readonly here?: boolean
  /** Known before the card is read, by name, size and time. */ readonly known?: number
  readonly label?: string
}

export interface Expected {
  /** By the drive's name. */
  readonly drives: Readonly<Record<string, Truth>>
  readonly decision: 'format' | 'wait'
  readonly why?: string
  /** Clips with one copy, and clips of which a copy is not verified. */
  readonly lone: number
  readonly unverified: number
  /** Of the offload itself: what it said when it ended. */
  readonly end: { readonly exit: number; readonly verified: boolean; readonly sealed: boolean }
  readonly standings: readonly DestinationStanding[]
}

export interface Stage {
  readonly at: string
  readonly client: EngineClient
  /** Where the library lies. */
  readonly folder: LibraryFolder
  readonly card: string
  readonly a: TestDrive
  readonly b: TestDrive
  offload(more?: object): Promise<string>
}

export async function stage<T>(required: number, act: (stage: Stage) => Promise<T>): Promise<T> {
  const at = workshop()
  await using library = await testLibrary()
  const { client } = library
  await client.settings.set({ ...op(), changes: { requiredDevices: required, makeProxies: false } })
  const card = makeCard(join(at, 'A007'), FILES)
  const [a, b] = ['RAID_A', 'SHUTTLE_02'].map((name) => drive(join(at, name), 'ext4', 60)) as [TestDrive, TestDrive]
  const offload = async (more: object = {}): Promise<string> => {
    const { id } = await client.offloads.start({ ...op(), sources: [card], destinations: [a.path, b.path], ...more })
    await ended(client, id)
    return id
  }
  return await act({ at, client, folder: library.folder, card, a, b, offload })
}

export async function ended(client: EngineClient, id: string): Promise<void> {
  await until('ended', async () => (await client.offloads.get({ id })).queue === null)
}

/** Asks every surface and holds it against the table. */
export async function expectOneTruth(client: EngineClient, at: string, id: string, expected: Expected): Promise<void> {
  const offload = await client.offloads.get({ id })
  const page = await client.safety.cards({})
  const card = page.cards.find((one) => one.id === id)!
  const label = (cell: SafetyCell): string => page.columns.find((one) => one.id === cell.column)!.label
  const cells = Object.fromEntries(card.cells.map((cell) => [label(cell), cell]))

  // The safety page: cells, decision, and the line on top.
  expect(
    Object.fromEntries(
      card.cells.map((cell) => [label(cell), { whole: cell.files, bad: cell.bad, missing: cell.missing, of: cell.of }]),
    ),
  ).toEqual(
    Object.fromEntries(
      Object.entries(expected.drives).map(([name, truth]) => [
        name,
        { whole: truth.whole, bad: truth.bad ?? 0, missing: truth.missing ?? 0, of: OF },
      ]),
    ),
  )
  expect([card.decision, card.why]).toEqual([expected.decision, expected.decision === 'format' ? '' : expected.why])
  // Cards that other tests have in their readers at the same time are told too, each in its own part.
  expect(page.sentence.split(/(?<=\.) |, /).map((part) => part.replace(/^Wait: /, '').replace(/\.$/, ''))).toContain(
    expected.decision === 'format' ? `Format: ${card.name}` : `${card.name} (${expected.why})`,
  )
  for (const [name, truth] of Object.entries(expected.drives)) {
    expect({ name, here: page.columns.find((one) => one.label === name)?.here }).toEqual({
      name,
      here: truth.here ?? true,
    })
    expect({ name, look: cells[name]!.look === 'verified' || cells[name]!.look === 'away' }).toEqual({
      name,
      look: truth.whole === OF && (truth.bad ?? 0) + (truth.missing ?? 0) === 0,
    })
  }

  // What stands behind a cell.
  for (const cell of card.cells) {
    const { files, total } = await client.safety.files({ offloadId: id, column: cell.column })
    expect([total, files.filter((file) => file.good).length]).toEqual([OF, cell.files])
  }

  // The plan of the same card, for a drive that has nothing of it.
  mkdirSync(join(at, 'third'), { recursive: true })
  const plan = await client.offloads.plan({ sources: offload.sources, destinations: [join(at, 'third')] })
  expect(Object.fromEntries(plan.known.drives.map((one) => [one.label, [one.files, one.of]]))).toEqual(
    Object.fromEntries(
      Object.entries(expected.drives)
        .filter(([, truth]) => truth.whole > 0)
        .map(([name, truth]) => [name, [truth.known ?? truth.whole, plan.files]]),
    ),
  )

  // Searches and sidebar.
  const outline = await client.assets.outline({})
  const count = async (query: string): Promise<number> =>
    (await client.assets.count({ query: `kind:video ${query}` })).total
  expect({ lone: await count('lone'), one: await count('copies=1'), unverified: await count('unverified') }).toEqual({
    lone: expected.lone,
    one: expected.lone,
    unverified: expected.unverified,
  })
  expect(outline.lone).toBe((await client.assets.count({ query: 'lone' })).total)
  expect(outline.unverified).toBe((await client.assets.count({ query: 'unverified' })).total)

  // How each drive is looked after. One that is pulled and one that is cloned have the files that they had.
  const [volumes, cares] = [await client.volumes.list({}), await client.verify.drives({})]
  for (const [name, truth] of Object.entries(expected.drives)) {
    const verifier = cares.find((one) => one.volumeId === volumes.find((volume) => volume.label === name)!.id)
    expect({ name, verified: verifier?.verified ?? 0, bad: verifier?.bad ?? 0 }).toEqual({
      name,
      verified: truth.whole,
      bad: truth.bad ?? 0,
    })
  }

  // The offload: exit, sealed, verified; the history and the sheet judge its destinations alike.
  const end = offloadEnd(offload)
  expect({ exit: end.exit, verified: end.verified, sealed: end.sealed, ok: end.ok }).toEqual({
    ...expected.end,
    ok: expected.end.exit === 0,
  })
  expect(offload.destinations.map((one) => destinationStanding(one, offload))).toEqual(expected.standings)
  const past = (await client.offloads.history({})).rows.find((row) => row.id === id)!
  expect(past.destinations.map((one) => destinationStanding(one, past))).toEqual(expected.standings)
  expect(past.destinations.map((one) => destinationText(one, past))).toEqual(
    offload.destinations.map((one) => destinationText(one, offload)),
  )
  const whole = expected.standings.filter((one) => one === 'whole').length
  expect(copiesText(offload, 1)).toMatch(new RegExp(`^${whole} whole`))

  // The reports: of the offload as it ended, of the day and the page as they are known now.
  const [out, day] = [join(at, 'reports'), card.day!]
  mkdirSync(out, { recursive: true })
  const csv = readFileSync((await client.safety.report({ kind: 'csv', to: out })).path, 'utf8')
  expect(csv.split('\n').find((line) => line.startsWith(card.name))).toContain(`,${expected.decision},`)
  const mail = readFileSync((await client.reports.day({ day, kind: 'text', to: out })).path, 'utf8')
  const line = mail.split('\n').find((text) => text.startsWith(`${card.name}: `))!
  for (const [name, truth] of Object.entries(expected.drives)) expect(line).toContain(`${name} ${truth.whole} of ${OF}`)
  expect(line.includes('May be formatted')).toBe(expected.decision === 'format')
  const rows = readFileSync((await client.reports.day({ day, kind: 'csv', to: out })).path, 'utf8')
  expect(
    rows
      .split('\n')
      .slice(1)
      .filter((text) => text.startsWith(`${card.name},yes`)).length,
  ).toBe(expected.decision === 'format' ? OF : 0)
}

export const GOOD = { exit: 0, verified: true, sealed: true }

/** Two other bytes in the image of the drive itself, as a disk that rots: nothing of it shows in the file system. */
export async function spoil(client: EngineClient, one: TestDrive, path: string): Promise<void> {
  const bytes = readFileSync(join(one.path, path)).subarray(1_000, 1_100)
  one.pull()
  await online(client, basename(one.path), false)
  const at = readFileSync(one.image).indexOf(bytes)
  expect(at).toBeGreaterThan(0)
  const fd = openSync(one.image, 'r+')
  writeSync(fd, Buffer.from([1, 2]), 0, 2, at)
  closeSync(fd)
  one.plug()
  await online(client, basename(one.path), true)
}

export async function verifyDrive(client: EngineClient, label: string): Promise<void> {
  for await (const _ of await client.verify.copies({ volumes: [label] })) {
    /* until it is done */
  }
}

/** As a sync leaves it when another computer found the copies of a drive bad and then good: its word alone. */
export async function onlyByOthers(client: EngineClient, folder: LibraryFolder, label: string): Promise<void> {
  const db = new Database(folder.database)
  db.prepare('UPDATE file SET verified_here = 0 WHERE volume_id = (SELECT id FROM volume WHERE label = ?)').run(label)
  db.close()
  // Whatever changes a clip builds its row anew.
  const { rows } = await client.assets.list({ query: 'kind:video' })
  await client.assets.set({ ...op(), ids: rows.map((row) => row.id), changes: { rating: 3 } })
}

export async function online(client: EngineClient, label: string, yes: boolean): Promise<void> {
  await until(
    `${label} ${yes ? 'back' : 'away'}`,
    async () => (await client.volumes.list({})).find((one) => one.label === label)?.online === yes,
  )
}
