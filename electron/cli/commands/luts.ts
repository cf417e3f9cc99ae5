/**
 * `luts`: the LUTs of the library, which all its devices share.
 */
import { basename } from 'node:path'
import { Option, type Command } from 'commander'
import { LOG_CURVE_IDS, LOG_CURVE_NAMES, type Reference } from '../../../shared/model/colour.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { lutNameSchema, lutSizeText, type Lut } from '../../../shared/model/luts.ts'
import { visible } from '../../../shared/util/visible.ts'
import type { SetExit } from '../exit.ts'
import { curveOf, lutCalled } from '../look-words.ts'
import { absolute, type GlobalOptions, type Session } from '../session.ts'
import { tellingAction } from './preset-files.ts'

interface SayOptions extends GlobalOptions {
  readonly name?: string
  readonly reference?: Reference
  readonly for?: string
  readonly gamut?: string
  readonly note?: string
}

/** Adds it to the program. */
export function lutCommands(program: Command, setExit: SetExit): void {
  const on = tellingAction(setExit)
  const saying = (command: Command): Command =>
    command
      .option('--name <name>', 'what it is called')
      .addOption(new Option('--reference <range>', 'what its values stand for').choices(['code', 'signal']))
      .option('--for <curve>', `the log curve that it is made for: ${LOG_CURVE_IDS.join(', ')}, or none`)
      .option('--gamut <name>', 'the gamut that it is made for')
      .option('--note <text>', 'a note')
  const luts = program.command('luts').description('manage the LUTs of the library').action(on(list))
  luts.command('list').description('list all').action(on(list))
  saying(luts.command('add'))
    .argument('<files...>')
    .description('add .cube and .3dl files; what is not said is taken from their names')
    .action(on<SayOptions>(add))
  saying(luts.command('set')).argument('<lut>').description('say something else of a LUT').action(on<SayOptions>(set))
  luts
    .command('remove')
    .argument('<lut>')
    .option('--force', 'also one that looks of clips use; they keep it')
    .description('take a LUT out of the library')
    .action(
      on<GlobalOptions & { force?: boolean }>(async ({ client, output, opId }, { force = false }, [word = '']) => {
        const { hash, name } = await lutCalled(client, word)
        await client.luts.remove({ opId: opId(), hash, force })
        output.line(`${name} is removed. Bring it back with: rushes undo`)
        return { names: [name] }
      }),
    )
  luts
    .command('show')
    .argument('<lut>')
    .description('show what is known of a LUT')
    .action(
      on(async ({ client, output }, _options, [word = '']) => {
        const one = await lutCalled(client, word)
        output.record('lut', one, details(one))
        return { names: [one.name] }
      }),
    )
}

async function list({ client, output }: Session): Promise<object> {
  const all = await client.luts.list({})
  for (const one of all) output.record('lut', one, lineOf(one))
  return { count: all.length }
}

function wordsOf({ name, reference, for: curve, gamut, note }: SayOptions) {
  if (name !== undefined && !lutNameSchema.safeParse(name).success)
    throw new RushesError('usage', 'A name has 1 to 120 letters and no control characters.')
  return {
    ...(name === undefined ? {} : { name }),
    ...(reference === undefined ? {} : { reference }),
    ...(curve === undefined ? {} : { curve: curve.toLowerCase() === 'none' ? null : curveOf(curve) }),
    ...(gamut === undefined ? {} : { gamut }),
    ...(note === undefined ? {} : { note }),
  }
}

async function add({ client, output, opId }: Session, options: SayOptions, files: readonly string[]): Promise<object> {
  if (options.name !== undefined && files.length > 1)
    throw new RushesError('usage', '--name is for one file. Add the others by themselves.')
  const words = wordsOf(options)
  const names: string[] = []
  const before = new Set((await client.luts.list({})).map(({ hash }) => hash))
  for (const file of files) {
    const one = await client.luts.add({ opId: opId(), path: absolute(file), words })
    output.record('lut', one, [
      before.has(one.hash)
        ? `${visible(basename(file))} is here already as “${one.name}”: ${lineOf(one)}`
        : lineOf(one),
      ...(one.note === '' ? [] : [`Note: ${one.note}`]),
      `Use it with: rushes look QUERY --lut ${JSON.stringify(one.name)}`,
    ])
    before.add(one.hash)
    names.push(one.name)
  }
  return { names }
}

async function set({ client, output, opId }: Session, options: SayOptions, [word = '']: readonly string[]) {
  const words = wordsOf(options)
  if (Object.keys(words).length === 0)
    throw new RushesError('usage', 'Say --name, --reference, --for, --gamut or --note.')
  const { hash } = await lutCalled(client, word)
  const one = await client.luts.set({ opId: opId(), hash, words })
  output.record('lut', one, lineOf(one))
  return { names: [one.name] }
}

function lineOf({ name, size, reference, curve, usedBy, here, fault }: Lut): string {
  return [
    name,
    lutSizeText(size),
    `${reference} range`,
    ...(curve === null ? [] : [`for ${LOG_CURVE_NAMES[curve]}`]),
    ...(usedBy === 0 ? [] : [`used by ${usedBy}`]),
    ...(here ? [] : [fault ?? 'not on this device yet']),
  ].join('  ')
}

function details(one: Lut): string[] {
  return [
    lineOf(one),
    `hash: ${one.hash}`,
    `file: .${one.kind}, ${one.bytes} bytes`,
    ...(one.gamut === '' ? [] : [`gamut: ${one.gamut}`]),
    ...(one.note === '' ? [] : [`note: ${one.note}`]),
  ]
}
