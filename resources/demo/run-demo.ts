/**
 * `npm run demo`: a believable card is made, offloaded to two folders, given proxies, circled and noted; the verdict is
 * printed and the window opened on it. `--no-window` ends there; `--dir DIR` says where it happens.
 */
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { EngineClient } from '../../shared/contract/client.ts'
import { newId } from '../../shared/util/ids.ts'
import { isRushesError } from '../../shared/model/errors.ts'
import { VERSION } from '../../electron/cli/version.ts'
import { libraryFolder } from '../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../electron/engine/library/open.ts'
import { createRunner } from '../../electron/engine/media/runner.ts'
import { findTools } from '../../electron/engine/media/tools.ts'
import { connectEngine } from '../../electron/hosts/start-engine.ts'
import { ensureBuilt } from '../setup/build.ts'
import { openWindow } from '../setup/open-window.ts'
import { makeDemoCard } from './make-card.ts'

const { values } = parseArgs({ options: { 'no-window': { type: 'boolean', default: false }, dir: { type: 'string' } } })
const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

/** Does the day's work of the demo on a library that runs, and prints what a crew would look at. */
async function work(client: EngineClient, card: string, drives: readonly string[]): Promise<void> {
  const { id } = await client.offloads.start({ opId: newId(), sources: [card], destinations: [...drives] })
  let last
  for await (const state of await client.offloads.watch({ id })) last = state
  for (const destination of last!.destinations)
    say(`  ✓ ${destination.target}: ${destination.filesVerified} of ${last!.files} files verified`)
  say(`  ${last!.verdict?.sentence ?? last!.state}`)

  const { rows } = await client.assets.list({ query: 'kind:video', sort: { field: 'name', direction: 'asc' } })
  const take = rows[0]!
  await client.assets.set({ opId: newId(), ids: [take.id], changes: { rating: 4, circled: true } })
  await client.notes.add({ opId: newId(), assetId: take.id, frame: 24, text: 'Best light of the day. Keep.' })
  say(`Circled ${take.name}, with a note at its first second.`)

  say('Making posters, filmstrips, waveforms and proxies …')
  let shown = ''
  for await (const { jobs, runningJobs } of await client.engine.activity({})) {
    const left = jobs.waiting + jobs.running
    if (left === 0) break
    const line = `  ${left} left${runningJobs[0] === undefined ? '' : ` · ${runningJobs[0].subject}`}`
    if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${line}`)
    else if (line !== shown && left % 10 === 0) say(line)
    shown = line
  }
  if (process.stdout.isTTY) process.stdout.write('\r\u001b[K')
  const failed = await client.jobs.list({ states: ['failed'] })
  for (const job of failed) say(`  ${job.kind} of ${job.subject}: ${job.error?.message ?? 'failed'}`)
  const { total, bytes } = await client.assets.list({ limit: 1 })
  say(`The library holds ${total} clips and documents, ${megabytes(bytes)}.`)
}

async function run(): Promise<number> {
  const dir =
    values.dir === undefined
      ? mkdtempSync(join(tmpdir(), 'rushes-demo-'))
      : resolve(process.env['INIT_CWD'] ?? '.', values.dir)
  const card = join(dir, 'CARD')
  const library = join(dir, 'Demo')
  const drives = [join(dir, 'RAID_A'), join(dir, 'SHUTTLE_02')]
  for (const drive of drives) mkdirSync(drive, { recursive: true })
  say(`The demo lives in ${dir}`)
  const runner = createRunner()
  const tools = await findTools({}, runner)
  say('Shooting a card: two camera rolls with timecode, a sound roll …')
  await makeDemoCard(card, { ffmpeg: tools.ffmpeg.path, runner })
  makeLibrary(libraryFolder(library))
  const connection = await connectEngine({ library, version: VERSION })
  const stop = (): void => {
    void runner
      .endAll()
      .then(() => connection.close())
      .then(() => process.exit(130))
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  say('Offloading it to two drives …')
  await work(connection.client, card, drives)
  process.off('SIGINT', stop)
  process.off('SIGTERM', stop)
  await connection.close()
  if (values['no-window']) return 0
  await ensureBuilt()
  return openWindow({ library, profile: join(dir, 'app') }, say)
}

process.exitCode = await run().catch((error: unknown) => {
  process.stderr.write(`${isRushesError(error) ? error.message : String(error)}\n`)
  return 1
})
