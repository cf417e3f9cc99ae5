/**
 * Jobs of any kind: a kind is one declaration, and the queue gives it lanes, retries, a place after a restart and
 * words.
 */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { RushesError } from '../../../shared/model/errors.ts'
import type { JobDetail } from '../../../shared/model/jobs.ts'
import { createContext, type EngineContext } from '../../../electron/engine/context.ts'
import { createStaleEvents } from '../../../electron/engine/events/stale.ts'
import { defineJob, type JobEnd, type JobHandler, type JobProgress } from '../../../electron/engine/jobs/handler.ts'
import { createJobQueue, type JobQueue } from '../../../electron/engine/jobs/queue.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary, openLibrary } from '../../../electron/engine/library/open.ts'
import { createLog } from '../../../electron/engine/log.ts'
import { scratch } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'
import type { Lane } from '../../../electron/engine/domain/jobs/lanes.ts'

interface Run {
  readonly name: string
  readonly from: unknown
  readonly signal: AbortSignal
  readonly progress: JobProgress
  end(end: JobEnd | Error): void
}

/** A kind of job whose runs a test holds in its hands. */
function toy(
  kind: string,
  lanes: readonly Lane[],
  evenPaused = false,
): { readonly handler: JobHandler; readonly runs: Run[]; run(name: string): Promise<Run> } {
  const runs: Run[] = []
  const handler = defineJob({
    kind,
    evenPaused,
    parse: z.object({ name: z.string(), urgent: z.boolean().default(false) }).parse,
    lanes: () => lanes,
    priority: ({ urgent }) => (urgent ? 10 : 0),
    ask: ({ name }) => {
      if (name === 'refused') throw new RushesError('not_found', 'There is no such thing.')
      return { subject: { kind: 'none', id: '' }, label: name }
    },
    run: (job, signal, progress) =>
      new Promise<JobEnd>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new RushesError('cancelled', 'Stopped.')))
        runs.push({
          name: job.params.name,
          from: job.checkpoint,
          signal,
          progress,
          end: (end) => (end instanceof Error ? reject(end) : resolve(end)),
        })
      }),
  })
  return { handler, runs, run: (name) => until(`${name} runs`, () => runs.find((one) => one.name === name)) }
}

interface Stage extends Disposable {
  readonly context: EngineContext
  readonly queue: JobQueue
  at: number
  restart(): JobQueue
}

/**
 * A library with a queue and a clock of its own. `restart` opens a second queue over it while the first one is dead and
 * says nothing more.
 */
function stage(...handlers: readonly JobHandler[]): Stage {
  const place = scratch()
  const folder = libraryFolder(join(place.dir, 'library'))
  makeLibrary(folder)
  const library = openLibrary(folder, new Date())
  const { log, close } = createLog(folder.logs, 'silent')
  const self = { at: 1_000_000 }
  const context = createContext({ library, events: createStaleEvents(0), log, now: () => self.at, userName: 'test' })
  const open = (): JobQueue => {
    const queue = createJobQueue(context, () => {})
    for (const handler of handlers) queue.add(handler)
    queue.wake()
    return queue
  }
  return Object.assign(self, {
    context,
    queue: open(),
    restart: open,
    [Symbol.dispose]: () => {
      void close()
      library.close()
      place[Symbol.dispose]()
    },
  })
}

const state = (queue: JobQueue, id: string): string | undefined => queue.get(id)?.state

