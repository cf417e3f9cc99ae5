/**
 * The command line loads the files that its words need, and is the same as if it had loaded all.
 */
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { buildProgram, COMMAND_FILES } from '../../../electron/cli/program.ts'
import { compileCacheFolder } from '../../../electron/hosts/compile-cache.ts'
import { nodeEngineEnvironment } from '../../../electron/hosts/start-engine.ts'

const namesOf = (program: Command): string[] =>
  program.commands.flatMap((command) => [command.name(), ...command.aliases()])
const built = async (...argv: string[]): Promise<string[]> => namesOf(await buildProgram(() => {}, argv))

describe('the program', () => {
  it.each(COMMAND_FILES.map((file) => [file.words.join(', '), file] as const))(
    'has %s where the table says',
    async (_words, file) => {
      const program = new Command()
      const add = await file.load()
      add(program, () => {})
      expect(namesOf(program).toSorted()).toEqual([...file.words].toSorted())
    },
  )

  it('loads what the first word needs, wherever the general options stand', async () => {
    expect(await built('ls', 'safety')).toEqual(['ls', 'show', 'facets', 'query'])
    expect(await built('--library', 'watch', '--json', 'safety')).toEqual(['safety'])
    expect(await built('--library=watch', 'heal', 'x')).toEqual(['repair', 'heal'])
    expect(await built('--version')).toEqual([])
  })

  it('loads everything for help, for nothing at all, and for a word that it doesn’t know', async () => {
    const all = namesOf(await buildProgram(() => {}))
    for (const argv of [['--help'], [], ['help', 'ls'], ['sefety'], ['--json'], ['--library', 'ls']])
      expect(await built(...argv)).toEqual(all)
  })
})

describe('the folder of compiled code', () => {
  it('is this user’s own, and the one that was named where one was', () => {
    expect(compileCacheFolder('linux', { XDG_CACHE_HOME: '/home/dit/caches' })).toBe('/home/dit/caches/rushes/compiled')
    expect(compileCacheFolder('linux', { XDG_CACHE_HOME: 'relative' })).toMatch(/\/\.cache\/rushes\/compiled$/)
    expect(compileCacheFolder('darwin', {})).toMatch(/\/Library\/Caches\/Rushes\/Compiled$/)
    expect(compileCacheFolder('linux', { NODE_COMPILE_CACHE: '/named' })).toBe('/named')
  })

  it('is told to an engine that Node runs, for its threads too', () => {
    expect(nodeEngineEnvironment({ NODE_COMPILE_CACHE: '/named', LANG: 'de' })).toEqual({
      LANG: 'de',
      MALLOC_ARENA_MAX: '2',
      NODE_COMPILE_CACHE: '/named',
      UV_THREADPOOL_SIZE: '16',
    })
  })
})
