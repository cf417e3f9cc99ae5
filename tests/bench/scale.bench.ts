/**
 * Journals of a production at scale: 500 devices, 1,000,000 clips, 10,000,000 lines, against a store in memory that
 * counts as a bucket bills. RUSHES_SCALE says which part of it is really written (0.02 by default; 1 takes an hour);
 * what is measured is printed as measured, what is worked out from it as worked out.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { statement } from '../../electron/engine/db/core/handles.ts'
import { makeCheckpoint } from '../../electron/engine/sync/journal/compact.ts'
import { createSoundCheckpoints } from '../../electron/engine/sync/journal/sound-checkpoints.ts'
import { countingStore, type Counts } from '../helpers/counting-store.ts'
import { loopDelayDuring, type LoopDelay } from '../helpers/loop-delay.ts'
import { rate, say } from '../helpers/said.ts'
import { sharer, type Sharer } from '../helpers/synced.ts'
import { journalist } from './many-journals.ts'
import { scaleTable } from './scale-table.ts'

const SCALE = Number(process.env['RUSHES_SCALE'] ?? 0.02)
const DEVICES = 500
const [ASSETS, WORDS] = [1_000_000 * SCALE, 6_000_000 * SCALE]
/** What is said in one go: a rating of a few clips, a note with its mark. */
const TOGETHER = 8
const NEVER = new AbortController().signal

