/**
 * Watchers that can't be trusted: the true one, with what it says dropped, doubled, reordered or delayed.
 */
import type { WatchMessage } from '../../../electron/engine/watch/messages.ts'
import type { OpenWatchSource } from '../../../electron/engine/watch/source.ts'

/** What is done to hints on their way. Other messages pass. */
type Treat = (hint: WatchMessage, say: (message: WatchMessage) => void) => void

const LATE_MS = [0, 350, 40, 900, 120, 600]
const HELD_MS = 500

/** A treatment for each engine, since some of them count. */
export const TREATMENTS: Readonly<Record<string, () => Treat>> = {
  'every second hint is dropped': () => {
    let count = 0
    return (hint, say) => {
      if (count++ % 2 === 0) say(hint)
    }
  },
  'all hints are dropped': () => () => {},
  'hints come twice': () => (hint, say) => {
    say(hint)
    say(hint)
    // Pause on purpose: a hint that is told late a second time.
    setTimeout(() => {
      say(hint)
    }, LATE_MS[4]).unref()
  },
  'hints come in another order': () => {
    let held: WatchMessage | undefined
    return (hint, say) => {
      if (held !== undefined) {
        say(hint)
        say(held)
        held = undefined
        return
      }
      held = hint
      // Pause on purpose: a hint that is held back, for one that may never come.
      setTimeout(() => {
        if (held !== hint) return
        held = undefined
        say(hint)
      }, HELD_MS).unref()
    }
  },
  'hints come late': () => {
    let count = 0
    // Pause on purpose: hints that come late.
    return (hint, say) => {
      setTimeout(
        () => {
          say(hint)
        },
        LATE_MS[count++ % LATE_MS.length],
      ).unref()
    }
  },
}

/** The source with its hints treated. */
export function treated(source: OpenWatchSource, treat: Treat): OpenWatchSource {
  return (listener) =>
    source({
      ...listener,
      message: (message) => {
        if (message.type === 'hint') treat(message, listener.message)
        else listener.message(message)
      },
    })
}
