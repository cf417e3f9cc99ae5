/**
 * Why a clip can't be read, or something could not be made of it, with what was run: for the inspector and `show`.
 */
import type { Trouble } from '../../../shared/model/asset.ts'
import { jobWord } from '../../../shared/model/jobs.ts'
import { probeSchema } from '../../../shared/model/probe.ts'
import { primaryContent, readablePaths } from '../db/catalogue/contents.ts'
import { sequenceOfAsset } from '../db/catalogue/sequences.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { failedOfContent, heldOfContent } from '../db/jobs/jobs-read.ts'
import { readShown } from '../jobs/shown.ts'
import { probeArgs } from '../media/probe-run.ts'
import { commandLine } from '../media/runner.ts'

/** All of them; the reading first. `stored` is the probe of the clip. */
export function troublesOf(db: ReadableDb, assetId: string, stored: string | null): Trouble[] {
  const contentId = primaryContent(db, assetId)
  const probe = stored === null ? null : (probeSchema.safeParse(JSON.parse(stored)).data ?? null)
  const said = probe === null ? null : probe.ok ? (probe.cutShort ?? probe.limit?.reason ?? null) : probe.reason
  const standIn = contentId === undefined ? null : (readShown(db, contentId)?.standIn?.join(', ') ?? null)
  const [path] = contentId === undefined ? [] : readablePaths(db, contentId)
  const reading: Trouble[] =
    said === null
      ? []
      : [
          {
            what: 'Reading',
            said: standIn === null ? said : `${said} Shown by the proxy that its camera made: ${standIn}.`,
            command: path === undefined ? null : commandLine('ffprobe', probeArgs(path)),
            log: probe?.ok === false && probe.log !== '' ? probe.log : null,
            // The same bytes give the same answer: they are read again when the tools or the reader change.
            jobId: null,
          },
        ]
  const failed =
    contentId === undefined
      ? []
      : failedOfContent(db, contentId, { assetId, key: sequenceOfAsset(db, assetId)?.key ?? null })
  return [
    ...reading,
    ...(contentId === undefined ? [] : heldOfContent(db, contentId)).map(({ kind, heldBy }) => ({
      what: jobWord(kind),
      said: `${jobWord(kind)}: ${heldBy.replace(/^W/, 'w').replace(/\.$/, '')}.`,
      command: null,
      log: null,
      // It goes on by itself.
      jobId: null,
    })),
    ...failed.map(({ id, kind, message, command, log }) => ({
      what: jobWord(kind),
      said: message,
      command,
      log,
      jobId: id,
    })),
  ]
}