const dir = mkdtempSync(join(tmpdir(), 'rushes-scale-'))
const store = countingStore()
const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0)} MB`
const s = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
const requests = (counts: Counts): string =>
  `${counts.puts} PUT, ${counts.gets} GET, ${counts.lists} LIST, ${counts.heads} HEAD, ${counts.removes} DELETE · ${mb(counts.sentBytes)} up, ${mb(counts.gotBytes)} down`
const tell = (what: string, text: string): void => {
  console.log(`${what.padEnd(46)} ${text}`)
}
const open: Sharer[] = []
function device(name: string): Sharer {
  const made = sharer(dir, name, store)
  open.push(made)
  return made
}
function heap(): string {
  return `${Math.round(process.memoryUsage().rss / 1e6)} MB resident, the store in memory included`
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T; counts: Counts }> {
  const begin = performance.now()
  const { value, counts } = await store.during(work)
  return { ms: performance.now() - begin, value, counts }
}

try {
  const writer = journalist(store, DEVICES, Date.UTC(2026, 0, 1))
  const facts = await timed(() => writer.write({ assets: ASSETS, words: 0, together: 1, over: false }))
  const afterFacts = store.size('j/')
  const words = await timed(() => writer.write({ assets: 0, words: WORDS, together: TOGETHER, over: false }))
  const all = store.size('j/')
  const lines = facts.value.lines + words.value.lines
  console.log(
    `${DEVICES} devices, ${ASSETS.toLocaleString('en')} clips, ${lines.toLocaleString('en')} lines (${SCALE} of the whole)\n`,
  )
  tell(
    'facts, in segments of 500',
    `${(afterFacts.bytes / facts.value.lines).toFixed(1)} B a line · ${facts.value.segments} segments · ${mb(afterFacts.bytes)}`,
  )
  tell(
    `words, in segments of ${TOGETHER}`,
    `${((all.bytes - afterFacts.bytes) / words.value.lines).toFixed(1)} B a line, ${Math.round((all.bytes - afterFacts.bytes) / words.value.segments)} B a segment · ${words.value.segments} segments · ${mb(all.bytes - afterFacts.bytes)}`,
  )

  const loop = device('keeper')
  const deps = { context: loop.context, remoteId: 'one', store, restart: () => {} }
  let delay: LoopDelay | undefined
  const folded = await timed(async () => {
    delay = await loopDelayDuring(() => makeCheckpoint(deps, null, NEVER))
  })
  const [checkpoint] = (await createSoundCheckpoints(deps).newest(1, NEVER)).sound
  tell(
    'first checkpoint',
    `${s(folded.ms)} (${Math.round(lines / folded.ms)}k lines/s) · loop p99 ${delay!.p99.toFixed(0)} ms, longest ${delay!.longest.toFixed(0)} ms`,
  )
  tell('', requests(folded.counts))
  tell(
    'what it holds',
    `${checkpoint!.list.facts} facts, ${checkpoint!.list.heads} values, ${checkpoint!.list.parts.length} parts, ${mb(store.size('ck/').bytes)}`,
  )
  tell('memory', heap())

  const more = await writer.write({ assets: ASSETS / 20, words: WORDS / 10, together: TOGETHER, over: true })
  const again = await timed(() => makeCheckpoint(deps, checkpoint!, NEVER))
  tell(`the next, after ${more.segments} segments more`, `${s(again.ms)} · ${requests(again.counts)}`)

  const joined = device('joined')
  const join1 = await timed(async () => {
    delay = await loopDelayDuring(() => joined.journal.pull(NEVER))
  })
  const size =
    statSync(joined.folder.database).size + statSync(`${joined.folder.database}-wal`, { throwIfNoEntry: false })!.size
  const assets = statement<{ count: number }>(
    joined.context.library.reader,
    'SELECT count(*) AS count FROM asset WHERE hidden = 0',
  ).get()!.count
  tell(
    'a device joins from it',
    `${s(join1.ms)} for ${assets} clips (${(join1.ms / assets).toFixed(2)} ms each) · loop p99 ${delay!.p99.toFixed(0)} ms, longest ${delay!.longest.toFixed(0)} ms`,
  )
  tell('', `${requests(join1.counts)} · catalogue ${mb(size)} · ${heap()}`)

  await joined.journal.publish(NEVER)
  const idle = await timed(() => joined.journal.pull(NEVER))
  tell('a look that finds nothing, 500 heads', requests(idle.counts))
  const other = device('other')
  await other.journal.pull(NEVER)
  await other.journal.publish(NEVER)
  await joined.journal.pull(NEVER)
  const { id } = statement<{ id: string }>(
    joined.context.library.reader,
    'SELECT id FROM asset WHERE hidden = 0 LIMIT 1',
  ).get()!
  await other.journal.publish(NEVER)
  say(joined, rate(id, 5))
  const told = await timed(() => joined.journal.publish(NEVER))
  tell('telling of one rating', requests(told.counts))
  const heard = await timed(() => other.journal.pull(NEVER))
  tell('hearing of it', `${requests(heard.counts)} · ${heard.ms.toFixed(0)} ms`)

  const measured = {
    bytesAFact: afterFacts.bytes / facts.value.lines,
    bytesAWord: (all.bytes - afterFacts.bytes) / words.value.lines,
    factsASegment: 500,
    wordsASegment: TOGETHER,
    factsAClip: facts.value.lines / ASSETS,
    checkpointBytesAClip: store.size('ck/').bytes / 2 / ASSETS,
    joinMsAClip: join1.ms / assets,
    foldLinesASecond: (lines / folded.ms) * 1000,
  }
  const day = { hours: 10, lookSeconds: 3, quietSeconds: 30, shootingDays: 100 }
  console.log(
    `\n${scaleTable(
      [
        { ...day, devices: 5, clips: 10_000, lines: 100_000 },
        { ...day, devices: 50, clips: 100_000, lines: 1_000_000 },
        { ...day, devices: 500, clips: 1_000_000, lines: 10_000_000 },
      ],
      measured,
    )}\n`,
  )

  const journalsOnly = {
    ...store,
    list: (prefix: string, options?: { after?: string }) => store.list(prefix === 'ck/' ? 'none/' : prefix, options),
  }
  const bare = sharer(dir, 'bare', journalsOnly)
  open.push(bare)
  if (SCALE <= 0.02) {
    const whole = await timed(() => bare.journal.pull(NEVER))
    tell('the same by all segments, without a checkpoint', `${s(whole.ms)} · ${requests(whole.counts)}`)
  }
} finally {
  await Promise.all(open.map((one) => one.close()))
  rmSync(dir, { recursive: true, force: true })
}
