/**
 * Before the specs: the window is built as it is served, and the library made that they work on copies of.
 */
import { ensureBuilt } from '../../resources/setup/build.ts'
import { makeTemplate } from './template.ts'

export default async function setup(): Promise<() => Promise<void>> {
  await ensureBuilt()
  return await makeTemplate()
}
