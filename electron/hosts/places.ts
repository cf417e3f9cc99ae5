/**
 * Where the parts of the program lie, in the repository and in the packaged app: beside this file, with the same
 * ending (.ts from source, .js when built).
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { WorkerUrls } from '../engine/workers.ts'

const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

/** Entry points of the worker threads. */
export function workerUrls(): WorkerUrls {
  const here = (name: string): URL => new URL(`./${name}.${ending}`, import.meta.url)
  return {
    hash: here('hash.worker'),
    copy: here('copy.worker'),
    settle: here('settle.worker'),
    plan: here('plan.worker'),
    seal: here('seal.worker'),
    walk: here('walk.worker'),
    watch: here('watch.worker'),
    store: here('store.worker'),
    compare: here('compare.worker'),
    catalogue: here('catalogue.worker'),
    report: here('report.worker'),
    openApi: here('openapi.worker'),
    sound: here('sound.worker'),
    mediaInfo: here('media-info.worker'),
    insideMedia: here('inside.worker'),
    remote: here('remote.worker'),
  }
}

/** Entry point of the engine's process. */
export function engineEntry(): string {
  return fileURLToPath(new URL(`./engine-process.${ending}`, import.meta.url))
}

/** The fonts of reports: beside the hosts when they are built, else in their package. */
export function fontFolder(): string {
  return ending === 'js'
    ? fileURLToPath(new URL('./fonts', import.meta.url))
    : join(fileURLToPath(import.meta.resolve('@fontsource/inter/package.json')), '..', 'files')
}

/** The built window: `dist/renderer` of the repository, or `renderer` beside the hosts of the packaged app. */
export function windowFolder(): string {
  const packaged = fileURLToPath(new URL('../renderer', import.meta.url))
  return ending === 'js' && existsSync(packaged)
    ? packaged
    : fileURLToPath(new URL('../../dist/renderer', import.meta.url))
}
