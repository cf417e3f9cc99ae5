/**
 * What of a selection can be copied now, and where it would lie: nothing is written, and no file is touched.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import { join } from 'node:path'
import type { CopyParams, CopyPlan, CopyRow } from '../../../shared/model/selection-copy.ts'
import { visible } from '../../../shared/util/visible.ts'
import { readAssetRow } from '../db/catalogue/assets-read.ts'
import { readClipFiles, type ClipFiles } from '../db/catalogue/clip-files.ts'
import { readDerivative } from '../db/catalogue/derivatives.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { choosePlaces, type ChosenPart } from '../domain/selection-copy/choose.ts'
import { clipTemplate, foldersBy, meetingClips, pathsOf } from '../domain/selection-copy/place.ts'
import type { NameTemplate } from '../domain/naming/template.ts'
import { extensionOf } from '../domain/media/media-kinds.ts'

/** Clips that are looked at before others have their turn. */
const CLIPS_A_TURN = 50
/** Rows that are told; the counts are of all. */
const MAX_ROWS = 500

/** Where a file is read: an absolute path as the catalogue shows it, and the mount point of its drive. */
interface CopySource {
  readonly source: string
  readonly mountPoint: string
}

/** One file to copy. */
export interface CopyFile extends CopySource {
  readonly assetId: string
  /** Below the folder of the copy, with forward slashes. */
  readonly path: string
  /** Where it is read when it is gone from there. */
  readonly others: readonly CopySource[]
  readonly contentId: string
  readonly bytes: number
  /** What the catalogue knows of its bytes; null where nothing is. */
  readonly xxh128: string | null
  /** Of its clip. */
  readonly roll: string | null
}

export interface PlannedCopy {
  readonly rows: readonly CopyRow[]
  readonly counts: CopyPlan['counts']
  readonly files: readonly CopyFile[]
  readonly bytes: number
}

interface Looked {
  readonly row: CopyRow
  readonly files: readonly CopyFile[]
}

type Wish = Pick<CopyParams, 'assetIds' | 'template' | 'of'>

/**
 * Plans the copy of clips.
 * @param derivatives the library's folder of derivatives, absolute
 * @throws RushesError `usage` for a template that can't be read
 */
export async function planCopy(db: ReadableDb, derivatives: string, wish: Wish): Promise<PlannedCopy> {
  const template = wish.template === null ? null : clipTemplate(wish.template)
  const looked: Looked[] = []
  for (const [at, assetId] of [...new Set(wish.assetIds)].entries()) {
    if (at % CLIPS_A_TURN === 0) await breathe()
    looked.push(look(db, derivatives, assetId, template, wish.of))
  }
  const met = meetingClips(looked.flatMap(({ files }) => files))
  const nameOf = new Map(looked.map(({ row }) => [row.assetId, row.name]))
  const judged = looked.map((one): Looked => {
    const meeting = met.get(one.row.assetId)
    if (meeting === undefined) return one
    const others = meeting.others.slice(0, 3).map((id) => visible(nameOf.get(id) ?? id))
    const why = `${visible(meeting.path)} would also be the name of ${others.join(', ')}, which has other bytes. Put {roll} or {camera} into the folders, or copy them one after the other into folders of their own.`
    return { row: { ...one.row, state: 'conflict', why }, files: [] }
  })
  const counts = { ready: 0, away: 0, missing: 0, conflict: 0 }
  for (const { row } of judged) counts[row.state] += 1
  // Clips of equal bytes share their files.
  const files = [...new Map(judged.flatMap((one) => one.files.map((file) => [file.path, file] as const))).values()]
  return {
    rows: judged
      .map(({ row }) => row)
      .toSorted((a, b) => Number(a.why === null) - Number(b.why === null))
      .slice(0, MAX_ROWS),
    counts,
    files,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
  }
}

function look(
  db: ReadableDb,
  derivatives: string,
  assetId: string,
  template: NameTemplate | null,
  of: CopyParams['of'],
): Looked {
  const clip = readClipFiles(db, assetId)
  if (clip === undefined) return not(assetId, assetId, 'missing', 'The clip is not in this library any more.')
  const folders = template === null ? null : foldersBy(template, clip.words)
  return of === 'proxies'
    ? lookAtProxy(db, derivatives, assetId, clip, folders)
    : lookAtOriginals(assetId, clip, folders)
}

function lookAtOriginals(assetId: string, { words, parts }: ClipFiles, folders: readonly string[] | null): Looked {
  const choice = choosePlaces(parts)
  if (choice.state === 'missing')
    return not(
      assetId,
      words.name,
      'missing',
      'No good copy of all its files is known. Find it again with “Relink”, or repair it.',
    )
  if (choice.state === 'away')
    return not(
      assetId,
      words.name,
      'away',
      `It is on ${choice.away.map(visible).join(', ')}, which is away. Connect the drive.`,
    )
  const paths = pathsOf(
    choice.parts.map(({ place }) => place),
    { roll: words.roll, folders },
  )
  const files = choice.parts.map((one, at) => fileOf(assetId, one, paths[at]!, words.roll))
  return ready(assetId, words.name, files)
}

function fileOf(assetId: string, { part, place, others }: ChosenPart, path: string, roll: string | null): CopyFile {
  return {
    assetId,
    path,
    source: place.at,
    mountPoint: place.mountPoint,
    others: others.map(({ at, mountPoint }) => ({ source: at, mountPoint })),
    contentId: part.contentId,
    bytes: part.bytes,
    xxh128: part.xxh128,
    roll,
  }
}

/** The review proxy that the window plays, under the name of the original. */
function lookAtProxy(
  db: ReadableDb,
  derivatives: string,
  assetId: string,
  { words, parts }: ClipFiles,
  folders: readonly string[] | null,
): Looked {
  const id = readAssetRow(db, assetId)?.derivatives.proxy ?? null
  const proxy = id === null ? undefined : readDerivative(db, id)
  const original = parts[0]?.places[0]
  if (proxy === undefined || original === undefined)
    return not(assetId, words.name, 'missing', 'It has no review proxy yet. Make one with: rushes proxy')
  const [path] = pathsOf([original], { roll: words.roll, folders })
  const ending = extensionOf(proxy.path)
  const bare = path!.replace(/\.[^./]+$/, '')
  const file: CopyFile = {
    assetId,
    path: ending === '' ? bare : `${bare}.${ending}`,
    source: join(derivatives, proxy.path),
    mountPoint: derivatives,
    others: [],
    // Two proxies of one content, with other looks, are other bytes.
    contentId: id!,
    bytes: proxy.bytes,
    xxh128: null,
    roll: words.roll,
  }
  return ready(assetId, words.name, [file])
}

function ready(assetId: string, name: string, files: readonly CopyFile[]): Looked {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  return {
    row: { assetId, name, state: 'ready', path: files[0]!.path, files: files.length, bytes, why: null },
    files,
  }
}

function not(assetId: string, name: string, state: CopyRow['state'], why: string): Looked {
  return { row: { assetId, name, state, path: null, files: 0, bytes: 0, why }, files: [] }
}
