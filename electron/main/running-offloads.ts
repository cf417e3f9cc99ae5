/**
 * What the system should know of the engine's work: the machine must not sleep while a card is copied, the dock shows
 * how far it is, and a notification says when it is done.
 */
import { Notification, powerSaveBlocker, type BrowserWindow } from 'electron'
import type { EngineClient } from '../../shared/contract/client.ts'
import type { Offload } from '../../shared/model/offload.ts'
import { endedSince, endNotice } from './end-notice.ts'

const RUNNING: ReadonlySet<Offload['state']> = new Set(['planned', 'copying', 'verifying', 'sealing'])

/** How far running offloads are, from 0 to 1: what was read and what was verified count alike. Null when none runs. */
export function progressOf(offloads: readonly Offload[]): number | null {
  const running = offloads.filter((offload) => RUNNING.has(offload.state))
  if (running.length === 0) return null
  const parts = running.map((offload) => {
    const verified = offload.destinations.map((destination) => destination.bytesVerified)
    const least = verified.length === 0 ? 0 : Math.min(...verified)
    return { done: offload.bytesRead + least, all: 2 * offload.bytes }
  })
  const all = parts.reduce((sum, part) => sum + part.all, 0)
  return all === 0 ? 0 : Math.min(1, parts.reduce((sum, part) => sum + part.done, 0) / all)
}

export interface RunningOffloads {
  /** The names of those that run now. */
  readonly names: readonly string[]
  /** Follows an engine until its connection ends. */
  follow(client: EngineClient): void
}

/** Watches offloads for one window. */
export function watchOffloads(window: () => BrowserWindow | null): RunningOffloads {
  let names: readonly string[] = []
  let blocker: number | null = null
  const show = (offloads: readonly Offload[]): void => {
    const progress = progressOf(offloads)
    names = offloads.filter((offload) => RUNNING.has(offload.state)).map((offload) => offload.name)
    window()?.setProgressBar(progress ?? -1)
    if (progress !== null) blocker ??= powerSaveBlocker.start('prevent-app-suspension')
    else if (blocker !== null) {
      powerSaveBlocker.stop(blocker)
      blocker = null
    }
  }
  const tellEnd = async (client: EngineClient, id: string): Promise<void> => {
    const notice = endNotice(await client.offloads.get({ id }))
    // Whoever looks at the window sees it there.
    if (notice === null || window()?.isFocused() === true || !Notification.isSupported()) return
    const shown = new Notification(notice)
    shown.on('click', () => {
      window()?.show()
    })
    shown.show()
  }
  const run = async (client: EngineClient): Promise<void> => {
    let before: readonly Offload[] = []
    try {
      for await (const { offloads } of await client.engine.activity({})) {
        for (const id of endedSince(before, offloads)) void tellEnd(client, id).catch(() => {})
        before = offloads
        show(offloads)
      }
    } catch {
      // The engine went away, which its supervisor knows; the next one is followed anew.
    } finally {
      show([])
    }
  }
  return {
    get names() {
      return names
    },
    follow: (client) => {
      void run(client)
    },
  }
}
