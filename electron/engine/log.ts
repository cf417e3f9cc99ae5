/**
 * The engine's log: JSON lines into rotating files in the library, levels, nothing secret.
 */
import pino, { type Logger } from 'pino'
import { visibleJson } from '../../shared/util/visible.ts'
import { createStream } from 'rotating-file-stream'

export type { Logger } from 'pino'

/** Names whose values never reach the log, at any depth we write. */
const SECRET = [
  'token',
  'password',
  'passphrase',
  'secret',
  'shellSecret',
  'x-rushes-shell',
  'accessKeyId',
  'secretAccessKey',
  'authorization',
  'cookie',
]

/** A log that is written to a file until it is closed. */
interface FileLog {
  readonly log: Logger
  /** Resolves when all that was said is in the file and the file is closed. */
  close(): Promise<void>
}

/** A log in `folder`: files of 5 MB, ten kept. */
export function createLog(folder: string, level: string): FileLog {
  const file = createStream('engine.log', { path: folder, size: '5M', maxFiles: 10 })
  // A full disk must not end the engine: the log goes quiet, the work goes on and says so itself.
  file.on('error', () => {})
  // Read in a terminal: names in it must not move its cursor. The last character is pino's own line break.
  const lines = {
    write: (line: string) => {
      file.write(`${visibleJson(line.slice(0, -1))}\n`)
    },
  }
  const log = pino(
    {
      level,
      redact: {
        paths: SECRET.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
        censor: '[hidden]',
      },
    },
    lines,
  )
  return {
    log,
    close: () =>
      new Promise((resolve) => {
        file.once('close', resolve)
        file.once('error', () => resolve())
        file.end()
      }),
  }
}
