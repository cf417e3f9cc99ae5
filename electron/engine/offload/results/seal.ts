/**
 * Seals what an offload verified at a destination: one ASC MHL generation for every roll, and for the folder above them
 * where files lie outside the rolls.
 */
import { dirname, join } from 'node:path'
// A card of a hundred thousand files is looked through here: others get a turn in between.
import { setImmediate as breathe } from 'node:timers/promises'
import { RushesError } from '../../../../shared/model/errors.ts'
import type { HashFormat, Hashes } from '../../../../shared/model/hash.ts'
import { diskPath } from '../../domain/byte-names.ts'
import type { OffloadPlan } from '../../domain/offload/offload.ts'
import type { Creator } from '../../mhl/model.ts'
import { hasHistory } from '../../mhl/has-history.ts'
import { sealGeneration } from '../../mhl/seal.ts'
import { below } from '../../files/below.ts'
import type { SealFile } from '../../mhl/seal-plan.ts'
import { V1_FORMATS, writeV1 } from '../../mhl/v1-write.ts'
import type { SealFolder } from './seal-thread.ts'
import { isSealable, type SealEntry, type SealRequest } from '../run/outcome.ts'

/** Entries that are looked through before others get a turn. */
const ENTRIES_A_TURN = 5_000

/** What the manifest says of itself when its hashes are those of the originals alone. */
const NOT_READ_BACK = 'Hashes were taken while the originals were read. The copies were not read back.'

interface SealOptions {
  readonly creator: Creator
  /**
   * The formats that were asked for. xxh128 is taken for the catalogue in any case and is only sealed when asked for.
   */
  readonly formats: readonly HashFormat[]
  /** Also an MHL 1.1 file beside each folder of the card. */
  readonly mhl1?: boolean
  /** When the read-back ended, milliseconds since 1970. */
  readonly now: number
  /** What the comment of the generation begins with. */
  readonly comment?: string
  /** Where generations are made; here, when it is left out. */
  readonly seal?: SealFolder
}

/**
 * Seals one destination. Throws what `sealGeneration` throws: the copies stay verified, the verdict says why not
 * sealed.
 */
export async function sealDestination(plan: OffloadPlan, request: SealRequest, options: SealOptions): Promise<void> {
  // A path that no manifest can hold stays verified and unsealed; the verdict says so.
  const scopes = request.scopes.filter((scope) => isSealable(scope.path))
  const seal = options.seal ?? sealHere
  for (const top of topmost(scopes.map((scope) => scope.path))) {
    const inside = `${top}/`
    let [count, unread] = [0, false]
    for (const entry of entriesBelow(inside, request)) {
      count += 1
      unread ||= !entry.readBack
      if (count % ENTRIES_A_TURN === 0) await breathe()
    }
    if (count === 0) continue
    await seal(
      {
        root: join(request.root, ...diskPath(top).split('/')),
        process: 'transfer',
        creator: options.creator,
        startedAt: request.startedAt,
        nested: scopes
          .map((scope) => scope.path)
          .filter((path) => path.startsWith(inside))
          .map((path) => diskPath(path).slice(diskPath(inside).length)),
        comment: `${options.comment ?? ''}${unread ? `${NOT_READ_BACK} ` : ''}from ${plan.sources.join(', ')} to ${request.root}`,
      },
      filesBelow(inside, request, options),
    )
  }
  await requireSealed(plan, request)
  if (options.mhl1 === true) for (const folder of plan.folders) await sealOld(folder, request, options)
}

const sealHere: SealFolder = async (request, files) => {
  await sealGeneration({ ...request, entries: [...files] })
}

function* entriesBelow(inside: string, { entries }: SealRequest): Generator<SealEntry, void> {
  for (const entry of entries) if (entry.path.startsWith(inside) && isSealable(entry.path)) yield entry
}

function* filesBelow(inside: string, request: SealRequest, options: SealOptions): Generator<SealFile, void> {
  const from = diskPath(inside).length
  for (const entry of entriesBelow(inside, request)) {
    yield {
      path: diskPath(entry.path).slice(from),
      size: entry.size,
      modified: Number(entry.mtimeNs / 1_000_000n),
      hashes: chosen(entry.hashes, [...options.formats, ...entry.claimed]),
      hashedAt: options.now,
      ...(entry.differs.length === 0 ? {} : { differs: entry.differs }),
      ...(entry.readBack ? {} : { unread: true }),
    }
  }
}

/** What has to be hashed for this request: MHL 1.1 knows fewer formats, and one of them is taken for it. */
export function formatsFor(asked: {
  readonly hashes: readonly HashFormat[]
  readonly mhl1?: boolean
}): readonly HashFormat[] {
  const missing = asked.mhl1 === true && !asked.hashes.some((format) => V1_FORMATS.includes(format))
  return missing ? [...asked.hashes, 'xxh64'] : asked.hashes
}

/** What was verified where it stood, outside the card's folder, has to stand in a sealed folder already. */
async function requireSealed(plan: OffloadPlan, request: SealRequest): Promise<void> {
  const sealed = new Map<string, boolean>([['.', false]])
  const isSealed = async (folder: string): Promise<boolean> => {
    const known = sealed.get(folder)
    if (known !== undefined) return known
    const answer = (await hasHistory(below(request.root, folder))) || (await isSealed(dirname(folder)))
    sealed.set(folder, answer)
    return answer
  }
  for (const { path } of request.entries) {
    if (plan.folders.some((folder) => path.startsWith(`${folder}/`)) || (await isSealed(dirname(path)))) continue
    throw new RushesError(
      'mhl.missing',
      `${path} is verified in place on ${request.root}, but no folder above it has an ASC MHL history. Offload the card with --whole, or seal that folder.`,
      { path },
    )
  }
}

/** MHL 1.1 has no word for a file that differs from its first hash: such a file is left out. */
async function sealOld(folder: string, request: SealRequest, options: SealOptions): Promise<void> {
  const taken = options.formats.some((format) => V1_FORMATS.includes(format)) ? options.formats : ['xxh64' as const]
  const entries = [...request.entries]
    .filter(({ path, differs }) => path.startsWith(`${folder}/`) && differs.length === 0 && isSealable(path))
    .map((entry: SealEntry) => ({
      path: diskPath(entry.path),
      size: entry.size,
      modified: Number(entry.mtimeNs / 1_000_000n),
      hashes: chosen(entry.hashes, taken),
      hashedAt: options.now,
    }))
  if (entries.length === 0) return
  await writeV1({
    folder: request.root,
    name: folder,
    creator: options.creator,
    startedAt: request.startedAt,
    finishedAt: options.now,
    entries,
  })
}

/** The scopes that lie in no other scope. */
function topmost(paths: readonly string[]): string[] {
  return paths.filter((path) => !paths.some((other) => path.startsWith(`${other}/`)))
}

function chosen(hashes: Hashes, formats: readonly HashFormat[]): Hashes {
  return Object.fromEntries(
    Object.entries(hashes).filter(([format]) => (formats as readonly string[]).includes(format)),
  )
}
