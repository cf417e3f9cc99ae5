/**
 * What a large production costs each device a day, worked out from what was measured: the model behind docs/scale.md.
 * Pure.
 */

export interface Production {
  readonly devices: number
  readonly clips: number
  /** Lines of journals in all, facts and words. */
  readonly lines: number
  readonly shootingDays: number
  /** Hours a day on which people work, and in which a device looks every `lookSeconds`. */
  readonly hours: number
  readonly lookSeconds: number
  readonly quietSeconds: number
}

/** What the simulation found. Bytes and ms. */
export interface Measured {
  readonly bytesAFact: number
  readonly bytesAWord: number
  readonly factsASegment: number
  readonly wordsASegment: number
  readonly factsAClip: number
  readonly checkpointBytesAClip: number
  readonly joinMsAClip: number
  readonly foldLinesASecond: number
}

export interface Costs {
  readonly segmentsADay: number
  readonly lists: number
  readonly gets: number
  readonly puts: number
  readonly downBytes: number
  readonly upBytes: number
  /**
   * US dollars a day for all devices, at the list prices of S3 (0.005 for a thousand PUT or LIST, 0.0004 for a thousand
   * GET).
   */
  readonly dollarsADay: number
  readonly joinMinutes: number
  readonly joinBytes: number
  readonly checkpointMinutes: number
  /** Segments that lie at the remote, with the month that they are kept. */
  readonly segmentsKept: number
}

const KEYS_A_PAGE = 1_000
/** Of `journal-sync.ts`: the whole list comes after so many looks for each of its pages. */
const WHOLE_LIST_EVERY = 20
const KEPT_DAYS = 30

/** Works it out. */
export function costsOf(production: Production, measured: Measured): Costs {
  const { devices, clips, lines, shootingDays, hours, lookSeconds, quietSeconds } = production
  const facts = clips * measured.factsAClip
  const words = Math.max(0, lines - facts)
  const segmentsADay = (facts / measured.factsASegment + words / measured.wordsASegment) / shootingDays
  const looks = (hours * 3600) / lookSeconds + ((24 - hours) * 3600) / quietSeconds
  const headPages = Math.ceil(devices / KEYS_A_PAGE)
  const segmentsKept = segmentsADay * Math.min(KEPT_DAYS, shootingDays)
  const journalPages = Math.max(1, Math.ceil(segmentsKept / KEYS_A_PAGE))
  // The whole list costs one page in twenty looks, however long it is.
  const lists = looks * headPages + (looks / (WHOLE_LIST_EVERY * journalPages)) * journalPages
  const heard = (segmentsADay * (devices - 1)) / devices
  // Each is found by its head; several that came between two looks share one.
  const headsRead = Math.min(heard, looks * devices)
  const gets = heard + headsRead
  const puts = (2 * segmentsADay) / devices
  const dayBytes = (facts * measured.bytesAFact + words * measured.bytesAWord) / shootingDays
  const checkpointBytes = clips * measured.checkpointBytesAClip
  return {
    segmentsADay,
    lists,
    gets,
    puts,
    downBytes: dayBytes,
    upBytes: dayBytes / devices,
    segmentsKept,
    dollarsADay: (devices * ((lists + puts) * 0.005 + gets * 0.0004)) / 1000,
    joinMinutes: (clips * measured.joinMsAClip) / 60_000,
    joinBytes: checkpointBytes,
    checkpointMinutes: lines / measured.foldLinesASecond / 60,
  }
}

/** The table as Markdown rows, for productions side by side. */
export function scaleTable(productions: readonly Production[], measured: Measured): string {
  const all = productions.map((one) => ({ ...one, ...costsOf(one, measured) }))
  const row = (name: string, text: (one: (typeof all)[number]) => string): string =>
    `| ${name} | ${all.map(text).join(' | ')} |`
  const number = (value: number): string =>
    value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 10 ? 0 : 1)
  const mb = (bytes: number): string => `${number(bytes / 1e6)} MB`
  return [
    row('devices', (one) => number(one.devices)),
    `|${' --- |'.repeat(all.length + 1)}`,
    row('clips', (one) => number(one.clips)),
    row('lines of journals', (one) => number(one.lines)),
    row('segments said in a day, by all', (one) => number(one.segmentsADay)),
    row('segments that lie at the remote', (one) => number(one.segmentsKept)),
    row('LIST a device and day', (one) => number(one.lists)),
    row('GET a device and day', (one) => number(one.gets)),
    row('PUT a device and day', (one) => number(one.puts)),
    row('down a device and day', (one) => mb(one.downBytes)),
    row('up a device and day', (one) => mb(one.upBytes)),
    row('requests of all, US dollars a day', (one) => one.dollarsADay.toFixed(2)),
    row('a device joins: bytes', (one) => mb(one.joinBytes)),
    row('a device joins: minutes', (one) => number(one.joinMinutes)),
    row('a checkpoint from nothing: minutes', (one) => number(one.checkpointMinutes)),
  ].join('\n')
}
