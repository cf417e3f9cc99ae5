/**
 * Cataloguing folders and files where they lie, without watching them.
 */
import { bytesText } from '../output.ts'
import type { Session } from '../session.ts'

/** Takes in what lies at these absolute paths. Returns the exit code: 3 when something could not be read. */
export async function catalogueInPlace({ client, output, signal }: Session, paths: readonly string[]): Promise<number> {
  let last = { files: 0, added: 0, unreadable: 0 }
  for await (const event of await client.catalogue.add({ paths: [...paths] }, { signal })) {
    last = event
    for (const problem of event.problems) output.record('problem', problem, problem.message)
    if (event.type === 'progress') output.progress(event, `${event.files} files · ${bytesText(event.bytes)} · ${event.path ?? ''}`)
  }
  output.line(`${last.files} files seen, ${last.added} new in the catalogue${last.unreadable === 0 ? '' : `, ${last.unreadable} could not be read`}.`)
  const exit = last.unreadable === 0 ? 0 : 3
  output.result({ exit, code: exit === 0 ? 'ok' : 'source.unreadable', files: last.files, added: last.added, unreadable: last.unreadable })
  return exit
}
