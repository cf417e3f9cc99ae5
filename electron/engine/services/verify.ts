/**
 * Verification of folders as a procedure: findings as they come, the verdict at the end.
 */
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import type { VerifyEvent } from '../../../shared/model/offload.ts'
import type { EngineContext } from '../context.ts'
import { recordChecks, type FileCheck } from '../db/files-verify.ts'
import { volumeAt } from '../db/volumes.ts'
import { pathOnDrive } from '../domain/volume.ts'
import type { HashPool } from '../hash/hash-pool.ts'
import { creatorOf } from '../mhl/creator.ts'
import type { Finding } from '../mhl/findings.ts'
import { verifyFolder, type VerifyProgress, type VerifyResult } from '../mhl/verify.ts'
import { verifyV1 } from '../mhl/v1-verify.ts'
import { createQueue } from '../queue.ts'
import { identifyVolume } from '../volumes/identify.ts'
import type { Builder } from './implement.ts'

export interface VerifyDeps { readonly version: string; readonly hashes: HashPool }

/** Implements `verify`. */
export function verifyServices(os: Builder, context: EngineContext, deps: VerifyDeps) {
  return os.verify.router({
    folder: os.verify.folder.handler(({ input, signal }) => verifyEvents(context, deps, input, signal)),
  })
}

async function* verifyEvents(
  context: EngineContext, deps: VerifyDeps, input: { path: string; dryRun: boolean }, signal: AbortSignal | undefined,
): AsyncGenerator<VerifyEvent, void> {
  const path = resolve(input.path)
  const isFile = await kindOf(path) === 'file'
  const queue = createQueue<VerifyEvent>()
  const checks: FileCheck[] = []
  const volume = await identifyVolume(path)
  const onFile = (finding: Finding): void => {
    queue.push({ type: 'finding', path: finding.path, finding: finding.finding, message: finding.message })
    if (finding.finding !== 'verified' && finding.finding !== 'mismatch') return
    const base = isFile ? resolve(path, '..') : path
    checks.push({ path: pathOnDrive(join(base, finding.path), volume), ok: finding.finding === 'verified' })
  }
  const options = {
    dryRun: input.dryRun, onFile, onProgress: progressTo(queue.push, context.now), hashFile: deps.hashes.hashFile, parallel: deps.hashes.size,
    creator: creatorOf(context.library.deviceName, deps.version, context.settings().author), ...(signal === undefined ? {} : { signal }),
  }
  const work = isFile ? verifyV1(path, options) : verifyFolder(path, options)
  const settled = work.then(queue.end, queue.fail)
  yield* queue.read()
  await settled
  const touched = await recordChecks(context.library.writer, volumeAt(context.library.writer, volume), checks, context.now())
  if (touched.length > 0) context.events.publish(['assets', 'volumes'], touched)
  yield ending(path, await work)
}

async function kindOf(path: string): Promise<'file' | 'folder'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch (error) {
    throw new RushesError('source.missing', `${path} is not there. Check the path, or connect its drive.`, { path }, { cause: error })
  }
}

/** At most ten readings a second, with speed and time left over the whole run. */
function progressTo(push: (event: VerifyEvent) => void, now: () => number): (progress: VerifyProgress) => void {
  const begin = now()
  let last = 0
  return (progress) => {
    const at = now()
    if (at - last < 100) return
    last = at
    const speed = (progress.bytes / Math.max(1, at - begin)) * 1000
    push({ type: 'progress', ...progress, speed, secondsLeft: speed === 0 ? null : (progress.totalBytes - progress.bytes) / speed })
  }
}

function ending(path: string, result: VerifyResult): VerifyEvent {
  const { counts } = result
  const problems = Object.entries(counts).filter(([kind, count]) => count > 0 && kind !== 'verified' && kind !== 'skipped')
  const why = result.histories.find((history) => history.notRecorded !== null)?.notRecorded ?? null
  const kept = why === null ? '' : ` ${why}`
  const sentence = result.ok
    ? `${path} is whole: all ${result.files} files are as they were sealed.${kept}`
    : `${path} is not as it was sealed: ${problems.map(([kind, count]) => `${count} ${kind}`).join(', ')} of ${result.files} files.${kept}`
  return {
    type: 'done', ok: result.ok, counts: { ...counts }, sentence,
    histories: result.histories.map(({ root, generation, manifest }) => ({ root, generation, manifest })),
  }
}
