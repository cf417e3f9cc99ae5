/**
 * `presets`: how cards are offloaded on this production, kept in the library and shared as a file.
 */
import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { RushesError } from '../../../shared/model/errors.ts'
import type { ListedPreset, Preset, PresetDestination } from '../../../shared/model/presets.ts'
import type { SetExit } from '../exit.ts'
import { absolute, type GlobalOptions, type Session } from '../session.ts'
import { engineAction, fileFault, presetFileText } from './preset-files.ts'
import { collect, ejectOption, hashList, levelOf, valuesOf } from './offload.ts'

interface SaveOptions extends GlobalOptions {
  to: string[]
  drive: string[]
  set: string[]
  forFamily: string[]
  forLabel: string[]
  hash?: string
  name?: string
  verify?: string
  mhl1?: boolean
  cascade?: boolean
  resume?: boolean
  eject?: string | boolean
}

/** Adds them to the program. */
export function presetCommands(program: Command, setExit: SetExit): void {
  const on = engineAction(setExit)
  const presets = program
    .command('presets')
    .description('manage offload presets: destinations, folders, hashes')
    .action(on(list))
  presets.command('list').description('list all').action(on(list))
  presets
    .command('show')
    .argument('<name>')
    .description('show one')
    .action(
      on(async ({ client, output }, _options, [name = '']) => {
        const found = (await client.presets.list({})).find(
          (one) => one.name.toLowerCase() === name.trim().toLowerCase(),
        )
        if (found === undefined)
          throw new RushesError('not_found', `There is no preset “${name}”. List them with: rushes presets`)
        output.record('preset', found, presetText(found))
        output.result({ exit: 0, code: 'ok' })
        return 0
      }),
    )
  presets
    .command('save')
    .argument('<name>')
    .description('save a preset; replaces one of the same name')
    .option('--to <dir>', 'a folder to copy to; again for each further one', collect, [])
    .option(
      '--drive <label[:folder]>',
      'a drive to copy to, by label (* stands for anything) or id, and a folder on it',
      collect,
      [],
    )
    .option('--name <template>', 'the folder that a card becomes')
    .option('--set <word=value>', 'what the card can’t tell for the template', collect, [])
    .option('--hash <list>', 'hashes for the manifest, with commas')
    .option('--verify <level>', 'verification: size, source or full')
    .option('--mhl1', 'writes an MHL 1 file too')
    .option('--cascade', 'the fastest destination first, the others from it')
    .option('--resume', 'resumes automatically when a disconnected drive is back')
    .option('--eject [what]', 'ejects the card when every copy is verified; “all”: the drives, too')
    .option('--for-family <family>', 'is offered for cards of this family', collect, [])
    .option('--for-label <label>', 'is offered for cards with this label', collect, [])
    .action(
      on<SaveOptions>(async ({ client, output, opId }, options, [name = '']) => {
        const saved = await client.presets.save({ opId: opId(), preset: presetOf(name, options) })
        output.line(
          `${saved.name} is kept. Use it with: rushes offload CARD --preset ${/^[\w.-]+$/.test(saved.name) ? saved.name : JSON.stringify(saved.name)}`,
        )
        output.result({ exit: 0, code: 'ok', names: [saved.name] })
        return 0
      }),
    )
  presets
    .command('remove')
    .argument('<name>')
    .description('remove one')
    .action(
      on(async ({ client, output, opId }, _options, [name = '']) => {
        await client.presets.remove({ opId: opId(), name })
        output.line(`${name} is removed.`)
        output.result({ exit: 0, code: 'ok', names: [name] })
        return 0
      }),
    )
  presets
    .command('export')
    .argument('<file>')
    .argument('[names...]')
    .description('export presets to a file')
    .action(
      on(async ({ client, output }, _options, [file = '', ...names]) => {
        const { text } = await client.presets.export({ names })
        const path = absolute(file)
        await writeFile(path, text).catch((error: unknown) => {
          throw fileFault(path, 'written', error)
        })
        output.line(`Written to ${path}.`)
        output.result({ exit: 0, code: 'ok', path })
        return 0
      }),
    )
  presets
    .command('import')
    .argument('<file>')
    .option('--replace', 'replaces presets of the same name with those of the file')
    .description('import presets from a file')
    .action(
      on<GlobalOptions & { replace?: boolean }>(async ({ client, output, opId }, options, [file = '']) => {
        const { names } = await client.presets.import({
          opId: opId(),
          text: await presetFileText(absolute(file)),
          replace: options.replace === true,
        })
        output.line(`Imported: ${names.join(', ')}.`)
        output.result({ exit: 0, code: 'ok', names })
        return 0
      }),
    )
  presets
    .command('offers')
    .description('list connected cards that have a preset')
    .action(
      on(async ({ client, output }) => {
        const offers = await client.presets.offers({})
        for (const one of offers)
          output.record(
            'offer',
            one,
            `${one.label} (${one.family}): rushes offload ${JSON.stringify(one.mountPoint)} --preset ${JSON.stringify(one.preset)}`,
          )
        output.result({ exit: 0, code: 'ok', count: offers.length })
        return 0
      }),
    )
}

async function list({ client, output }: Session): Promise<number> {
  const all = await client.presets.list({})
  for (const one of all)
    output.record(
      'preset',
      one,
      `${one.name}${one.builtIn ? '  (comes with Rushes)' : ''}  ${one.template ?? '{name}'}`,
    )
  output.result({ exit: 0, code: 'ok', count: all.length })
  return 0
}

function presetOf(name: string, options: SaveOptions): Preset {
  return {
    name,
    template: options.name ?? null,
    values: valuesOf(options.set),
    hashes: hashList(options.hash),
    level: levelOf(options.verify),
    mhl1: options.mhl1 === true,
    cascade: options.cascade === true,
    resumes: options.resume === true ? 'itself' : 'asked',
    destinations: [
      ...options.to.map((path): PresetDestination => ({ path: absolute(path) })),
      ...options.drive.map(driveOf),
    ],
    eject: ejectOption(options.eject),
    offerFor: { families: options.forFamily, labels: options.forLabel },
  }
}

/** `SHUTTLE_*:Day 1` or `uuid:…:Day 1`. */
function driveOf(text: string): PresetDestination {
  const from = text.startsWith('uuid:') ? 5 : 0
  const colon = text.indexOf(':', from)
  return colon < 0 ? { drive: text, folder: '' } : { drive: text.slice(0, colon), folder: text.slice(colon + 1) }
}

function presetText(one: ListedPreset): string[] {
  const destinations = one.destinations.map((to) =>
    'path' in to ? to.path : `drive ${to.drive}${to.folder === '' ? '' : ` · ${to.folder}`}`,
  )
  const values = Object.entries(one.values).map(([word, value]) => `${word}=${value}`)
  return [
    one.name,
    `  folder  ${one.template ?? 'the card’s own name'}`,
    `  to      ${destinations.join(', ') || 'named with --to'}`,
    `  hashes  ${one.hashes.join(', ')}`,
    `  level   ${one.level}${one.mhl1 ? ', MHL 1 beside' : ''}${one.cascade ? ', cascading' : ''}${one.resumes === 'itself' ? ', resumes automatically' : ''}${one.eject === 'none' ? '' : one.eject === 'card' ? ', ejects the card' : ', ejects card and drives'}`,
    ...(values.length === 0 ? [] : [`  set     ${values.join(', ')}`]),
    ...(one.offerFor.families.length + one.offerFor.labels.length === 0
      ? []
      : [`  offered for ${[...one.offerFor.families, ...one.offerFor.labels].join(', ')}`]),
  ]
}
