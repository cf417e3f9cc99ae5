/**
 * `proxy-presets`: how proxies are made on this production, kept in the library, shared with its devices and as a file.
 */
import { writeFile } from 'node:fs/promises'
import { Option, type Command } from 'commander'
import {
  EDIT_FORMATS,
  editParamsSchema,
  keptPresetSchema,
  type EditFormat,
} from '../../../shared/model/edit-proxies.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { SetExit } from '../exit.ts'
import { absolute, type GlobalOptions, type Session } from '../session.ts'
import { addBurnOptions, burnOf, type BurnOptions } from './burn-options.ts'
import { fileFault, presetFileText, tellingAction } from './preset-files.ts'

interface SaveOptions extends GlobalOptions, Omit<BurnOptions, 'watermark'> {
  readonly format: EditFormat
  readonly divide?: string
  readonly reel?: string
  readonly about?: string
}

/** Adds them to the program. */
export function proxyPresetCommands(program: Command, setExit: SetExit): void {
  const on = tellingAction(setExit)
  const presets = program
    .command('proxy-presets')
    .description('manage presets of edit proxies: format, size, tape name')
    .action(on(list))
  presets.command('list').description('list all').action(on(list))
  const saved = presets
    .command('save')
    .argument('<name>')
    .description('save a preset; replaces one of the same name')
    .addOption(new Option('--format <format>', EDIT_FORMATS.join(', ')).choices(EDIT_FORMATS).default('prores-proxy'))
    .option('--divide <by>', 'width and height: the clip’s divided by 1, 2 or 4')
    .option('--reel <name>', 'tape name (else the roll you gave, what the file says, or the roll of its folders)')
    .option('--about <text>', 'for whom it is')
    .action(on<SaveOptions>(save))
  addBurnOptions(saved, { watermark: false })
  presets
    .command('remove')
    .argument('<name>')
    .description('remove one')
    .action(
      on(async ({ client, output, opId }, _options, [name = '']) => {
        await client.editProxies.remove({ opId: opId(), name })
        output.line(`${name} is removed.`)
        return { names: [name] }
      }),
    )
  presets
    .command('export')
    .argument('<file>')
    .description('export the library’s own presets to a file')
    .action(
      on(async ({ client, output }, _options, [file = '']) => {
        const { text } = await client.editProxies.export({})
        const path = absolute(file)
        await writeFile(path, text, { flag: 'wx' }).catch((error: unknown) => {
          throw notWritten(path, error)
        })
        output.line(`Written to ${path}.`)
        return { path }
      }),
    )
  presets
    .command('import')
    .argument('<file>')
    .option('--replace', 'replaces presets of the same name with those of the file')
    .description('import presets from a file')
    .action(
      on<GlobalOptions & { replace?: boolean }>(async ({ client, output, opId }, options, [file = '']) => {
        const text = await presetFileText(absolute(file))
        const { names } = await client.editProxies.import({ opId: opId(), text, replace: options.replace === true })
        output.line(`Imported: ${names.join(', ')}.`)
        return { names }
      }),
    )
}

async function list({ client, output }: Session): Promise<object> {
  const all = await client.editProxies.presets({})
  for (const one of all)
    output.record(
      'proxy-preset',
      one,
      `${one.name}${one.builtIn ? '  (comes with Rushes)' : `  ${one.params.format}`}${one.about === '' ? '' : `  ${one.about}`}`,
    )
  return { count: all.length }
}

async function save(
  { client, output, opId }: Session,
  options: SaveOptions,
  [name = '']: readonly string[],
): Promise<object> {
  const { format, divide, reel, about = '' } = options
  const params = editParamsSchema.safeParse({
    format,
    ...(divide === undefined ? {} : { divide: Number(divide) }),
    ...(reel === undefined ? {} : { reel }),
    burn: burnOf(null, options),
  })
  if (!params.success)
    throw new RushesError(
      'usage',
      '--divide takes 1, 2 or 4; --reel up to 32 plain letters, digits and signs; --text one line of up to 100.',
    )
  const preset = keptPresetSchema.safeParse({ name, about, params: params.data })
  if (!preset.success) throw new RushesError('usage', 'A name has 1 to 60 letters and no control characters.')
  await client.editProxies.save({ opId: opId(), preset: preset.data })
  output.line(
    `${preset.data.name} is kept. Use it with: rushes proxy QUERY --preset ${JSON.stringify(preset.data.name)} --to DIR`,
  )
  return { names: [preset.data.name] }
}

/** A file that is there is not written over. */
function notWritten(path: string, error: unknown): RushesError {
  return (error as NodeJS.ErrnoException).code === 'EEXIST'
    ? new RushesError('conflict', `${path} is there already and is not written over.`, { path }, { cause: error })
    : fileFault(path, 'written', error)
}
