/**
 * Verifying a folder by its history, or what an MHL file or a list of checksums tells of, with what was found recorded for
 * the copies that the catalogue knows.
 */
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { ReadBack } from '../../../shared/model/asset.ts'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import type { VerifyEvent } from '../../../shared/model/offload.ts'
import type { EngineContext } from '../context.ts'
import { recordChecks, type FileCheck } from '../db/files-verify.ts'
import { volumeAt } from '../db/volumes.ts'
import { bestReadBack, pathOnDrive } from '../domain/volume.ts'
import type { HashFile } from '../hash/hash-file.ts'
import type { HashPool } from '../hash/hash-pool.ts'
import { creatorOf } from '../mhl/creator.ts'
import type { Finding, FindingKind } from '../mhl/findings.ts'
import { verifyFolder, type VerifyProgress, type VerifyResult } from '../mhl/verify.ts'
import { findV1Files, verifyV1 } from '../mhl/v1-verify.ts'
import { identifyVolume } from '../volumes/identify.ts'
import { meter, type Tell } from './meter.ts'

export interface VerifyDeps { readonly version: string; readonly hashes: HashPool }

export type DoneEvent = Extract<VerifyEvent, { type: 'done' }>

/**
 * Verifies one place, reading past the file cache where the drive allows it. Tells findings and progress, and answers with
 * the end of the story.
 * @throws RushesError `source.missing`, and what `verifyFolder` and `verifyV1` throw
 */
export async function verifyPath(
  context: EngineContext, deps: VerifyDeps, input: { readonly path: string; readonly dryRun: boolean }, push: Tell, signal: AbortSignal | undefined,
): Promise<DoneEvent> {
  const path = resolve(input.path)
  await context.own.refuse(path, 'is verified by nobody: it changes as it is used')
  const isFile = await kindOf(path) === 'file'
  const base = isFile ? resolve(path, '..') : path
  const checks: FileCheck[] = []
  const volume = await identifyVolume(path)
  const best = bestReadBack(volume)
  const methods = new Map<string, ReadBack>()
  const hashFile: HashFile = (file, formats, options = {}) => deps.hashes.hashFile(file, formats, {
    ...options, readBack: best, onMethod: (method) => { methods.set(file.normalize('NFC'), method) },
  })
  const onFile = (finding: Finding): void => {
    push({ type: 'finding', path: finding.path, finding: finding.finding, message: finding.message })
    if (finding.finding !== 'verified' && finding.finding !== 'mismatch') return
    const file = join(base, finding.path)
    checks.push({ path: pathOnDrive(file, volume), ok: finding.finding === 'verified', method: methods.get(file.normalize('NFC')) ?? 'page-cache' })
    methods.delete(file.normalize('NFC'))
  }
  const progress = meter(push, context.now)
  const options = {
    dryRun: input.dryRun, onFile, onProgress: (reading: VerifyProgress) => { progress(reading) }, hashFile, parallel: deps.hashes.size,
    creator: creatorOf(context.library.deviceName, deps.version, context.settings().author), ...(signal === undefined ? {} : { signal }),
  }
  const result = isFile ? await verifyV1(path, options) : await verifyFolder(path, options).catch((error: unknown) => verifyLists(path, error, options))
  const touched = await recordChecks(context.library.writer, volumeAt(context.library.writer, volume), checks, context.now())
  if (touched.length > 0) context.events.publish(['assets', 'volumes'], touched.length > 200 ? null : touched)
  return ending(path, result)
}

/** A folder without a history of its own may have older lists in it: then it is verified by all of them. */
async function verifyLists(folder: string, error: unknown, options: Parameters<typeof verifyV1>[1]): Promise<VerifyResult> {
  const lists = isRushesError(error) && error.code === 'mhl.missing' ? await findV1Files(folder) : []
  const results: VerifyResult[] = []
  for (const list of lists) results.push(await verifyV1(list, options))
  const [first] = results
  if (first === undefined) throw error
  return {
    ok: results.every((one) => one.ok), counts: Object.fromEntries(Object.keys(first.counts).map((kind) => [kind, results.reduce((sum, one) => sum + one.counts[kind as FindingKind], 0)])) as Record<FindingKind, number>,
    findings: results.flatMap((one) => one.findings), histories: [], remarks: results.flatMap((one) => one.remarks),
    files: results.reduce((sum, one) => sum + one.files, 0), bytes: results.reduce((sum, one) => sum + one.bytes, 0),
  }
}

async function kindOf(path: string): Promise<'file' | 'folder'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch (error) {
    throw new RushesError('source.missing', `${path} is not there. Check the path, or connect its drive.`, { path }, { cause: error })
  }
}

function ending(path: string, result: VerifyResult): DoneEvent {
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
