/**
 * Which versions go when old ones are thinned: rules in, ids out. The newest, the current and every pinned version of
 * an asset always stay.
 */

export interface RetentionRules {
  readonly keepAllDays: number
  readonly keepDailyDays: number
  /** Bytes that the store may take; null for no bound. */
  readonly budgetBytes: number | null
}

export interface AgedVersion {
  readonly id: string
  readonly assetId: string
  /** When it came, ms. */
  readonly createdAt: number
  readonly current: boolean
  readonly pinned: boolean
}

const DAY_MS = 86_400_000

/**
 * Ids of the versions that go, oldest first. `storeBytes` is what the store takes now; `free` tells by how much it
 * shrinks when a version goes after all those it was asked for before: chunks that versions share go with the last of
 * them.
 */
export function versionsToThin<Version extends AgedVersion>(
  versions: readonly Version[],
  rules: RetentionRules,
  storeBytes: number,
  now: number,
  free: (version: Version) => number,
): string[] {
  const safe = protectedIds(versions)
  const byAge = versions
    .filter((version) => !safe.has(version.id))
    .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
  const aged = new Set(
    byAge.filter((version) => now - version.createdAt > rules.keepAllDays * DAY_MS).map((version) => version.id),
  )
  for (const id of keptOfPeriods(versions, rules, now)) aged.delete(id)
  const gone = byAge.filter((version) => aged.has(version.id))
  if (rules.budgetBytes === null) return gone.map((version) => version.id)
  let left = storeBytes - gone.reduce((sum, version) => sum + free(version), 0)
  for (const version of byAge) {
    if (left <= rules.budgetBytes) break
    if (aged.has(version.id)) continue
    aged.add(version.id)
    left -= free(version)
  }
  return byAge.filter((version) => aged.has(version.id)).map((version) => version.id)
}

/** The newest version of each asset, the current ones, and those that are pinned. */
function protectedIds(versions: readonly AgedVersion[]): Set<string> {
  const newest = new Map<string, AgedVersion>()
  for (const version of versions) {
    const known = newest.get(version.assetId)
    if (
      known === undefined ||
      version.createdAt > known.createdAt ||
      (version.createdAt === known.createdAt && version.id > known.id)
    )
      newest.set(version.assetId, version)
  }
  return new Set(
    [...newest.values(), ...versions.filter((version) => version.current || version.pinned)].map(
      (version) => version.id,
    ),
  )
}

/** Of each asset the last version of each day for a time, then the last one of each week. */
function keptOfPeriods(versions: readonly AgedVersion[], rules: RetentionRules, now: number): string[] {
  const last = new Map<string, AgedVersion>()
  for (const version of versions) {
    const age = now - version.createdAt
    const period =
      age <= (rules.keepAllDays + rules.keepDailyDays) * DAY_MS
        ? `day ${Math.floor(version.createdAt / DAY_MS)}`
        : `week ${Math.floor(version.createdAt / (7 * DAY_MS))}`
    const key = `${version.assetId} ${period}`
    const known = last.get(key)
    if (
      known === undefined ||
      version.createdAt > known.createdAt ||
      (version.createdAt === known.createdAt && version.id > known.id)
    )
      last.set(key, version)
  }
  return [...last.values()].map((version) => version.id)
}
