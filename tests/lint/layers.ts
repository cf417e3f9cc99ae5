/**
 * The layers of Rushes as rules on imports, and the check of a source tree against them. Pure: files in, violations
 * out.
 */
import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { parseSync } from 'rolldown/utils'

/** One import of a file. `target` is a path in the repository, or a package's name. */
export interface Import {
  readonly from: string
  readonly target: string
  readonly line: number
  readonly typeOnly: boolean
}

export interface Violation {
  readonly file: string
  readonly line: number
  readonly rule: string
  readonly message: string
}

interface Rule {
  readonly name: string
  /** Files that the rule speaks of. */
  readonly files: RegExp
  readonly except?: RegExp
  readonly forbids: (target: string, from: string) => boolean
  readonly because: string
}

const BUILTINS = new Set(builtinModules)
const isNode = (target: string): boolean => target.startsWith('node:') || BUILTINS.has(target)
const isPackage = (target: string): boolean =>
  !isNode(target) && !/^(shared|electron|renderer|tests|resources)\/|^package\.json$/.test(target)
const within =
  (...folders: string[]) =>
  (target: string): boolean =>
    folders.some((folder) => target.startsWith(folder))

export const LAYER_RULES: readonly Rule[] = [
  {
    name: 'shared-is-bottom',
    files: /^shared\//,
    because: 'shared imports itself, zod, uuid and the contract builder alone',
    forbids: (target) =>
      isNode(target) ||
      within('electron/', 'renderer/', 'tests/')(target) ||
      (isPackage(target) && !/^(zod|uuid|@orpc\/(contract|client))(\/|$)/.test(target)),
  },
  {
    name: 'domain-is-pure',
    files: /^electron\/engine\/domain\//,
    because: 'domain rules import shared and each other, zod, and fft.js, which only counts',
    forbids: (target) =>
      isNode(target) ||
      (isPackage(target) && target !== 'zod' && target !== 'fft.js') ||
      (!isPackage(target) && !within('shared/', 'electron/engine/domain/')(target)),
  },
  {
    name: 'engine-knows-no-shell',
    files: /^electron\/engine\//,
    because: 'the engine runs in plain Node, under any host',
    forbids: (target) =>
      target === 'electron' ||
      within('electron/main/', 'electron/preload/', 'electron/hosts/', 'electron/cli/', 'renderer/', 'tests/')(target),
  },
  {
    name: 'engine-bottom',
    files: /^electron\/engine\/(chunks|db|files|hash|text)\//,
    because: 'chunks, the database, files, hashing and text are under everything else in the engine',
    forbids: (target) =>
      /^electron\/engine\/[^/]+\//.test(target) &&
      !/^electron\/engine\/((chunks|db|domain|files|hash|text)\/|library\/folder\.ts$)/.test(target),
  },
  {
    name: 'electron-in-shell-only',
    files: /^(electron|shared|renderer)\//,
    except: /^electron\/(main|preload)\//,
    because: 'only main and preload import electron',
    forbids: (target) => target === 'electron',
  },
  {
    name: 'sqlite-in-db-only',
    files: /^(electron|shared|renderer)\//,
    except: /^electron\/engine\/db\//,
    because: 'better-sqlite3 is reached through engine/db',
    forbids: (target) => target === 'better-sqlite3',
  },
  {
    // Two builds of SQLite in one process do not see each other's locks, and closing a file drops those of both: the
    // second one to open then empties the shared memory that the first has mapped, and the process ends by SIGBUS
    // (sqlite.org/howtocorrupt.html, 2.2.1).
    name: 'one-sqlite-a-process',
    files: /^(electron|shared|renderer|tests|resources)\//,
    because: 'node:sqlite is a second SQLite in the process of better-sqlite3, and takes its locks away',
    forbids: (target) => target === 'node:sqlite',
  },
  {
    name: 'chokidar-in-watch-only',
    files: /^(electron|shared|renderer)\//,
    except: /^electron\/engine\/watch\//,
    because: 'chokidar only hints, in engine/watch',
    forbids: (target) => target === 'chokidar',
  },
  {
    name: 's3-in-its-store-only',
    files: /^(electron|shared|renderer)\//,
    except: /^electron\/engine\/sync\/stores\/s3/,
    because: 'the S3 SDK stands behind the store interface',
    forbids: (target) => target.startsWith('@aws-sdk/'),
  },
  {
    name: 'children-in-few-places',
    files: /^(electron|shared|renderer)\//,
    except: /^electron\/(engine\/media\/(runner|process-table)\.ts|engine\/volumes\/|hosts\/)/,
    because: 'children are started by the media runner, by volumes and by hosts, where they are bounded and ended',
    forbids: (target) => target === 'node:child_process' || target === 'child_process',
  },
  {
    name: 'renderer-is-a-page',
    files: /^renderer\//,
    because: 'the window is a sandboxed page: no Node, no Electron, nothing of the engine',
    forbids: (target) => isNode(target) || target === 'electron' || within('electron/', 'tests/')(target),
  },
  {
    name: 'transports-in-api-only',
    files: /^renderer\//,
    except: /^renderer\/api\//,
    because: 'only renderer/api knows how messages travel',
    forbids: (target) => /^@orpc\/client\/(message-port|websocket|fetch)/.test(target) || target === 'ws',
  },
  {
    name: 'features-keep-apart',
    files: /^renderer\/features\//,
    because: 'features use one another through their index only',
    forbids: (target, from) => {
      const other = /^renderer\/features\/([^/]+)\/(.+)$/.exec(target)
      const own = /^renderer\/features\/([^/]+)\//.exec(from)
      return other !== null && own !== null && other[1] !== own[1] && !/^index\.tsx?$/.test(other[2]!)
    },
  },
  {
    name: 'ui-is-bottom',
    files: /^renderer\/ui\//,
    because: 'primitives know no data, no feature and no shell',
    forbids: within('renderer/features/', 'renderer/app/', 'renderer/api/'),
  },
  {
    name: 'main-knows-no-engine',
    files: /^electron\/(main|preload)\//,
    because: 'main supervises the engine, it does not contain it',
    forbids: within('electron/engine/', 'renderer/'),
  },
]

