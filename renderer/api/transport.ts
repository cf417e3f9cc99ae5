/**
 * What carries the contract between window and engine. Only this folder knows that there is more than one kind.
 */
import type { ClientLink } from '@orpc/client'

/** An open line to the engine. */
export interface Wire {
  readonly link: ClientLink<Record<never, never>>
  /** Called once, when the engine is gone. */
  onClosed(listener: () => void): void
  close(): void
}

/** A way to get a line. `open` rejects when the engine can't be reached now. */
export interface Transport {
  open(signal: AbortSignal): Promise<Wire>
}
