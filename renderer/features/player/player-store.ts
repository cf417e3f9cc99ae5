/**
 * The player as the keys and the inspector reach it: which clip, which frame, which range.
 */
import type { SavedFormat } from '../../../shared/model/stills.ts'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { markRange } from './shuttle.ts'
import type { PlayerTransport } from './transport.ts'
import { createViewer, type Viewer } from './view/viewer-store.ts'

interface PlayerState {
  readonly assetId: string | null
  readonly frame: number
  readonly speed: number
  readonly range: { readonly from: number | null; readonly to: number | null }
  /** Text of the note that is being written at the current frame; null when none is. */
  readonly draft: string | null
  /** The sheet that saves the frame is open. */
  readonly stillOpen: boolean
  /** A timecode is being typed to go to. */
  readonly goingTo: boolean
  /** As what and where the last still was saved: it stays for the next one. */
  readonly stills: { readonly format: SavedFormat; readonly to: string | null }
}

export interface Player {
  readonly store: StoreApi<PlayerState>
  /** How its picture is looked at. */
  readonly viewer: Viewer
  open(assetId: string, frame?: number): void
  /** Called by the stage while a proxy is there. */
  attach(transport: PlayerTransport): () => void
  readonly transport: PlayerTransport | null
  /** Plays or stops; while the proxy is still on its way the request is kept. */
  toggle(): void
  /** Steps by frames; while the proxy is still on its way the player begins so much further. */
  step(frames: number): void
  /** Goes to a frame, now or when the proxy is there. */
  seek(frame: number): void
  /** The frame to begin at, once. */
  takeStart(): number | null
  mark(edge: 'from' | 'to'): void
  clearRange(): void
  write(text: string | null): void
  /** Opens or closes the sheet that saves the frame; what plays stops. */
  askStill(open: boolean): void
  /** Opens or closes the field for a timecode. */
  askGoTo(open: boolean): void
  keepStills(changes: Partial<PlayerState['stills']>): void
}

const START: Omit<PlayerState, 'stills'> = {
  assetId: null,
  frame: 0,
  speed: 0,
  range: { from: null, to: null },
  draft: null,
  stillOpen: false,
  goingTo: false,
}

/** Makes the player of one window. */
export function createPlayer(): Player {
  const store = createStore<PlayerState>(() => ({ ...START, stills: { format: 'png', to: null } }))
  let transport: PlayerTransport | null = null
  let start: number | null = null
  let wantsToPlay = false
  const seek = (frame: number): void => {
    if (transport === null) start = frame
    else transport.seek(frame)
  }
  return {
    store,
    viewer: createViewer(),
    get transport() {
      return transport
    },
    open(assetId, frame) {
      if (store.getState().assetId === assetId) {
        // Opened again after it was left: it stands.
        if (transport === null) wantsToPlay = false
        if (frame !== undefined) seek(frame)
        return
      }
      start = frame ?? null
      wantsToPlay = false
      store.setState({ ...START, assetId, frame: frame ?? 0 })
    },
    attach(next) {
      transport = next
      const { assetId } = store.getState()
      if (wantsToPlay) next.toggle()
      wantsToPlay = false
      return () => {
        if (transport !== next) return
        transport = null
        // The same clip may come back, as with a new proxy: it goes on where it was asked to be, not where it was seen.
        // What played plays on: a proxy that is exchanged, as for before and after, is no reason to stop.
        const now = store.getState()
        if (now.assetId !== assetId) return
        start = next.position()
        wantsToPlay = now.speed > 0
      }
    },
    step(frames) {
      if (transport === null) start = Math.max(0, (start ?? 0) + frames)
      else transport.step(frames)
    },
    seek,
    toggle() {
      if (transport === null) wantsToPlay = !wantsToPlay
      else transport.toggle()
    },
    takeStart() {
      const frame = start
      start = null
      return frame
    },
    mark: (edge) =>
      store.setState((state) => ({ range: markRange(state.range, edge, transport?.position() ?? state.frame) })),
    clearRange: () => store.setState({ range: START.range }),
    write: (draft) => store.setState({ draft }),
    askStill: (stillOpen) => {
      if (stillOpen) transport?.stop()
      store.setState({ stillOpen })
    },
    askGoTo: (goingTo) => store.setState({ goingTo }),
    keepStills: (changes) => store.setState(({ stills }) => ({ stills: { ...stills, ...changes } })),
  }
}
