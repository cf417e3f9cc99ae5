/**
 * Entry points of the worker threads: the engine knows what they do, the hosts know where they are.
 */
export interface WorkerUrls {
  /** Hashes files. */
  readonly hash: URL
  /** Copies from one source, and settles at one destination. */
  readonly copy: URL
  readonly settle: URL
  /** Plans offloads. */
  readonly plan: URL
  /** Seals what offloads copied. */
  readonly seal: URL
  /** Walks folders. */
  readonly walk: URL
  /** Watches folders for hints. */
  readonly watch: URL
  /** Cuts versions into chunks, and keeps them. */
  readonly store: URL
  /** Compares two texts. */
  readonly compare: URL
  /** Copies the catalogue and looks it through. */
  readonly catalogue: URL
  /** Draws reports. */
  readonly report: URL
  /** Describes the contract. */
  readonly openApi: URL
  /** Compares sounds. */
  readonly sound: URL
  /** Runs MediaInfo. */
  readonly mediaInfo: URL
  /** Reads inside media files. */
  readonly insideMedia: URL
  /** Reads files for a remote: cuts, names, packs. */
  readonly remote: URL
}
