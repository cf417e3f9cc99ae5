/**
 * The one way in which a name from elsewhere (a remote, a manifest, a card, another device) becomes part of a path.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import { visible } from '../../../shared/util/visible.ts'
import { LONGEST_NAME, safeName } from '../domain/naming/safe-name.ts'

/** Names that no file on any drive has: whoever sends one wants it to be a path. */
const IS_PATH = /[/\0]|^\.{1,2}$|(^|\\)\.\.(\\|$)/

/**
 * One segment of a path: never a separator, never `..`, nothing that a system reads as a device or a terminal as a
 * command. A name that is merely awkward gets `_` in place of what can't stand; one that is a path is refused, since
 * whoever asked for that file would look for it in vain under another name.
 * @throws RushesError `remote.damaged` for a path, an empty name, or one of more than 255 bytes
 */
export function safeSegment(name: string, from: string): string {
  const segment = IS_PATH.test(name) ? '' : safeName(name)
  if (segment === '' || Buffer.byteLength(segment) > LONGEST_NAME) {
    throw new RushesError(
      'remote.damaged',
      `${from} calls a file “${visible(name).slice(0, 200)}”, which is no name of a file. Nothing was written; ask who made it.`,
    )
  }
  return segment
}
