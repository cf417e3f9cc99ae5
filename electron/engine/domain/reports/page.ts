/**
 * A report in words, before it is drawn: the verdict first, problems next, then card by card every clip. PDF and HTML
 * draw this and decide nothing.
 */
export interface ReportPage {
  /** What kind of report it is: "Offload report", "Shooting day". */
  readonly heading: string
  readonly title: string
  readonly facts: string
  readonly verdict: ReportVerdict
  /** What a producer asks first, in a row: cards, clips, footage, size, drives. */
  readonly figures: readonly { readonly label: string; readonly value: string }[]
  readonly cameras: readonly ReportCamera[]
  readonly remarks: readonly string[]
  readonly problems: readonly ReportProblem[]
  /** More problems than are listed. */
  readonly furtherProblems: number
  readonly cards: readonly ReportCard[]
  readonly drives: readonly ReportDrive[]
  readonly by: ReportMaker
}

/** Whose library, who asked, and which version wrote it. */
export interface ReportMaker {
  readonly library: string
  readonly author: string
  readonly version: string
  /** When it was written, milliseconds since 1970: a report holds for that moment. */
  readonly madeAt: number
}

export interface ReportVerdict {
  readonly good: boolean
  /** Three words: "Safe to format". */
  readonly word: string
  readonly sentence: string
  readonly reasons: readonly string[]
}

export interface ReportCamera {
  readonly camera: string
  readonly clips: number
  readonly length: string
  readonly size: string
  readonly rolls: string
}

/** `card` is null where the path names it. */
export interface ReportProblem {
  readonly card: string | null
  readonly path: string
  readonly message: string
}

export interface ReportCard {
  readonly name: string
  readonly facts: string
  /** Null for clips that came from no card. */
  readonly verdict: ReportVerdict | null
  readonly sources: readonly string[]
  readonly clips: readonly ReportClip[]
  /** What else there is of it: sidecars, clips of other days, clips that are not listed. */
  readonly rest: readonly string[]
}

export interface ReportClip {
  readonly name: string
  /** Absolute path of a JPEG; null where there is none. */
  readonly poster: string | null
  /** "Scene 14, take 3, circled"; empty when nobody said. */
  readonly slate: string
  /** "10:00:00:00 – 10:00:12:05"; empty without timecode. */
  readonly timecode: string
  readonly length: string
  /** "3840 × 2160  ·  25 fps  ·  prores". */
  readonly picture: string
  readonly size: string
  readonly path: string
  readonly hashes: readonly string[]
  /** True when it is as safe as is asked for. */
  readonly good: boolean
  readonly state: string
  /** Where its copies are, each with how and when it was last read back. */
  readonly copies: readonly { readonly good: boolean; readonly text: string }[]
}

export interface ReportDrive {
  readonly label: string
  readonly places: readonly string[]
  readonly facts: string
  readonly device: string
  readonly problem: string | null
}

/** Pictures make a report large; beyond so many clips the CSV is the list. */
export const MAX_CLIPS = 3_000
/** More problems than a person reads are counted: the CSV names them all. */
export const MAX_PROBLEMS = 200
