/**
 * A file of a card, as an offload plans it.
 */

/**
 * One file of the source. `path` is relative to the destination's root, with forward slashes: `CARD/CLIP/C0001.MXF`;
 * bytes of a name that are no text stand in it as `\xHH` (domain/byte-names.ts).
 */
export interface PlannedFile {
  readonly path: string
  /** Absolute disk path of the original. */
  readonly source: string
  readonly size: number
  /** As it can be kept in records (domain/scan/kept-time.ts). */
  readonly mtimeNs: bigint
  /** The time that it has on the card, where that can't be kept in records: the copy gets it all the same. */
  readonly cardTimeNs?: bigint
  /** Its time of change (ctime) as the file system tells it, which not every one keeps. */
  readonly changedNs?: bigint
  readonly mode: number
  /** Bytes that the original really takes on its disk; less than `size` for a sparse file. */
  readonly allocated: number
}
