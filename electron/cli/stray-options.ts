/**
 * Mistyped options. A command whose words may begin with a dash (`ls -tag:wild`) would take `--bogus` for a word, too:
 * it is told here, for every command alike. One dash stays a negated word, and after `--` all is text.
 */
import type { Command, Option } from 'commander'

/** The sentence about the first option of a command line that its command doesn't know; null when it knows all. */
export function strayOption(program: Command, argv: readonly string[]): string | null {
  let at = program
  let words = 0
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index]!
    if (word === '--') return null
    if (word.startsWith('--')) {
      const name = word.split('=', 1)[0]!
      if (name === '--help') return null
      const option = optionsOf(at).find(({ long }) => long === name)
      if (option === undefined) return sentence(at, name)
      if (takesNext(option, word, argv[index + 1])) index += 1
    } else if (word.startsWith('-') && word.length > 1) {
      const option = optionsOf(at).find(({ short }) => short === word)
      if (option !== undefined && takesNext(option, word, argv[index + 1])) index += 1
    } else {
      const sub =
        words > 0
          ? undefined
          : at.commands.find((command) => command.name() === word || command.aliases().includes(word))
      if (sub === undefined) words += 1
      else at = sub
    }
  }
  return null
}

/**
 * The options of a command, of the one that it does when none of its own is named, and of all above it: those may stand
 * behind it.
 */
function optionsOf(command: Command): Option[] {
  const usual = usualOf(command)
  return [
    ...command.options,
    ...(usual === undefined ? [] : usual.options),
    ...(command.parent === null ? [] : optionsOf(command.parent)),
  ]
}

/** The command that `rushes versions ID` means: a group's default. Commander keeps its name to itself. */
function usualOf(command: Command): Command | undefined {
  const name = (command as unknown as { readonly _defaultCommandName?: string | null })._defaultCommandName
  return name == null ? undefined : command.commands.find((one) => one.name() === name)
}

function takesNext(option: Option, word: string, next: string | undefined): boolean {
  if (word.includes('=') || next === undefined) return false
  return option.required || (option.optional && !next.startsWith('-'))
}

function sentence(command: Command, name: string): string {
  const path = pathOf(command)
  const close = closest(
    name,
    optionsOf(command).flatMap(({ long, hidden }) => (long === undefined || long === null || hidden ? [] : [long])),
  )
  const hint = close === null ? '' : ` Did you mean ${close}?`
  const text =
    command.registeredArguments.length > 0 && command.registeredArguments.some((argument) => argument.variadic)
      ? ' To use it as a word, write it after “--”.'
      : ''
  return `${path === '' ? 'rushes' : `rushes ${path}`} has no option ${name}.${hint}${text} See: rushes ${path === '' ? '' : `${path} `}--help`
}

function pathOf(command: Command): string {
  return command.parent === null ? '' : [pathOf(command.parent), command.name()].filter((part) => part !== '').join(' ')
}

/** The name that a person probably meant: as near as a third of its letters. */
function closest(name: string, known: readonly string[]): string | null {
  const [best] = known.map((one) => ({ one, far: distance(name, one) })).toSorted((a, b) => a.far - b.far)
  return best !== undefined && best.far <= Math.max(2, Math.floor((best.one.length - 2) / 3)) ? best.one : null
}

/** Letters to change, add, leave out or swap (optimal string alignment). */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)]
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      let least = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, rows[i - 2]![j - 2]! + 1)
      row.push(least)
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}
