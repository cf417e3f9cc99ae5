/**
 * What is corrected after a library has opened, run alone and cut off where a test wants it.
 */
import { createContext, type EngineContext } from '../../electron/engine/context.ts'
import { startCorrections, type Corrections, type Due } from '../../electron/engine/corrections/corrections.ts'
import { createStaleEvents } from '../../electron/engine/events/stale.ts'
import type { LibraryFolder } from '../../electron/engine/library/folder.ts'
import { openLibrary } from '../../electron/engine/library/open.ts'
import { createLog } from '../../electron/engine/log.ts'
import type { Activity } from '../../shared/model/work.ts'

/**
 * Opens the library, corrects what is due and closes it. It is cut off after so many tellings; returns what the
 * activity told.
 */
export async function correct(
  folder: LibraryFolder,
  due: (context: EngineContext) => Due,
  { cutOffAfter = Infinity } = {},
): Promise<Activity['corrections']> {
  const library = openLibrary(folder, new Date())
  const { log, close } = createLog(folder.logs, 'silent')
  const context = createContext({
    library,
    events: createStaleEvents(Date.now()),
    log,
    now: Date.now,
    userName: 'Test',
  })
  const told: Activity['corrections'] = []
  await new Promise<void>((resolve) => {
    // It may tell before it is given back: nothing is under way then.
    const made: { corrections?: Corrections } = {}
    made.corrections = startCorrections(context, () => {
      const [now] = made.corrections?.running() ?? []
      if (now !== undefined) told.push(now)
      else if (told.length > 0) resolve()
      if (told.length >= cutOffAfter) void made.corrections?.close()
    }, [due(context)])
  })
  library.close()
  await close()
  return told
}
