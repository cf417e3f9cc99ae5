/**
 * What is known of a card's files before it is read: where the catalogue has verified copies with the same name, size and
 * time. A forecast; the run proves it by hashing both.
 */
import type { Remark } from '../../../shared/model/offload.ts'
import type { PlannedFile } from './offload.ts'
import type { Roll } from './rolls.ts'

/** A verified copy in the catalogue. */
export interface SafePlace {
  readonly volumeId: string
  readonly volumeLabel: string
  /** Absolute while its drive is here, else relative to the drive. */
  readonly path: string
  readonly here: boolean
  /** Milliseconds since 1970. */
  readonly verifiedAt: number | null
  readonly roll: string | null
}

/** By planned path; files that are new are not in it. */
export type Forecast = ReadonlyMap<string, readonly SafePlace[]>

/** How many paths a remark names at most. */
const NAMED = 20

/** What the plan says of files that are safe already, and of files that other cards had. */
export function forecastRemarks(files: readonly PlannedFile[], rolls: readonly Roll[], forecast: Forecast): readonly Remark[] {
  const known = files.filter(({ path }) => forecast.has(path))
  if (known.length === 0) return []
  const drives = [...new Set([...forecast.values()].flatMap(places => places.map(place => place.volumeLabel)))]
  const all = known.length === files.length
  const remarks: Remark[] = [{
    code: 'source.known', level: 'info', paths: known.slice(0, NAMED).map(({ path }) => path),
    message: `${all ? 'All' : known.length} of ${files.length} files are already safe on ${drives.join(', ')}, by name, size and time. ${all ? 'Nothing is new.' : `${files.length - known.length} ${files.length - known.length === 1 ? 'is' : 'are'} new.`} The offload proves it by reading both.`,
  }]
  const twins = known.flatMap(({ path }) => {
    const own = rolls.find(roll => path.startsWith(`${roll.path}/`))?.name ?? null
    const other = forecast.get(path)?.find(place => own !== null && place.roll !== null && place.roll !== own)?.roll
    return other === undefined || other === null ? [] : [{ path, other }]
  })
  const [first] = twins
  if (first !== undefined) {
    const others = [...new Set(twins.map(({ other }) => other))]
    remarks.push({
      code: 'source.duplicates', level: 'info', paths: twins.slice(0, NAMED).map(({ path }) => path),
      message: `${twins.length === 1 ? `${first.path} is` : `${twins.length} files are`} in the catalogue already from ${others.length === 1 ? 'the roll' : 'the rolls'} ${others.join(', ')}, under the same ${twins.length === 1 ? 'name' : 'names'}.`,
    })
  }
  return remarks
}

/** Files and bytes that a forecast covers. */
export function forecastTotals(files: readonly PlannedFile[], forecast: Forecast): { readonly files: number; readonly bytes: number } {
  return files.reduce((sum, { path, size }) => (forecast.has(path) ? { files: sum.files + 1, bytes: sum.bytes + size } : sum), { files: 0, bytes: 0 })
}
