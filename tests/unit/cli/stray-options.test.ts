/**
 * A mistyped option is wrong usage for every command, and never a word to search for.
 */
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { buildProgram } from '../../../electron/cli/program.ts'
import { strayOption } from '../../../electron/cli/stray-options.ts'

const program = await buildProgram(() => {})
const pathsOf = (command: Command, above: readonly string[]): (readonly string[])[] =>
  command.commands.flatMap((one) => {
    return [...[one.name(), ...one.aliases()].map((name) => [...above, name]), ...pathsOf(one, [...above, one.name()])]
  })
const every = pathsOf(program, [])
const commandAt = (path: readonly string[]): Command =>
  path.reduce<Command>(
    (at, name) => at.commands.find((one) => one.name() === name || one.aliases().includes(name))!,
    program,
  )

describe('an option that is none', () => {
  it('there are as many commands as the README lists, and more', () => {
    expect(every.length).toBeGreaterThan(50)
  })

  it.each(every.map((path) => [path.join(' '), path] as const))('%s tells it, wherever it stands', (_, path) => {
    const words = commandAt(path).registeredArguments.map((argument) => argument.name())
    for (const line of [
      [...path, '--bogus-option'],
      [...path, ...words, '--bogus-option'],
      ['--json', ...path, '--bogus-option=3', ...words],
      ['--library', '/x', ...path, ...words, '--bogus-option', 'value'],
    ]) {
      expect(strayOption(program, line)).toMatch(/^rushes .*has no option --bogus-option\..* See: rushes /)
    }
  })

  it.each(every.map((path) => [path.join(' '), path] as const))(
    '%s knows all of its own, and the nearest one when it is mistyped',
    (_, path) => {
      for (const { long, required, optional } of commandAt(path).options) {
        if (long === undefined || long === null) continue
        expect(strayOption(program, [...path, long, ...(required || optional ? ['value'] : [])])).toBeNull()
        if (long.length > 5 && long.startsWith('--') && !long.startsWith('--no-'))
          expect(strayOption(program, [...path, `${long}x`])).toContain(`Did you mean --`)
      }
      for (const global of ['--json', '--library=/x', '--help'])
        expect(strayOption(program, [...path, global])).toBeNull()
    },
  )

  it('belongs to what a group does when no command of it is named', () => {
    expect(strayOption(program, ['--json', 'versions', 'Sub_v2.srt', '--compare', '1', '2'])).toBeNull()
    expect(strayOption(program, ['versions', 'Sub_v2.srt', '--compar', '1', '2'])).toContain('Did you mean --compare?')
  })

  it('is no option at all after “--”, with one dash, or as the value of another', () => {
    expect(strayOption(program, ['ls', '--', '--bogus'])).toBeNull()
    expect(strayOption(program, ['ls', '-tag:wild', '-circled'])).toBeNull()
    expect(strayOption(program, ['offload', 'A', '--to', '--odd-folder'])).toBeNull()
    expect(strayOption(program, ['note', 'A003', '-', 'boom'])).toBeNull()
  })

  it('is proposed by what was probably meant', () => {
    expect(strayOption(program, ['offload', 'A', '--too', 'B'])).toContain('Did you mean --to?')
    expect(strayOption(program, ['verify', 'A', '--acceptnew'])).toContain('Did you mean --accept-new?')
    expect(strayOption(program, ['ls', '--jsno'])).toContain('Did you mean --json?')
    expect(strayOption(program, ['ls', '--bogus'])).not.toContain('Did you mean')
  })
})