/** Every import, export-from and import() of a file, with relative ones resolved to paths in the repository. */
export function importsOf(file: string, source: string): Import[] {
  const { module } = parseSync(file, source)
  const resolve = (specifier: string): string =>
    specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(file), specifier)) : specifier
  const lineOf = (offset: number): number => source.slice(0, offset).split('\n').length
  const found = (specifier: string, offset: number, typeOnly: boolean): Import => ({
    from: file,
    target: resolve(specifier),
    line: lineOf(offset),
    typeOnly,
  })
  return [
    ...module.staticImports.map((one) =>
      found(one.moduleRequest.value, one.start, one.entries.length > 0 && one.entries.every((entry) => entry.isType)),
    ),
    ...module.staticExports.flatMap((one) =>
      one.entries.flatMap((entry) =>
        entry.moduleRequest === null ? [] : [found(entry.moduleRequest.value, one.start, entry.isType)],
      ),
    ),
    ...module.dynamicImports.flatMap((one) => {
      const text = /^['"`]([^'"`]+)['"`]$/.exec(source.slice(one.moduleRequest.start, one.moduleRequest.end))
      return text === null ? [] : [found(text[1]!, one.start, false)]
    }),
  ]
}

/** Checks files (path in the repository → text) against the layers, for cycles, and for length. */
export function findViolations(files: ReadonlyMap<string, string>, rules: readonly Rule[] = LAYER_RULES): Violation[] {
  const imports = [...files].flatMap(([file, source]) => importsOf(file, source))
  const layered = imports.flatMap((one) =>
    rules
      .filter(
        (rule) =>
          rule.files.test(one.from) && rule.except?.test(one.from) !== true && rule.forbids(one.target, one.from),
      )
      .map((rule): Violation => ({
        file: one.from,
        line: one.line,
        rule: rule.name,
        message: `imports ${one.target}: ${rule.because}`,
      })),
  )
  return [
    ...layered,
    ...findCycles(imports),
    ...strayStatements(files),
    ...boundsByOtherNames(files),
    ...tooLong(files),
  ]
}

const STATEMENT = /\b(?:statement(?:<[^\n]*?>)?\(|\.prepare(?:<[^\n]*?>)?\()/

/** SQL outside engine/db: whoever changes the schema has to find every statement in one folder. */
function strayStatements(files: ReadonlyMap<string, string>): Violation[] {
  const own = [...files].filter(
    ([file]) => /^(electron|shared|renderer)\//.test(file) && !file.startsWith('electron/engine/db/'),
  )
  return linesWith(own, STATEMENT, 'sql-in-db-only', 'holds an SQL statement: it belongs into engine/db')
}

/** Bounds are called MAX_…: one word for one thing, so that a search finds them all. */
function boundsByOtherNames(files: ReadonlyMap<string, string>): Violation[] {
  return linesWith([...files], /\bconst MOST_[A-Z]/, 'max-for-bounds', 'names a bound MOST_…: call it MAX_…')
}

function linesWith(
  files: readonly (readonly [string, string])[],
  pattern: RegExp,
  rule: string,
  message: string,
): Violation[] {
  return files.flatMap(([file, source]) =>
    source.split('\n').flatMap((line, index) => (pattern.test(line) ? [{ file, line: index + 1, rule, message }] : [])),
  )
}

const MAX_LINES = 400

function tooLong(files: ReadonlyMap<string, string>): Violation[] {
  return [...files].flatMap(([file, source]) => {
    const lines = source.split('\n').length - 1
    return lines <= MAX_LINES
      ? []
      : [{ file, line: MAX_LINES, rule: 'file-length', message: `has ${lines} lines: split it along its ideas` }]
  })
}

/** Cycles of imports, of types too: files that name one another can't be read, moved or tested one by one. */
export function findCycles(imports: readonly Import[]): Violation[] {
  const graph = Map.groupBy(imports, (one) => one.from)
  const state = new Map<string, 'open' | 'done'>()
  const violations: Violation[] = []
  const visit = (file: string, trail: readonly string[]): void => {
    state.set(file, 'open')
    for (const { target, line } of graph.get(file) ?? []) {
      if (state.get(target) === 'open') {
        const cycle = [...trail.slice(trail.indexOf(target)), target]
        violations.push({ file, line, rule: 'no-cycles', message: `closes a cycle: ${cycle.join(' → ')}` })
      } else if (!state.has(target)) visit(target, [...trail, target])
    }
    state.set(file, 'done')
  }
  for (const file of graph.keys()) if (!state.has(file)) visit(file, [file])
  return violations
}
