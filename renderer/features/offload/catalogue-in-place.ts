/**
 * Taking media into the catalogue where it lies, with a live count.
 */
import { toRushesError } from '../../../shared/contract/client.ts'
import { countText } from '../../ui/words.ts'
import type { Library } from '../library/index.ts'

export interface Cataloguing {
  readonly files: number
  readonly added: number
  readonly path: string | null
}

/** Takes the paths in; `tell` hears how far it is, and null at the end. What went wrong is said, and never thrown. */
export async function catalogueInPlace(
  { connection: { client }, toasts }: Library,
  paths: readonly string[],
  tell: (count: Cataloguing | null) => void,
): Promise<void> {
  tell({ files: 0, added: 0, path: null })
  try {
    let added = 0
    let unreadable = 0
    let problem = ''
    for await (const event of await client.catalogue.add({ paths: [...paths] })) {
      added = event.added
      unreadable = event.unreadable
      problem ||= event.problems[0]?.message ?? ''
      tell({ files: event.files, added: event.added, path: event.path })
    }
    if (unreadable > 0)
      toasts.fail(
        `${unreadable === 1 ? 'One entry' : `${unreadable} entries`} could not be read and ${unreadable === 1 ? 'was' : 'were'} left out. ${problem}`,
      )
    toasts.say(
      added === 0
        ? 'All of it is in the library already'
        : `${countText(added, 'clip')} added; ${added === 1 ? 'the file stays where it is' : 'the files stay where they are'}`,
    )
  } catch (thrown) {
    toasts.fail(toRushesError(thrown).message)
  }
  tell(null)
}
