/**
 * A sequence whose frames can all be read now.
 */
import { access, constants } from 'node:fs/promises'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Probe } from '../../../shared/model/probe.ts'
import type { Rate } from '../../../shared/time/rate.ts'
import { framesKeyOf } from '../db/catalogue/frames-key.ts'
import { frameFiles, frameParts, sequenceProbe } from '../db/catalogue/sequences.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { isUnnameable } from '../domain/byte-names.ts'
import { fileOf, framePieces, mostRuns, type FramePiece } from '../domain/media/frame-runs.ts'
import { pictureOf } from '../domain/media/picture.ts'
import { nativeShown } from '../files/disk-path.ts'
import type { SequenceSource } from '../media/sequence-input.ts'
import type { JobProgress } from './handler.ts'

/** Which sequence is meant, with the frames that it had then, and at which rate. */
export interface SequenceWish {
  readonly versionId: string
  readonly key: string | null
  readonly rate: Rate
}

export interface SequenceHere {
  readonly probe: Probe
  /** Every frame's file. */
  readonly files: readonly string[]
  readonly source: SequenceSource
}

/** Files that are looked for at a time. */
const AT_A_TIME = 32
/** Copies that turn out to be gone are passed over so many times. */
const ROUNDS = 4

/**
 * The frames of a sequence, on no drive that is about to be let go; undefined while one is away, and before the first was
 * looked into. Throws RushesError 'media.unsupported' for frames that no one run of ffmpeg can read.
 */
export async function sequenceHere(
  db: ReadableDb,
  { versionId, rate }: SequenceWish,
  asText: (path: string) => string,
  progress: Pick<JobProgress, 'isSuspended'>,
): Promise<SequenceHere | undefined> {
  const probe = sequenceProbe(db, versionId, rate)
  if (probe === undefined) return undefined
  const video = probe.ok ? pictureOf(probe) : null
  const most = mostRuns(video ?? { width: 1, height: 1 })
  const parts = frameParts(db, versionId)
  let known = frameFiles(db, versionId).filter(({ path }) => !progress.isSuspended(path))
  for (let round = 0; round < ROUNDS; round += 1) {
    const pieces = framePieces(parts, known, most)
    if (pieces === null) return undefined
    const files = pieces.flatMap(filesOf)
    const gone = new Set(await notThere(files))
    if (gone.size === 0)
      return { probe, files, source: { pieces: pieces.map((piece) => asPattern(piece, asText)), rate } }
    known = known.filter(({ path }) => !gone.has(path))
  }
  return undefined
}

/** True where the frames are others than they were when the work began. */
export function framesChanged(db: ReadableDb, { versionId, key }: SequenceWish): boolean {
  return framesKeyOf(db, versionId) !== key
}

function filesOf(piece: FramePiece): string[] {
  return piece.kind === 'hole' ? [] : Array.from({ length: piece.count }, (_, at) => fileOf(piece, at))
}

/** Which of these files are gone. */
export async function notThere(files: readonly string[]): Promise<string[]> {
  const gone: string[] = []
  for (let from = 0; from < files.length; from += AT_A_TIME)
    await Promise.all(
      files.slice(from, from + AT_A_TIME).map(async (path) => {
        await access(nativeShown(path), constants.R_OK).catch(() => gone.push(path)) // Gone with its drive.
      }),
    )
  return gone
}

/** A folder whose name is no text is reached by a link to it; a pattern of such names can't be written. */
function asPattern(piece: FramePiece, asText: (path: string) => string): FramePiece {
  if (piece.kind === 'hole') return piece
  if (isUnnameable(`${piece.before}${piece.after}`))
    throw new RushesError(
      'media.unsupported',
      'The names of these frames are in no encoding that can be read, and the run can’t be named to ffmpeg. Rename the frames.',
    )
  return { ...piece, folder: asText(piece.folder) }
}
