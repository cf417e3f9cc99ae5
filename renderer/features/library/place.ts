/**
 * A place of the window: a page of its own beside the clips. A feature declares its places; the list of features in
 * `renderer/app/features.tsx` shows them in the sidebar, on a phone's bar, in the palette and under a key.
 */
import type { LucideIcon } from 'lucide-react'
import type { ComponentType } from 'react'
import type { Offload } from '../../../shared/model/offload.ts'
import type { Activity } from '../../../shared/model/work.ts'

/** What a page can ask the window for. */
export interface PlaceActions {
  /** Opens the sheet of an offload: of this folder, with this preset; of nothing yet. */
  offloadFrom(path?: string, preset?: string): void
  /** Opens the sheet over an offload that runs or ran. */
  showOffload(offload: Offload): void
}

export interface Place {
  /** Names the view and the command; in no use by another place. */
  readonly id: string
  /** One word, for the bar of a phone. */
  readonly label: string
  /** What the palette and the overview of keys call it. */
  readonly title: string
  readonly icon: LucideIcon
  /** Chords, as keymap.ts writes them. */
  readonly keys: readonly string[]
  readonly Page: ComponentType<{ readonly actions: PlaceActions }>
  /** How it stands in the sidebar's group “Offloads” or “Tools”; null when it has its own way there. */
  readonly sidebar: {
    readonly group: 'Offloads' | 'Tools'
    readonly label: string
    readonly hint?: string
    /** A number beside it, as of offloads under way; 0 shows none. */
    readonly countOf?: (activity: Activity | null) => number
  } | null
  /** Whether it stands in the bar of a phone, which has room for four. */
  readonly onPhone: boolean
}
