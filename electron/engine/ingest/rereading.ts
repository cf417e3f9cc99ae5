/**
 * Puts right what older readers wrote down: contents that were probed by one, or that the tools of then could not
 * read, are probed again in the background. One at a time, at half the pace, and not while a card is copied or a
 * folder is scanned. Each is written down when it is done, so that a crash costs the one in hand.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { isRushesError } from '../../../shared/model/errors.ts'
import type { MediaFacts, Probe } from '../../../shared/model/probe.ts'
import type { Activity } from '../../../shared/model/work.ts'
import type { EngineContext } from '../context.ts'
import { assetsOfContent, readablePaths, readProbe } from '../db/catalogue/contents.ts'
import { requeueFailed } from '../db/jobs/jobs.ts'
import { countDue, dueLists, nextDue, type Due } from '../db/catalogue/rereading.ts'
import { hasFields } from '../domain/edit-proxies/raster.ts'
import { readValue, writeValue } from '../db/core/settings.ts'
import { firstThere } from './first-there.ts'
import { keepProbe, type ProbeFile } from './probing.ts'

interface RereadingDeps {
  readonly probe: ProbeFile
  /** The tools of today; throws `media.tool_missing`. */
  readonly tools: () => Promise<string>
  readonly reader: number
  /** True while nothing reads or writes drives that a person waits for. */
  readonly idle: () => boolean
  /** Asks for the pictures of these assets anew, for what is known of them has changed. */
  readonly remake: (assetIds: readonly string[]) => Promise<void>
  /** Told when work on a content that had failed waits again. */
  readonly wake: () => void
  /**
   * Told once when the tools are others than the last time: work that failed for what they lacked can be tried again.
   */
  readonly toolsChanged: () => void
  readonly changed: () => void
}

export interface Rereading {
  /** Looks for what is due and reads it. Resolves when nothing is due that can be read now. */
  look(): Promise<void>
  running(): Activity['rereading']
  close(): Promise<void>
}

const BATCH = 50
/** The setting that holds the tools of the last time. */
const KNOWN_TOOLS = 'media.tools'
/** Between two looks at whether a person waits for the drives. */
const BUSY_MS = 1_000
/** After each file so long at least, and as long as it took. */
const MIN_REST_MS = 10

/** Builds it; nothing is read before `look`. */
export function createRereading(context: EngineContext, deps: RereadingDeps): Rereading {
  const { writer } = context.library
  const stop = new AbortController()
  let progress: { done: number; total: number } | null = null
  let running: Promise<void> | null = null
  let again = false

  async function readOne(id: string): Promise<void> {
    const path = await firstThere(readablePaths(writer, id))
    if (path === undefined) return
    const before = readProbe(writer, id)
    let probe: Probe
    try {
      probe = await deps.probe(path, stop.signal)
    } catch (error) {
      // The drive went away, or the tools did: what is known stays until it can be read.
      if (!stop.signal.aborted) context.log.warn({ err: error, contentId: id }, 'a file could not be looked into again')
      return
    }
    if (!keepProbe(context, id, probe)) return
    const assetIds = assetsOfContent(writer, id)
    if (shown(before) !== shown(probe)) await deps.remake(assetIds)
    // Recipes learn with the reader: what they could not make of it then is tried once more.
    else if (requeueFailed(writer, id) > 0) deps.wake()
    context.events.publish(['assets', 'jobs'], assetIds)
  }

  async function readList(due: Due): Promise<void> {
    let after = ''
    for (;;) {
      const ids = nextDue(writer, due, after, BATCH)
      for (const id of ids) {
        while (!stop.signal.aborted && !deps.idle()) await rest(BUSY_MS)
        if (stop.signal.aborted) return
        const began = performance.now()
        await readOne(id)
        if (progress !== null) progress.done += 1
        deps.changed()
        await rest(Math.max(MIN_REST_MS, performance.now() - began))
      }
      if (ids.length < BATCH) return
      after = ids[ids.length - 1]!
    }
  }

  const rest = (ms: number): Promise<void> => wait(ms, undefined, { signal: stop.signal, ref: false }).catch(() => {})

  async function work(): Promise<void> {
    const tools = await deps.tools()
    if (readValue(writer, KNOWN_TOOLS) !== tools) {
      deps.toolsChanged()
      writeValue(writer, KNOWN_TOOLS, tools)
    }
    const total = await countDue(context.library.slowReader, deps.reader, tools, stop.signal)
    if (total === 0) return
    progress = { done: 0, total }
    deps.changed()
    context.log.info({ contents: total, reader: deps.reader }, 'media that an older reader has read are read again')
    for (const due of dueLists(deps.reader, tools)) await readList(due)
  }

  async function run(): Promise<void> {
    do {
      again = false
      await work().catch((error: unknown) => {
        // The media tools end before this does.
        const isEnd = stop.signal.aborted || (isRushesError(error) && error.code === 'cancelled')
        if (!isEnd) context.log.warn({ err: error }, 'reading media again stopped')
      })
      progress = null
      deps.changed()
    } while (again && !stop.signal.aborted)
  }

  return {
    look() {
      again = running !== null
      running ??= run().finally(() => {
        running = null
      })
      return running
    },
    running: () => progress,
    async close() {
      stop.abort()
      await running
    },
  }
}

/** What pictures and proxies are made by; a change of it makes them due again. */
function shown(probe: Probe | undefined): string {
  if (probe === undefined || !probe.ok) return 'nothing'
  const { kind, video, audio, start, durationFrames, limit }: MediaFacts = probe
  return JSON.stringify([
    kind,
    durationFrames,
    start?.text ?? null,
    limit == null,
    video.map((one) => [
      one.codec,
      one.width,
      one.height,
      one.displayWidth,
      one.displayHeight,
      one.rotation,
      one.mirrored ?? false,
      one.frames,
      one.rate,
      // Which field is first the decoder says; pictures only ask whether there are two.
      hasFields(one),
      one.primaries,
      one.transfer,
      one.matrix,
      one.range,
      one.hdr,
      one.immersive ?? null,
      ...(one.chromaticities == null ? [] : [one.chromaticities]),
      // Reader 0 went with pictures that showed the colour under transparent pixels.
      one.alpha ? Math.min(1, probe.reader ?? 0) : null,
    ]),
    audio.map((one) => [one.codec, one.channels, one.layout, one.sampleRate]),
  ])
}
