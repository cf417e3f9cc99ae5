/**
 * What the command line says: results on standard output (text, or one JSON object a line), sentences and the progress
 * bar on standard error, so that a pipe gets data alone. The one door through which text goes to a terminal: what names
 * from elsewhere could do there (move the cursor, begin a line, turn the order around) is spelled out here.
 */
import type { Writable } from 'node:stream'
import type { Fact } from '../../shared/model/asset.ts'
import type { RushesError } from '../../shared/model/errors.ts'
import { visible, visibleJson } from '../../shared/util/visible.ts'

/** One line, or several that we laid out. A line break within one comes from elsewhere and is spelled out. */
export type Text = string | readonly string[]

export interface Output {
  readonly json: boolean
  /** Nobody reads the results any more: what only lists may stop; what does something goes on. */
  readonly closed: () => boolean
  /** A record: a JSON line, or its text. */
  record(type: string, value: object, text: Text): void
  /** A sentence for people, in either mode, on standard error. */
  say(sentence: Text): void
  /** A line that is only for people: nothing in JSON. */
  line(text: Text): void
  /** Live progress: a JSON line, or a bar that replaces itself on a terminal; nothing in a pipe. */
  progress(value: object, text: string): void
  /** The last line of a command. */
  result(value: { readonly exit: number; readonly code: string; readonly [key: string]: unknown }): void
  failure(error: RushesError): void
}

const PROGRESS_INTERVAL_MS = 200

export interface GlobalOptions {
  readonly library?: string
  readonly json?: boolean
}

/** The output that these options ask for. */
export function outputFor(options: GlobalOptions): Output {
  return createOutput(options.json === true, process.stdout, process.stderr)
}

/** The output of one command on these streams. */
export function createOutput(
  json: boolean,
  out: Writable & { isTTY?: boolean },
  err: Writable & { isTTY?: boolean; columns?: number },
): Output {
  let bar = ''
  let lastProgress = 0
  const lost = new Set<Writable>()
  for (const stream of [out, err])
    stream.once('error', () => {
      lost.add(stream)
    })
  const put = (stream: Writable, text: string): void => {
    if (!lost.has(stream) && !stream.destroyed) stream.write(text)
  }
  const clear = (): void => {
    if (bar !== '') put(err, '\r\u001b[K')
    bar = ''
  }
  const write = (stream: Writable, text: Text): void => {
    clear()
    for (const line of typeof text === 'string' ? [text] : text) put(stream, `${visible(line)}\n`)
  }
  const writeJson = (value: object): void => {
    clear()
    put(out, `${visibleJson(JSON.stringify(value))}\n`)
  }
  return {
    json,
    closed: () => lost.has(out) || out.destroyed,
    record: (type, value, text) => {
      if (json) writeJson({ type, ...value })
      else write(out, text)
    },
    say: (sentence) => write(err, sentence),
    line: (text) => {
      if (!json) write(out, text)
    },
    progress: (value, text) => {
      const now = Date.now()
      if (now - lastProgress < PROGRESS_INTERVAL_MS) return
      lastProgress = now
      if (json) writeJson({ type: 'progress', ...value })
      else if (err.isTTY === true) {
        bar = visible(text).slice(0, (err.columns ?? 80) - 1)
        put(err, `\r\u001b[K${bar}`)
      }
    },
    result: (value) => {
      clear()
      if (json) writeJson({ type: 'result', ok: value.exit === 0, ...value })
    },
    failure: (error) => {
      write(err, error.message)
      if (json)
        writeJson({
          type: 'result',
          ok: false,
          code: error.code,
          exit: error.exit,
          message: error.message,
          details: error.details,
        })
    },
  }
}

/** A fact of a clip as a line, below the line that names the clip. */
export function factLine({ group, label, value }: Fact): string {
  return `  ${`${group} · ${label}`.padEnd(24)} ${value}`
}

/** Bytes as drives state them: 1.5 GB. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return unit === 0 ? `${value} B` : `${value.toFixed(value < 10 ? 2 : 1)} ${units[unit]!}`
}

/** Seconds as a crew says them: 45 s, 6 min, 1 h 20 min. */
export function timeLeftText(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return 'time left not known yet'
  return `${spanText(seconds)} left`
}

/** A length of time that is no more than an estimate: 45 s, 6 min, 1 h 20 min. */
export function spanText(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
