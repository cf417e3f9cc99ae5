/**
 * The forecast of an offload: each file of the card is looked up in the catalogue, giving way in between.
 */
import { lstat } from 'node:fs/promises'
import { sep } from 'node:path'
import type { CopyPlace, Gone } from '../../verification/gone-now.ts'
import type { ReadableDb } from '../../db/core/handles.ts'
import { safeCopies } from '../../db/offload/safe-copies.ts'
import { ofThisCard, type Forecast, type SafePlace } from '../../domain/offload/already-safe.ts'
import type { PlannedFile } from '../../domain/offload/offload.ts'

/** Milliseconds of looking up before others get a turn. */
const TURN_MS = 8

export type LookAtCopies = (copies: readonly CopyPlace[]) => Promise<Gone>

/**
 * Looks every file up. What lies below one of `roots` is the card itself and no copy of it.
 * @param look tells which copies are gone from the connected drives
 * @throws the signal's reason
 */
export async function readForecast(
  db: ReadableDb,
  look: LookAtCopies,
  files: readonly Pick<PlannedFile, 'path' | 'size' | 'mtimeNs'>[],
  roots: readonly string[],
  signal?: AbortSignal,
): Promise<Forecast> {
  const forecast = new Map<string, readonly SafePlace[]>()
  let until = performance.now() + TURN_MS
  const onCard = (place: SafePlace): boolean =>
    roots.some((root) => place.path === root || place.path.startsWith(`${root}${sep}`))
  for (const { path, size, mtimeNs } of files) {
    const places = safeCopies(db, { name: path.slice(path.lastIndexOf('/') + 1), size, mtimeNs }).filter(
      (place) => !onCard(place),
    )
    if (places.length > 0) forecast.set(path, places)
    if (performance.now() < until) continue
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    signal?.throwIfAborted()
    until = performance.now() + TURN_MS
  }
  return await stillThere(look, files, forecast)
}

/** Without the places that are gone by now: "already safe" is not said of a copy that nobody can find. */
async function stillThere(
  look: LookAtCopies,
  files: readonly Pick<PlannedFile, 'path' | 'size'>[],
  forecast: ReadonlyMap<string, readonly SafePlace[]>,
): Promise<Forecast> {
  const here = files.flatMap(({ path, size }) =>
    (forecast.get(path) ?? [])
      .filter((place) => place.here)
      .map((place) => ({ path: place.path, bytes: size, ctimeNs: place.ctimeNs })),
  )
  const gone = await look(here)
  if (gone.size === 0) return forecast
  return new Map(
    [...forecast]
      .map(([path, places]) => [path, places.filter((place) => !gone.has(place.path))] as const)
      .filter(([, places]) => places.length > 0),
  )
}

/**
 * Of these files, the ones that stand below a destination's root under another name, with their size: planned path →
 * path relative to the root, with forward slashes. They are verified there and not copied again.
 */
export async function standingBelow(
  root: string,
  files: readonly PlannedFile[],
  forecast: Forecast,
): Promise<ReadonlyMap<string, string>> {
  const standing = new Map<string, string>()
  const inside = root.endsWith(sep) ? root : `${root}${sep}`
  for (const { path, size } of files) {
    const place = forecast.get(path)?.find((each) => each.here && each.path.startsWith(inside))
    if (place === undefined) continue
    const relative = place.path.slice(inside.length).split(sep).join('/')
    if (relative === path) continue
    const there = await lstat(place.path).catch(() => null)
    if (there !== null && there.isFile() && there.size === size) standing.set(path, relative)
  }
  return ofThisCard(standing, files)
}
