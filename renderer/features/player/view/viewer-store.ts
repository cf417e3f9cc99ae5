/**
 * How the picture is looked at in this window: guides, a mask, exposure, size, and whether it plays round and round.
 * None of it changes a clip.
 */
import { AHEAD, turned, widened, type Direction } from './around.ts'
import { createStore, type StoreApi } from 'zustand/vanilla'

/** Shapes that are cut out of the picture, by their name on set. */
export const MASKS = ['2.39', '2.00', '1.85', '1.66', '1.33', '1:1', '4:5', '9:16'] as const
export type Mask = (typeof MASKS)[number]
export type Exposure = 'none' | 'false-colour' | 'zebra'

/** Sizes to look at: the whole picture in the window, or so many screen pixels for one of the picture. */
const SIZES = ['fit', 1, 2] as const

interface ViewerState {
  /** Action safe and title safe. */
  readonly guides: boolean
  readonly mask: Mask | null
  readonly exposure: Exposure
  readonly size: (typeof SIZES)[number]
  /** How far the picture is moved, in screen pixels; nothing while it fits. */
  readonly pan: { readonly x: number; readonly y: number }
  readonly loop: boolean
  /** Pictures that surround the viewer are looked around in; else they are shown as they lie. */
  readonly around: boolean
  readonly direction: Direction
  readonly anaglyph: boolean
}

export interface Viewer {
  readonly store: StoreApi<ViewerState>
  toggle(what: 'guides' | 'loop' | 'around' | 'anaglyph'): void
  mask(mask: Mask | null): void
  /** The next of them, for a key. */
  nextMask(): void
  expose(exposure: Exposure): void
  nextSize(): void
  move(x: number, y: number): void
  /** Turns by degrees. */
  turn(right: number, up: number): void
  widen(by: number): void
  lookAhead(): void
}

const NOWHERE = { x: 0, y: 0 }

/** Makes it; one a window. */
export function createViewer(): Viewer {
  const store = createStore<ViewerState>(() => ({
    guides: false,
    mask: null,
    exposure: 'none',
    size: 'fit',
    pan: NOWHERE,
    loop: false,
    around: true,
    direction: AHEAD,
    anaglyph: false,
  }))
  const { setState, getState } = store
  return {
    store,
    toggle: (what) => setState((state) => ({ [what]: !state[what] })),
    mask: (mask) => setState({ mask }),
    nextMask: () => setState(({ mask }) => ({ mask: nextOf([null, ...MASKS], mask) })),
    expose: (exposure) => setState({ exposure }),
    nextSize: () => setState(({ size }) => ({ size: nextOf(SIZES, size), pan: NOWHERE })),
    turn: (right, up) => setState(({ direction }) => ({ direction: turned(direction, right, up) })),
    widen: (by) => setState(({ direction }) => ({ direction: widened(direction, by) })),
    lookAhead: () => setState({ direction: AHEAD }),
    move: (x, y) => {
      const { size, pan } = getState()
      if (size !== 'fit') setState({ pan: { x: pan.x + x, y: pan.y + y } })
    },
  }
}

function nextOf<T>(all: readonly T[], now: T): T {
  return all[(all.indexOf(now) + 1) % all.length]!
}
