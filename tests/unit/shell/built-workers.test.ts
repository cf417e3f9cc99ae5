/**
 * Every thread that the engine starts is built for the packaged app: one that is not would fail there alone.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { workerUrls } from '../../../electron/hosts/places.ts'

it('all worker threads are entries of the build', () => {
  const build = readFileSync(join(import.meta.dirname, '../../../resources/setup/build.ts'), 'utf8')
  const names = Object.values(workerUrls()).map((url) => url.pathname.replace(/^.*\/|\.ts$/g, ''))
  expect(names).toContain('sound.worker')
  expect(names.filter((name) => !build.includes(`'${name}': 'electron/hosts/${name}.ts'`))).toEqual([])
})
