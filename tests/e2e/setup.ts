/**
 * Before the specs: the window is built as it is served.
 */
import { ensureBuilt } from '../../resources/setup/build.ts'

export default async function setup(): Promise<void> {
  await ensureBuilt()
}
