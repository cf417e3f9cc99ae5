/**
 * Cataloguing folders and files where they lie, without watching them.
 */
import { bytesText } from '../output.ts'
import type { Session } from '../session.ts'

/**
 * Ingests what lies at these absolute paths. Returns the exit code: 3 when something could not be read, or what is
 * gone not be trusted.
 */
export async function catalogueInPlace({ client, output, signal }: Session, paths: readonly string[]): Promise<number> {
  let last = { files: 0, added: 0, unreadable: 0, missing: 0, unsure: false }
  for await (const event of await client.catalogue.add({ paths: [...paths] }, { signal })) {
    last = event
    for (const problem of event.problems) output.record('problem', problem, problem.message)
    if (event.type === 'progress')
      output.progress(event, `${event.files} files · ${bytesText(event.bytes)} · ${event.path ?? ''}`)
  }
  const { files, added, unreadable, missing, unsure } = last
  output.line(
    `${files} ${files === 1 ? 'file' : 'files'} seen, ${added} new in the catalogue${missing === 0 ? '' : `, ${missing} missing`}${unreadable === 0 ? '' : `, ${unreadable} could not be read`}.`,
  )
  const exit = unreadable === 0 && !unsure ? 0 : 3
  output.result({
    exit,
    code: unreadable > 0 ? 'source.unreadable' : unsure ? 'root.guard' : 'ok',
    files,
    added,
    missing,
    unreadable,
  })
  return exit
}
