/**
 * Which jobs may run side by side. A job names the lanes that it uses; each lane holds so many at once. Pure.
 */

/**
 * What a job uses while it runs. `cpu` is heavy: a decode takes all cores. `cpu:quick` is over in seconds: a poster, a
 * report. `volume:<id>` reads or writes a drive for long.
 */
export type Lane = 'cpu' | 'cpu:quick' | 'gpu' | 'network' | `volume:${string}`

/** A job that waits and is due. */
export interface Candidate {
  readonly id: string
  readonly lanes: readonly Lane[]
  readonly priority: number
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Jobs with the same one never run at once; null for none. */
  readonly alone: string | null
}

/** Something that runs, a job or not. */
export interface Occupied {
  readonly lanes: readonly Lane[]
  readonly alone: string | null
}

/**
 * The disk of a drive. Two partitions of one disk have one key. `shared` when it is solid state: it serves several at
 * once.
 */
export interface Disk {
  readonly key: string
  readonly shared: boolean
}
type DiskOf = (volumeId: string) => Disk

/** Places for all jobs of the processor, and for the heavy ones among them: the other place is kept for quick ones. */
const CPU_PLACES = 2
const HEAVY_CPU_PLACES = 1
const PLACES = { gpu: 1, network: 2 } as const
/** A disk with a spindle loses most of its speed to two readers. One that may have a spindle counts as one that has. */
const DISK_PLACES = 1
const SHARED_DISK_PLACES = 4

/** The lanes as they are stored: in order, each once. Equal texts mean equal lanes. */
export function lanesText(lanes: readonly Lane[]): string {
  return JSON.stringify([...new Set(lanes)].toSorted())
}

/** Says whether a job with these lanes may start beside what runs. */
export function mayStart(lanes: readonly Lane[], running: readonly Occupied[], diskOf: DiskOf): boolean {
  const heavy = lanes.includes('cpu')
  if (heavy || lanes.includes('cpu:quick')) {
    const heavyOnes = running.filter((one) => one.lanes.includes('cpu')).length
    const quickOnes = running.filter((one) => !one.lanes.includes('cpu') && one.lanes.includes('cpu:quick')).length
    if (heavyOnes + quickOnes >= CPU_PLACES) return false
    // What is quick is over soon, and would crawl beside a decode on all cores: the heavy one lets it end.
    if (heavy && (heavyOnes >= HEAVY_CPU_PLACES || quickOnes > 0)) return false
  }
  const used = running.map((one) => resources(one.lanes, diskOf))
  return [...resources(lanes, diskOf)].every(
    ([resource, places]) => used.filter((one) => one.has(resource)).length < places,
  )
}

/**
 * What a job waits for: the first of what runs without which it could start; undefined when no single one of them is in
 * its way.
 */
export function inTheWay<One extends Occupied>(
  lanes: readonly Lane[],
  running: readonly One[],
  diskOf: DiskOf,
): One | undefined {
  return mayStart(lanes, running, diskOf)
    ? undefined
    : running.find((one) =>
        mayStart(
          lanes,
          running.filter((other) => other !== one),
          diskOf,
        ),
      )
}

/**
 * The job to start next: of those that may start, the most urgent, and of those the oldest. Undefined when none may.
 */
export function nextJob(
  waiting: readonly Candidate[],
  running: readonly Occupied[],
  diskOf: DiskOf,
): Candidate | undefined {
  return waiting.toSorted(byUrgency).find((one) => !isShared(one, running) && mayStart(one.lanes, running, diskOf))
}

function byUrgency(a: Candidate, b: Candidate): number {
  return b.priority - a.priority || a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)
}

function isShared({ alone }: Candidate, running: readonly Occupied[]): boolean {
  return alone !== null && running.some((one) => one.alone === alone)
}

/** What is counted, with its places: disks, the graphics card, the network. */
function resources(lanes: readonly Lane[], diskOf: DiskOf): ReadonlyMap<string, number> {
  return new Map(
    lanes.flatMap((lane): [string, number][] => {
      if (lane === 'cpu' || lane === 'cpu:quick') return []
      if (lane === 'gpu' || lane === 'network') return [[lane, PLACES[lane]]]
      const { key, shared } = diskOf(lane.slice('volume:'.length))
      return [[`disk:${key}`, shared ? SHARED_DISK_PLACES : DISK_PLACES]]
    }),
  )
}