describe('a kind of job', () => {
  it('is asked for with its parameters, tells how far it is, and leaves what came of it', async () => {
    const copy = toy('copy', ['volume:RAID_A'])
    using at = stage(copy.handler)
    const id = await at.queue.start('copy', { name: 'A003' })
    const seen: JobDetail[] = []
    const watching = (async () => {
      for await (const job of at.queue.watch(id, undefined)) seen.push(job)
    })()
    const { progress, end } = await copy.run('A003')
    at.at += 10_000
    progress.tell({ done: 400, total: 1000, unit: 'bytes' })
    await until('it is told', () => seen.some((job) => job.done === 400))
    end({ state: 'done', result: { copied: 3 } })
    await watching
    expect(seen.find((job) => job.done === 400)).toMatchObject({
      kind: 'copy',
      subject: 'A003',
      state: 'running',
      progress: 0.4,
      unit: 'bytes',
      speed: 40,
      secondsLeft: 15,
    })
    expect(seen.at(-1)).toMatchObject({
      state: 'done',
      progress: 1,
      params: { name: 'A003', urgent: false },
      result: { copied: 3 },
      speed: null,
    })
  })

  it('is done once, however often it is asked for while it waits or runs, and again when it is over', async () => {
    const copy = toy('copy', ['gpu'])
    using at = stage(copy.handler)
    const first = await at.queue.start('copy', { name: 'A003' })
    const second = await at.queue.start('copy', { name: 'A003', urgent: false })
    expect(second).toBe(first)
    ;(await copy.run('A003')).end({ state: 'done' })
    await until('done', () => state(at.queue, first) === 'done')
    expect(await at.queue.start('copy', { name: 'A003' })).toBe(first)
    await until('it runs once more', () => copy.runs.length === 2)
    expect(await at.queue.start('copy', { name: 'B004' })).not.toBe(first)
  })

  it('says what it can’t do before anything is queued', async () => {
    using at = stage(toy('copy', ['gpu']).handler)
    await expect(at.queue.start('copy', { name: 'refused' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(at.queue.start('copy', { nobody: 1 })).rejects.toMatchObject({ code: 'usage' })
    await expect(at.queue.start('fold', {})).rejects.toThrow('knows no work of the kind “fold”. Known are: copy.')
    expect(at.queue.list([], 10)).toEqual([])
  })

  it('runs beside others as its lanes allow: one reader a drive, quick ones beside a long one', async () => {
    const verify = toy('verify', ['volume:RAID_A'])
    const proxy = toy('proxy', ['cpu', 'volume:SHUTTLE'])
    const poster = toy('poster', ['cpu:quick'])
    using at = stage(verify.handler, proxy.handler, poster.handler)
    for (const name of ['one', 'two']) await at.queue.start('verify', { name })
    for (const name of ['one', 'two']) await at.queue.start('proxy', { name })
    await at.queue.start('poster', { name: 'one' })
    expect([verify, proxy, poster].map(({ runs }) => runs.map(({ name }) => name))).toEqual([['one'], ['one'], ['one']])
    const second = at.queue.list(['waiting'], 10).find(({ kind }) => kind === 'verify')!
    expect(at.queue.get(second.id)?.heldBy).toBe('Waits for the verification of one')
    verify.runs[0]!.end({ state: 'done' })
    await verify.run('two')
    expect(proxy.runs).toHaveLength(1)
  })

  it('waits while work outside the queue uses its drive', async () => {
    const verify = toy('verify', ['volume:RAID_A'])
    using at = stage(verify.handler)
    const free = at.queue.occupy(['volume:RAID_A'])
    const id = await at.queue.start('verify', { name: 'one' })
    expect(state(at.queue, id)).toBe('waiting')
    expect(at.queue.get(id)?.heldBy).toBe('Waits for other work on the same drive')
    free()
    await verify.run('one')
  })
})

describe('a job that can’t go on', () => {
  it('for a drive or a missing tool is held with the cause in words, and goes on when those are there', async () => {
    const copy = toy('copy', ['gpu', 'network'])
    using at = stage(copy.handler)
    const id = await at.queue.start('copy', { name: 'A003' })
    copy.runs[0]!.end({ state: 'held', because: 'Waits for RAID_A' })
    await until('held', () => state(at.queue, id) === 'held')
    expect(at.queue.get(id)).toMatchObject({ heldBy: 'Waits for RAID_A', attempts: 0, error: null })
    at.queue.release()
    await until('it runs again', () => copy.runs.length === 2)
    copy.runs[1]!.end(new RushesError('media.tool_missing', 'There is no ffmpeg. Install it.'))
    await until('held for its tool', () => state(at.queue, id) === 'held')
    expect(at.queue.get(id)).toMatchObject({ heldBy: 'There is no ffmpeg. Install it.', attempts: 0, error: null })
    at.queue.toolsChanged()
    await until('it runs with the tool', () => copy.runs.length === 3)
  })

  it('is tried again later and later where another try can help, at most three times', async () => {
    const copy = toy('copy', ['gpu'])
    using at = stage(copy.handler)
    const id = await at.queue.start('copy', { name: 'A003' })
    for (const [tries, pause] of [
      [1, 5_000],
      [2, 25_000],
    ] as const) {
      copy.runs[tries - 1]!.end(new RushesError('disk.io', 'The drive reports an error.'))
      await until('it waits', () => state(at.queue, id) === 'waiting')
      expect(at.queue.get(id)).toMatchObject({ attempts: tries, error: { code: 'disk.io' } })
      at.at += pause - 1
      at.queue.wake()
      expect(copy.runs).toHaveLength(tries)
      at.at += 1
      at.queue.wake()
      expect(copy.runs).toHaveLength(tries + 1)
    }
    copy.runs[2]!.end(new RushesError('disk.io', 'The drive reports an error.'))
    await until('it failed', () => state(at.queue, id) === 'failed')
    expect(at.queue.retry([id])).toBe(1)
    expect(copy.runs).toHaveLength(4)
  })

  it('unexpectedly, fails with a sentence and no stack, and the queue goes on', async () => {
    const copy = toy('copy', ['gpu'])
    using at = stage(copy.handler)
    const id = await at.queue.start('copy', { name: 'A003' })
    await at.queue.start('copy', { name: 'B004' })
    copy.runs[0]!.end(new TypeError('undefined is not a function'))
    await copy.run('B004')
    expect(at.queue.get(id)?.error).toEqual({
      code: 'internal',
      message:
        'This copy job failed unexpectedly. Nothing of your media was changed; the log in the library says more.',
    })
  })

  it('because a person took it back is cancelled, running or waiting', async () => {
    const copy = toy('copy', ['gpu'])
    using at = stage(copy.handler)
    const ids = [await at.queue.start('copy', { name: 'A003' }), await at.queue.start('copy', { name: 'B004' })]
    expect(at.queue.cancel(ids)).toBe(2)
    await until('both are cancelled', () => ids.every((id) => state(at.queue, id) === 'cancelled'))
    expect(copy.runs.map(({ name, signal }) => [name, signal.aborted])).toEqual([['A003', true]])
  })

  it('because its drive is let go is stopped first, and nothing of it is open then', async () => {
    const verify = toy('verify', ['volume:RAID_A'])
    const other = toy('other', ['volume:SHUTTLE'])
    using at = stage(verify.handler, other.handler)
    const id = await at.queue.start('verify', { name: 'one' })
    await at.queue.start('other', { name: 'one' })
    verify.runs[0]!.progress.uses(['/mnt/RAID_A/A003'])
    other.runs[0]!.progress.uses(['/mnt/RAID_AB'])
    at.queue.pause({ paused: true, quiet: false })
    await at.queue.suspend('/mnt/RAID_A')
    expect(state(at.queue, id)).toBe('waiting')
    expect(other.runs[0]!.signal.aborted).toBe(false)
    expect(other.runs[0]!.progress.isSuspended('/mnt/RAID_A/A003')).toBe(true)
    expect(other.runs[0]!.progress.isSuspended('/mnt/RAID_AB/A003')).toBe(false)
  })
})

describe('an engine that ends without a word', () => {
  it('leaves jobs that the next one starts again, from where they were kept', async () => {
    const copy = toy('copy', ['gpu'])
    using at = stage(copy.handler)
    const id = await at.queue.start('copy', { name: 'A003' })
    copy.runs[0]!.progress.tell({ done: 300, total: 1000, unit: 'bytes' })
    copy.runs[0]!.progress.keep({ after: 'A003C007' })
    const next = at.restart()
    expect(copy.runs.map(({ from }) => from)).toEqual([null, { after: 'A003C007' }])
    expect(next.get(id)).toMatchObject({ state: 'running', attempts: 1 })
    copy.runs[1]!.end({ state: 'done' })
    await until('done', () => state(next, id) === 'done')
    // Asked for again, it begins at its beginning.
    await next.start('copy', { name: 'A003' })
    expect(copy.runs[2]!.from).toBeNull()
  })

  it('starts nothing of them while the library can only be read', async () => {
    const copy = toy('copy', ['gpu'])
    using at = stage(copy.handler)
    const id = await at.queue.start('copy', { name: 'A003' })
    const reading = createJobQueue(
      {
        ...at.context,
        library: { ...at.context.library, onlyReading: new RushesError('library.readonly', 'The drive is full.') },
      },
      () => {},
    )
    reading.add(copy.handler)
    reading.wake()
    expect(copy.runs).toHaveLength(1)
    expect(state(reading, id)).toBe('waiting')
  })

  it('leaves jobs of a kind that the next one does not know waiting', async () => {
    const copy = toy('copy', ['gpu'])
    using at = stage(copy.handler)
    const id = await at.queue.start('copy', { name: 'A003' })
    const older = createJobQueue(at.context, () => {})
    older.wake()
    expect(state(older, id)).toBe('waiting')
  })

  it('leaves the queue as paused as a person has left it; what a person waits for goes on', async () => {
    const copy = toy('copy', ['gpu'])
    const report = toy('report', ['cpu:quick'], true)
    using at = stage(copy.handler, report.handler)
    at.queue.pause({ paused: true, quiet: false })
    const next = at.restart()
    expect(next.paused).toEqual({ paused: true, quiet: false })
    await next.start('copy', { name: 'A003' })
    await next.start('report', { name: 'Day 1' })
    expect([copy.runs.length, report.runs.length]).toEqual([0, 1])
    next.pause({ paused: false, quiet: false })
    expect(copy.runs).toHaveLength(1)
    expect(at.restart().paused).toEqual({ paused: false, quiet: false })
  })

  it('leaves the set quiet: what ran is stopped and waits until a person says so', async () => {
    const copy = toy('copy', ['gpu'])
    using at = stage(copy.handler)
    const id = await at.queue.start('copy', { name: 'A003' })
    at.queue.pause({ paused: true, quiet: true })
    await until('stopped', () => state(at.queue, id) === 'waiting')
    expect(at.queue.get(id)?.attempts).toBe(0)
    const next = at.restart()
    expect(next.paused).toEqual({ paused: true, quiet: true })
    expect(copy.runs).toHaveLength(1)
    next.pause({ paused: false, quiet: false })
    expect(copy.runs).toHaveLength(2)
  })
})
