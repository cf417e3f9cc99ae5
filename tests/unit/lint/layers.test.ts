import { describe, expect, it } from 'vitest'
import { findViolations, importsOf } from '../../lint/layers.ts'

/** Breaks one rule on purpose: a file that imports what it may not. */
function broken(file: string, source: string): string[] {
  return findViolations(new Map([[file, source]])).map((violation) => violation.rule)
}

describe('the layers are guarded: each rule, broken on purpose, is seen', () => {
  it.each([
    ['shared may not use Node', 'shared/util/x.ts', `import { readFileSync } from 'node:fs'`, 'shared-is-bottom'],
    [
      'shared may not use the engine',
      'shared/model/x.ts',
      `import { a } from '../../electron/engine/index.ts'`,
      'shared-is-bottom',
    ],
    ['shared may not use any package', 'shared/model/x.ts', `import pino from 'pino'`, 'shared-is-bottom'],
    [
      'the domain may not read files',
      'electron/engine/domain/x.ts',
      `import { stat } from 'node:fs/promises'`,
      'domain-is-pure',
    ],
    [
      'the domain may not use the database',
      'electron/engine/domain/x.ts',
      `import { statement } from '../db/handles.ts'`,
      'domain-is-pure',
    ],
    [
      'the engine may not know Electron',
      'electron/engine/jobs/x.ts',
      `import { app } from 'electron'`,
      'engine-knows-no-shell',
    ],
    [
      'the engine may not know its hosts',
      'electron/engine/jobs/x.ts',
      `import { a } from '../../hosts/places.ts'`,
      'engine-knows-no-shell',
    ],
    ['hosts may not know Electron', 'electron/hosts/x.ts', `import { app } from 'electron'`, 'electron-in-shell-only'],
    [
      'SQLite is reached through engine/db',
      'electron/engine/services/x.ts',
      `import Database from 'better-sqlite3'`,
      'sqlite-in-db-only',
    ],
    [
      'tests too know one SQLite only',
      'tests/integration/x.test.ts',
      `import { DatabaseSync } from 'node:sqlite'`,
      'one-sqlite-a-process',
    ],
    [
      'chokidar stays in engine/watch',
      'electron/engine/scan/x.ts',
      `import chokidar from 'chokidar'`,
      'chokidar-in-watch-only',
    ],
    [
      'the S3 SDK stays in its store',
      'electron/engine/sync/x.ts',
      `import { S3Client } from '@aws-sdk/client-s3'`,
      's3-in-its-store-only',
    ],
    [
      'children are started in few places',
      'electron/engine/offload/x.ts',
      `import { spawn } from 'node:child_process'`,
      'children-in-few-places',
    ],
    ['the window may not use Node', 'renderer/app/x.tsx', `import fs from 'node:fs'`, 'renderer-is-a-page'],
    [
      'the window may not use the engine',
      'renderer/app/x.tsx',
      `import { e } from '../../electron/engine/index.ts'`,
      'renderer-is-a-page',
    ],
    [
      'transports stay in renderer/api',
      'renderer/features/grid/x.ts',
      `import { RPCLink } from '@orpc/client/websocket'`,
      'transports-in-api-only',
    ],
    [
      "features keep to one another's index",
      'renderer/features/grid/x.ts',
      `import { a } from '../player/clock.ts'`,
      'features-keep-apart',
    ],
    [
      'primitives know no feature',
      'renderer/ui/x.tsx',
      `import { a } from '../features/grid/index.ts'`,
      'ui-is-bottom',
    ],
    [
      'main may not hold the engine',
      'electron/main/x.ts',
      `import { createEngine } from '../engine/index.ts'`,
      'main-knows-no-engine',
    ],
    [
      'export-from counts as an import',
      'electron/engine/domain/x.ts',
      `export { stat } from 'node:fs'`,
      'domain-is-pure',
    ],
    [
      'import() counts as an import',
      'electron/engine/domain/x.ts',
      `const fs = await import('node:fs')`,
      'domain-is-pure',
    ],
    [
      'what is at the bottom of the engine names nothing above it',
      'electron/engine/db/x.ts',
      `import type { Running } from '../offload/entry.ts'`,
      'engine-bottom',
    ],
    [
      'reading and hashing know no offload',
      'electron/engine/hash/x.ts',
      `import { walk } from '../offload/walk.ts'`,
      'engine-bottom',
    ],
    [
      'import type counts too: a layer may not even name what it may not use',
      'shared/model/x.ts',
      `import type { Stats } from 'node:fs'`,
      'shared-is-bottom',
    ],
  ])('%s', (_what, file, source, rule) => {
    expect(broken(file, source)).toContain(rule)
  })

  it('a cycle is seen, of types too', () => {
    const cycle = (word: string) =>
      findViolations(
        new Map([
          ['electron/engine/a.ts', `${word} { b } from './b.ts'`],
          ['electron/engine/b.ts', `${word} { a } from './a.ts'`],
        ]),
      ).map((violation) => violation.rule)
    expect(cycle('import')).toEqual(['no-cycles'])
    expect(cycle('import type')).toEqual(['no-cycles'])
  })

  it('SQL outside of engine/db is seen', () => {
    for (const source of [
      "statement<{ id: string }>(db, 'SELECT id FROM asset').all()",
      "statement(db, 'DELETE FROM file').run()",
      "reader.prepare<[], { n: number }>('SELECT 1').get()",
    ]) {
      expect(broken('electron/engine/services/x.ts', source)).toEqual(['sql-in-db-only'])
      expect(broken('electron/engine/db/x.ts', source)).toEqual([])
    }
    expect(broken('electron/engine/services/x.ts', '/a/.exec(text)')).toEqual([])
  })

  it('a bound that is not called MAX is seen', () => {
    expect(broken('shared/util/x.ts', `const ${'MOST'}_NAMES = 3\n`)).toEqual(['max-for-bounds'])
    expect(broken('shared/util/x.ts', 'const MAX_NAMES = 3\n')).toEqual([])
  })

  it('a file of more than 400 lines is seen', () => {
    expect(broken('electron/engine/x.ts', 'const a = 1\n'.repeat(401))).toEqual(['file-length'])
    expect(broken('electron/engine/x.ts', 'const a = 1\n'.repeat(400))).toEqual([])
  })
})

describe('what is allowed passes', () => {
  it.each([
    ['electron/engine/db/x.ts', `import Database from 'better-sqlite3'`],
    ['electron/main/x.ts', `import { app } from 'electron'`],
    ['electron/engine/media/runner.ts', `import { spawn } from 'node:child_process'`],
    ['renderer/features/grid/x.ts', `import { open } from '../player/index.ts'`],
    ['renderer/api/x.ts', `import { RPCLink } from '@orpc/client/websocket'`],
    [
      'electron/engine/domain/x.ts',
      `import { z } from 'zod'\nimport type { AssetKind } from '../../../shared/model/asset.ts'`,
    ],
  ])('%s: %s', (file, source) => {
    expect(broken(file, source)).toEqual([])
  })

  it('imports are resolved from the file they stand in', () => {
    expect(importsOf('electron/engine/a/b.ts', `import { x } from '../c.ts'`)).toEqual([
      { from: 'electron/engine/a/b.ts', target: 'electron/engine/c.ts', line: 1, typeOnly: false },
    ])
  })
})
