/**
 * What goes to and from the thread that runs MediaInfo.
 */
export interface InfoRequest {
  readonly path: string
}

/** A track as MediaInfo tells it: words and numbers by its own names, and some of them in `extra`. */
export type InfoTrack = Readonly<Record<string, unknown>>

/** Null: it could not be read, or asked for more than it may have. */
export interface InfoReply {
  readonly tracks: readonly InfoTrack[] | null
}
