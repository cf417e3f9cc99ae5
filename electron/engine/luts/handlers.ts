/**
 * The LUTs of the library as procedures.
 */
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { lookSchema } from '../../../shared/model/colour.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { lutNameSchema, MAX_LUT_BYTES, type Lut, type LutWords } from '../../../shared/model/luts.ts'
import type { EngineContext } from '../context.ts'
import type { Change, Json } from '../db/entities/changes.ts'
import { recordedResult } from '../db/entities/commands.ts'
import { lutAdded, lutRemoved, lutWordChanges, readLutOf, readLuts } from '../db/entities/lut.ts'
import { clipsWithLut } from '../db/catalogue/looks.ts'
import { noteLutFile } from '../db/catalogue/lut-files.ts'
import { diskPath } from '../domain/byte-names.ts'
import { LOG_CURVES } from '../domain/colour/log-curves.ts'
import { planLook } from '../domain/colour/look-tables.ts'
import { planTone } from '../domain/colour/tone-tables.ts'
import { saidByName } from '../domain/colour/lut-words.ts'
import { readMedia } from '../files/open-plain.ts'
import { runCommand } from '../services/commands.ts'
import type { Builder } from '../services/implement.ts'
import type { LoadLook } from './load-look.ts'
import { keepLut, lutKindOf, parseLut, type ReadLut } from './lut-files.ts'
import { wireTables } from './wire-tables.ts'

const unpack = promisify(gunzip)

/** Words as they are given: what is not said, or undefined, stays. */
type SomeWords = { readonly [Field in keyof LutWords]?: LutWords[Field] | undefined }

/** Implements `luts`. */
export function lutHandlers(os: Builder, context: EngineContext, loadLook: LoadLook) {
  const { library } = context
  const { reader, writer } = library

  /** The LUT as it stands. Throws `not_found`. */
  function known(hash: string): Lut {
    const found = readLutOf(reader, hash)
    if (found === undefined)
      throw new RushesError('not_found', 'There is no such LUT in this library. List them with: rushes luts')
    return found
  }

  async function add(opId: string, fileName: string, bytes: Buffer, words: SomeWords): Promise<Lut> {
    const done = recordedResult(reader, opId) as { hash: string } | undefined
    if (done !== undefined) return known(done.hash)
    const kind = lutKindOf(fileName)
    if (kind === null)
      throw new RushesError('usage', `${fileName} is no LUT that can be read: .cube and .3dl are.`, { path: fileName })
    const read = await parseLut(bytes, kind, fileName)
    await keepLut(library.folder, { hash: read.hash, kind }, bytes)
    const before = readLutOf(reader, read.hash)
    const said = before === undefined ? wordsOf(fileName, read, words) : { ...lutWords(before), ...given(words) }
    const isIn = before !== undefined && readLuts(reader).some(({ hash }) => hash === read.hash)
    const changes = isIn
      ? lutWordChanges(read.hash, said).filter(({ field, value }) => before[field as keyof LutWords] !== value)
      : lutAdded(reader, read.hash, said, read.file, context.now())
    // The same file again says nothing new, and is no step that undo would take back.
    if (changes.length > 0)
      runCommand(context, opId, `Add LUT “${said.name}”`, ['luts', 'assets'], changes, { hash: read.hash })
    noteLutFile(writer, read.hash, true, null)
    return known(read.hash)
  }

  return {
    list: os.luts.list.handler(() => readLuts(reader)),
    add: os.luts.add.handler(async ({ input: { opId, path, words } }) => {
      const disk = diskPath(path)
      await context.own.refuse(disk, 'holds no LUTs to add')
      return await add(opId, basename(path), await fileBytes(disk, path), words)
    }),
    send: os.luts.send.handler(async ({ input: { opId, fileName, bytes, words } }) => {
      const unpacked = await unpack(Buffer.from(bytes, 'base64'), { maxOutputLength: MAX_LUT_BYTES }).catch(
        (error: unknown) => {
          throw new RushesError(
            'usage',
            `${fileName} did not arrive whole, or is too large for a LUT. Add it with: rushes luts add FILE`,
            { path: fileName },
            { cause: error },
          )
        },
      )
      return await add(opId, basename(fileName), unpacked, words)
    }),
    set: os.luts.set.handler(({ input: { opId, hash, words } }) => {
      const before = known(hash)
      if (recordedResult(reader, opId) !== undefined) return before
      const changes = lutWordChanges(hash, words).filter(
        ({ field, value }) => before[field as keyof LutWords] !== value,
      )
      const { reference } = words
      const looks = reference === undefined || reference === before.reference ? [] : clipsWithLut(reader, hash)
      const followed = looks.map(({ id, look }): Change => {
        const now = lookSchema.parse(JSON.parse(look))
        return { entity: 'asset', entityId: id, field: 'look', value: { ...now, lut: { hash, reference } } as Json }
      })
      if (changes.length > 0)
        runCommand(context, opId, `LUT “${before.name}”`, ['luts', 'assets'], [...changes, ...followed], { hash })
      return known(hash)
    }),
    remove: os.luts.remove.handler(({ input: { opId, hash, force } }) => {
      if (recordedResult(reader, opId) !== undefined) return {}
      const { name, usedBy } = known(hash)
      if (usedBy > 0 && !force)
        throw new RushesError(
          'conflict',
          `“${name}” is used by the look of ${usedBy === 1 ? '1 clip' : `${usedBy} clips`}, which would keep it. To take it out of the set all the same, add --force.`,
          { name, clips: usedBy },
        )
      return runCommand(context, opId, `Remove LUT “${name}”`, ['luts'], [lutRemoved(hash)], {})
    }),
    table: os.luts.table.handler(async ({ input }) => {
      if ('tone' in input) return await wireTables(planTone(input.tone))
      const loaded = await loadLook(input.look)
      return await wireTables(planLook(loaded.look, loaded.lut))
    }),
  }
}

async function fileBytes(disk: string, shown: string): Promise<Buffer> {
  try {
    return await readMedia(disk, MAX_LUT_BYTES)
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === 'EFBIG'
    throw new RushesError(
      isLarge ? 'usage' : 'source.unreadable',
      isLarge
        ? `${shown} is too large for a LUT: 64 MB is the most.`
        : `${shown} can’t be read. Check its name and its permissions.`,
      { path: shown },
      { cause: error },
    )
  }
}

/** Only what was said. */
const given = (words: SomeWords): Partial<LutWords> =>
  Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined))

const lutWords = ({ name, reference, curve, gamut, note }: Lut): LutWords => ({ name, reference, curve, gamut, note })

/** What is said of a new one: by whoever adds it, else by its name and title. */
function wordsOf(fileName: string, { lut }: ReadLut, words: SomeWords): LutWords {
  const stem = fileName.replace(/\.[^.]+$/, '')
  const name = lutNameSchema.safeParse(stem.replaceAll(/\p{Cc}/gu, ' ').slice(0, 120))
  const byFile = saidByName(stem)
  const said = byFile.curve === null && lut.title !== null ? saidByName(lut.title) : byFile
  const curve = words.curve === undefined ? said.curve : words.curve
  return {
    name: words.name ?? (name.success ? name.data : 'LUT'),
    curve,
    gamut: words.gamut ?? said.gamut,
    // The file's own word, else the curve that a person names says how its maker counts.
    reference: words.reference ?? lut.reference ?? (curve === null ? 'signal' : LOG_CURVES[curve].reference),
    note: words.note ?? lut.remark ?? '',
  }
}
