/**
 * What a new capability costs the house: a toy with procedures, a kind of job, an entity that journals and undoes, a
 * follower of events and a page of the window is put into a copy of the tree. It adds files, and one or two lines to
 * five lists (tests/fixtures/toy-capability/touched.json); nothing else is touched.
 */
import { execFile } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { scratch } from '../helpers/library.ts'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '../..')
const TOY = join(ROOT, 'tests/fixtures/toy-capability')
const NODE = ['--disable-warning=ExperimentalWarning']

interface Touched {
  readonly list: string
  readonly file: string
  readonly lines: readonly { readonly after: string; readonly add: string }[]
  readonly replace?: { readonly from: string; readonly to: string }
}

/** A copy of what is built and checked, beside the same packages. */
function copyTree(to: string): void {
  const whole = ['electron', 'shared', 'renderer', 'resources', 'tests']
  const files = globSync('{package.json,tsconfig*.json,vite*.ts}', { cwd: ROOT })
  for (const name of [...whole, ...files])
    cpSync(join(ROOT, name), join(to, name), {
      recursive: true,
      filter: (path) => !/node_modules|\/dist(\/|$)|toy-capability|\.tsbuildinfo$/.test(path),
    })
  symlinkSync(join(ROOT, 'node_modules'), join(to, 'node_modules'))
}

function touch(to: string, { file, lines, replace }: Touched): void {
  let text = readFileSync(join(to, file), 'utf8')
  for (const { after, add } of lines) {
    expect(text.split('\n').filter((line) => line === after)).toHaveLength(1)
    text = text.replace(`${after}\n`, () => `${after}\n${add}\n`)
  }
  if (replace !== undefined) {
    expect(text.split(replace.from)).toHaveLength(2)
    text = text.replace(replace.from, () => replace.to)
  }
  writeFileSync(join(to, file), text)
}

describe('a capability is files of its own', () => {
  it('and a line in five lists; types, layers, engine and window take it', async () => {
    using place = scratch('rushes-toy-')
    const at = join(place.dir, 'tree')
    mkdirSync(at)
    copyTree(at)
    const added = globSync('**/*.txt', { cwd: join(TOY, 'tree') })
    for (const file of added) {
      mkdirSync(dirname(join(at, file)), { recursive: true })
      cpSync(join(TOY, 'tree', file), join(at, file.replace(/\.txt$/, '')))
    }
    const touched = JSON.parse(readFileSync(join(TOY, 'touched.json'), 'utf8')) as Touched[]
    for (const one of touched) touch(at, one)
    expect(touched.map(({ list }) => list)).toEqual([
      'index of the contract',
      'list of modules',
      'list of migrations',
      'list of entities',
      "the window's list of features",
    ])

    // The layers are of what git would list.
    await run('git', ['init', '-q'], { cwd: at })
    const options = { cwd: at, maxBuffer: 1 << 26 }
    await run(process.execPath, [join(at, 'node_modules/typescript/bin/tsc'), '-b'], options)
    await run(process.execPath, [...NODE, 'tests/lint/check-layers.ts'], options)

    const { stdout } = await run(process.execPath, [...NODE, 'tests/toy-run.ts', join(place.dir, 'library')], options)
    expect(JSON.parse(stdout)).toMatchObject({
      job: { state: 'done', result: { count: 2 } },
      events: [
        { label: 'Toy “Slinky”', entities: ['toy'] },
        { label: 'Toy “Rex”', entities: ['toy'] },
        { label: 'Toy “Rex”', entities: ['toy'] },
      ],
      list: { toys: [{ name: 'Slinky' }], changes: 3 },
    })

    await run(process.execPath, [...NODE, 'resources/setup/build.ts'], options)
    const window = globSync('dist/renderer/assets/*.js', { cwd: at }).map((file) =>
      readFileSync(join(at, file), 'utf8'),
    )
    expect(window.some((text) => text.includes('Toys of this library'))).toBe(true)
  }, 300_000)
})
