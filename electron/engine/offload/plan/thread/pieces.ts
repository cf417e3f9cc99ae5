/**
 * A plan cut into pieces of a bounded size, and put together again. Pure.
 */
import type {
  Existing,
  OffloadPlan,
  PlannedDirectory,
  PlannedFile,
  SkippedEntry,
} from '../../../domain/offload/offload.ts'
import type { CardManifest, Claim } from '../../../domain/offload/source-manifests.ts'
import type { PlanHead, PlanPiece } from './messages.ts'

/** Entries of a piece: a millisecond or two to unpack. */
export const PIECE_ENTRIES = 500

/** The long lists of a plan, in pieces. */
export function* piecesOf(plan: OffloadPlan): Generator<PlanPiece, void> {
  for (const entries of groups(plan.files)) yield { of: 'files', entries }
  for (const entries of groups(plan.directories)) yield { of: 'directories', entries }
  for (const entries of groups(plan.skipped)) yield { of: 'skipped', entries }
  if (plan.honoured !== undefined) {
    const { manifests, claims, missing } = plan.honoured
    for (const entries of groups(manifests)) yield { of: 'manifests', entries }
    const places = new Map(manifests.map((manifest, index) => [manifest, index]))
    const placeOf = (manifest: CardManifest): number => {
      const place = places.get(manifest)
      if (place === undefined) throw new Error(`${manifest.path} is not among the manifests of its plan`)
      return place
    }
    for (const entries of groups(claims))
      yield {
        of: 'claims',
        entries: entries.map(([path, list]) => [
          path,
          list.map((claim) => ({ ...claim, manifest: placeOf(claim.manifest) })),
        ]),
      }
    for (const entries of groups(missing))
      yield { of: 'missing', entries: entries.map(({ path, manifest }) => ({ path, manifest: placeOf(manifest) })) }
  }
  for (const [destination, { existing, standing }] of plan.destinations.entries()) {
    for (const entries of groups(existing)) yield { of: 'existing', destination, entries }
    for (const entries of groups(standing ?? [])) yield { of: 'standing', destination, entries }
  }
}

/** The plan without its long lists. */
export function headOf(plan: OffloadPlan): PlanHead {
  const { sources, folders, sourceVolume, bytes, clips, rolls, scopes, remarks, doubts } = plan
  return {
    sources,
    folders,
    sourceVolume,
    bytes,
    clips,
    rolls,
    scopes,
    remarks,
    doubts,
    files: [],
    directories: [],
    skipped: [],
    destinations: plan.destinations.map((one) => ({
      ...one,
      existing: new Map(),
      ...(one.standing === undefined ? {} : { standing: new Map() }),
    })),
    ...(plan.honoured === undefined
      ? {}
      : { honoured: { ...plan.honoured, manifests: [], claims: new Map(), missing: [] } }),
  }
}

/** Puts a plan together: pieces in the order in which they were cut, then the head. */
export interface Join {
  add(piece: PlanPiece): void
  end(head: PlanHead): PlanHead
}

/** Makes one, for one plan. */
export function createJoin(): Join {
  const files: PlannedFile[] = []
  const directories: PlannedDirectory[] = []
  const skipped: SkippedEntry[] = []
  const manifests: CardManifest[] = []
  const claims = new Map<string, readonly Claim[]>()
  const missing: { readonly path: string; readonly manifest: CardManifest }[] = []
  const existing: Map<string, Existing>[] = []
  const standing: Map<string, string>[] = []
  return {
    add(piece) {
      switch (piece.of) {
        case 'files':
          files.push(...piece.entries)
          return
        case 'directories':
          directories.push(...piece.entries)
          return
        case 'skipped':
          skipped.push(...piece.entries)
          return
        case 'manifests':
          manifests.push(...piece.entries)
          return
        case 'claims':
          for (const [path, list] of piece.entries)
            claims.set(
              path,
              list.map((claim) => ({ ...claim, manifest: manifests[claim.manifest]! })),
            )
          return
        case 'missing':
          for (const { path, manifest } of piece.entries) missing.push({ path, manifest: manifests[manifest]! })
          return
        case 'existing':
          for (const [path, kind] of piece.entries) (existing[piece.destination] ??= new Map()).set(path, kind)
          return
        case 'standing':
          for (const [path, name] of piece.entries) (standing[piece.destination] ??= new Map()).set(path, name)
      }
    },
    end: (head) => ({
      ...head,
      files,
      directories,
      skipped,
      destinations: head.destinations.map((one, index) => ({
        ...one,
        existing: existing[index] ?? new Map(),
        ...(one.standing === undefined ? {} : { standing: standing[index] ?? new Map() }),
      })),
      ...(head.honoured === undefined ? {} : { honoured: { ...head.honoured, manifests, claims, missing } }),
    }),
  }
}

function* groups<Entry>(entries: Iterable<Entry>): Generator<Entry[], void> {
  let group: Entry[] = []
  for (const entry of entries) {
    group.push(entry)
    if (group.length < PIECE_ENTRIES) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}
