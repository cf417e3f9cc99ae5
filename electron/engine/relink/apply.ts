/**
 * Links lost files to the places that a person chose. Each place is read again: equal bytes are the same file at
 * another place, other bytes are a new version, said as such.
 */
import { lstat } from 'node:fs/promises'
import type { Hashes } from '../../../shared/model/hash.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { EngineContext } from '../context.ts'
import { upsertContent } from '../db/catalogue/files-write.ts'
import { lostFile } from '../db/catalogue/lost-files.ts'
import { relinkRow } from '../db/volumes/scan-moves.ts'
import type { Scans } from '../scan/scans.ts'
import { enterVersionOfFile } from '../db/versions/version-of-file.ts'
import { upsertVolume } from '../db/volumes/volumes.ts'
import { diskPath } from '../domain/byte-names.ts'
import { native } from '../files/disk-path.ts'
import { classify, baseName } from '../domain/media/media-kinds.ts'
import { pathOnDrive, volumeLabel } from '../domain/volumes/volume.ts'
import { identifyVolume } from '../volumes/identify.ts'

export interface Choice {
  readonly fileId: string
  readonly path: string
}
interface Linked {
  readonly linked: number
  readonly problems: { readonly path: string; readonly message: string }[]
  readonly assetIds: string[]
}

interface RelinkDeps {
  readonly hash: (path: string) => Promise<Hashes>
  /** Rows of files are written in turn with the scans of their drive. */
  readonly inTurn: Scans['inTurn']
}

/** Links one after the other, in the name of `author`; what can't be linked is told and left as it is. */
export async function applyRelinks(
  context: EngineContext,
  { hash, inTurn }: RelinkDeps,
  choices: readonly Choice[],
  author: string,
): Promise<Linked> {
  const problems: { path: string; message: string }[] = []
  const assetIds: string[] = []
  for (const choice of choices) {
    try {
      assetIds.push(await link(context, { hash, inTurn }, choice, author))
    } catch (error) {
      const message =
        error instanceof RushesError
          ? error.message
          : `${choice.path} can't be read (${(error as Error).message}). Check its drive.`
      problems.push({ path: choice.path, message })
    }
  }
  return { linked: assetIds.length, problems, assetIds }
}

async function link(
  context: EngineContext,
  { hash, inTurn }: RelinkDeps,
  { fileId, path }: Choice,
  author: string,
): Promise<string> {
  const { writer } = context.library
  if (lostFile(writer, fileId) === undefined) throw foundAgain(path)
  // What was proposed is shown text; its bytes are what is opened.
  const disk = diskPath(path)
  await context.own.refuse(disk, 'is no media')
  const seen = await lstat(native(disk))
  if (!seen.isFile())
    throw new RushesError('conflict', `${path} is not a file. Choose the file itself; links are not followed.`)
  const volume = await identifyVolume(path)
  const hashes = await hash(disk)
  const volumeId = upsertVolume(writer, volume, volumeLabel(volume), context.now())
  return await inTurn(volumeId, async () => {
    const after = await lstat(native(disk))
    if (after.size !== seen.size || after.mtimeMs !== seen.mtimeMs)
      throw new RushesError('source.changed', `${path} is being changed. Link it when it rests.`)
    return writer.transaction(() => {
      const now = context.now()
      // A scan may have found it while this waited.
      const still = lostFile(writer, fileId)
      if (still === undefined) throw foundAgain(path)
      const kept = relinkRow(writer, still, { volumeId, path: pathOnDrive(path, volume) })
      const contentId = upsertContent(writer, { bytes: seen.size, hashes, kind: classify(path), now })
      enterVersionOfFile(writer, {
        assetId: still.assetId,
        fileId: kept,
        contentId,
        bytes: seen.size,
        mtimeNs: Math.round(seen.mtimeMs * 1e6),
        name: baseName(path),
        reason: 'relinked to a changed file',
        author,
        device: context.library.deviceName,
        now,
      })
      return still.assetId
    })()
  })
}

function foundAgain(path: string): RushesError {
  return new RushesError('not_found', `What was lost for ${path} is not missing any more. Look again.`)
}
