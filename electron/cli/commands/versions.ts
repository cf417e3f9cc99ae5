/**
 * `versions` and `restore`: the history of what is edited, and past versions had back.
 */
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { RushesError } from '../../../shared/model/errors.ts'
import { visible } from '../../../shared/util/visible.ts'
import type { Comparison, Version } from '../../../shared/model/versions.ts'
import type { SetExit } from '../exit.ts'
import { bytesText } from '../output.ts'
import { absolute, withEngine } from '../session.ts'
import { findAsset } from './catalogue.ts'

/** Adds them to the program. */
export function versionCommands(program: Command, setExit: SetExit): void {
  const versions = program
    .command('versions')
    .description('manage the versions of a clip, a project file or a document')
  versions
    .command('list', { isDefault: true })
    .argument('[id]', 'a clip: its id, the beginning of it, or its name')
    .option('--compare <revisions...>', 'two numbers: what differs between them')
    .description('list versions, the current one first')
    .action(async (named: string | undefined, { compare }: { compare?: string[] }, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async ({ client, output }) => {
          // The clip may stand after the two numbers as well as before them.
          const id = named ?? (compare?.length === 3 ? compare.pop() : undefined)
          if (id === undefined)
            throw new RushesError('usage', 'Name the clip: rushes versions ID, or: rushes versions ID --compare 2 3')
          const assetId = await findAsset(client, id)
          if (compare !== undefined) {
            if (compare.length !== 2)
              throw new RushesError('usage', 'Two versions can be compared. Write: --compare 2 3')
            const [a, b] = compare.map(wholeNumber) as [number, number]
            const comparison = await client.versions.compare({ assetId, a, b })
            output.record('comparison', comparison, comparisonText(comparison))
            output.result({ exit: 0, code: 'ok', id: assetId })
            return 0
          }
          const list = await client.versions.list({ assetId })
          for (const version of list) output.record('version', version, versionText(version))
          output.result({ exit: 0, code: 'ok', id: assetId, count: list.length })
          return 0
        }),
      ),
    )
  versions
    .command('join')
    .argument('<ids...>', 'the first one takes the versions of the others')
    .description('stack several clips as versions; undo reverts it')
    .action(async (ids: string[], _options: unknown, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async ({ client, output, opId }) => {
          const found = []
          for (const id of ids) found.push(await findAsset(client, id))
          if (found.length < 2) throw new RushesError('usage', 'Name two clips or more.')
          const { id } = await client.versions.join({ opId: opId(), ids: found })
          output.line(`${found.length} clips are stacked as versions.`)
          output.result({ exit: 0, code: 'ok', id })
          return 0
        }),
      ),
    )
  versions
    .command('split')
    .argument('<id>')
    .argument('<revision>')
    .description('remove a version from its stack; undo reverts it')
    .action(async (id: string, revision: string, _options: unknown, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async ({ client, output, opId }) => {
          const made = await client.versions.split({
            opId: opId(),
            assetId: await findAsset(client, id),
            revision: wholeNumber(revision),
          })
          output.line('The version is a clip of its own now.')
          output.result({ exit: 0, code: 'ok', id: made.id })
          return 0
        }),
      ),
    )
  versions
    .command('pin')
    .argument('<id>')
    .argument('<revision>')
    .option('--off', 'lets it go again')
    .description('pin a version, so that it is never thinned')
    .action(async (id: string, revision: string, options: { off?: boolean }, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async ({ client, output, opId }) => {
          const assetId = await findAsset(client, id)
          const version = (await client.versions.list({ assetId })).find(
            (one) => one.revision === wholeNumber(revision),
          )
          if (version === undefined)
            throw new RushesError(
              'not_found',
              `This clip has no version ${revision}. List them with: rushes versions ${id}`,
            )
          await client.versions.pin({ opId: opId(), versionId: version.id, pinned: options.off !== true })
          output.line(options.off === true ? 'Not pinned any more.' : 'Pinned: it is never thinned.')
          output.result({ exit: 0, code: 'ok', id: assetId })
          return 0
        }),
      ),
    )

  program
    .command('restore')
    .argument('<id>', 'a clip: its id, the beginning of it, or its name')
    .argument('<revision>', 'the number of the version')
    .option('--to <path>', 'a new file, or a folder for one')
    .option('--over', 'replaces the current version, which is kept first')
    .option('--yes', 'does not ask')
    .description('restore an earlier version')
    .action(
      async (id: string, revision: string, options: { to?: string; over?: boolean; yes?: boolean }, command: Command) =>
        setExit(
          await withEngine(command.optsWithGlobals(), async ({ client, output, opId }) => {
            if ((options.to === undefined) === (options.over !== true))
              throw new RushesError(
                'usage',
                'Say where the version is to be written: --to PATH for a file beside, or --over for its place.',
              )
            const assetId = await findAsset(client, id)
            if (options.over === true && options.yes !== true)
              await confirm(
                `Version ${revision} replaces the current one, which is kept as a version first. Continue? [y/N] `,
              )
            const restored = await client.versions.restore({
              opId: opId(),
              assetId,
              revision: wholeNumber(revision),
              to: options.to === undefined ? null : absolute(options.to),
              over: options.over === true,
            })
            output.line(
              `Restored: ${restored.path} (${bytesText(restored.bytes)})${restored.keptRevision === null ? '' : `. The replaced file is version ${restored.keptRevision}.`}`,
            )
            output.result({
              exit: 0,
              code: 'ok',
              id: assetId,
              path: restored.path,
              bytes: restored.bytes,
              ...(restored.keptRevision === null ? {} : { keptRevision: restored.keptRevision }),
            })
            return 0
          }),
        ),
    )
}

/** Asks on a terminal. Throws `usage` where nobody can be asked, `cancelled` for any answer but yes. */
async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY)
    throw new RushesError(
      'usage',
      'This replaces a file, and there is no terminal to confirm it. Add --yes if you mean it.',
    )
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(visible(question))
  terminal.close()
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new RushesError('cancelled', 'Nothing was changed.')
}

function versionText(version: Version): string {
  return [
    version.current ? '→' : ' ',
    String(version.revision).padStart(3),
    (version.label ?? '').padEnd(10),
    new Date(version.createdAt).toISOString().slice(0, 16).replace('T', ' '),
    version.author.padEnd(12),
    bytesText(version.bytes).padStart(9),
    version.stored.padEnd(7),
    version.pinned ? 'pinned' : '      ',
    version.reason,
    `(${version.name})`,
  ].join('  ')
}

function comparisonText(comparison: Comparison): string[] {
  const facts = comparison.facts
    .filter((fact) => !fact.same)
    .map((fact) => `  ${`${fact.group} · ${fact.label}`.padEnd(24)} ${fact.a ?? '—'}  →  ${fact.b ?? '—'}`)
  const signs = { same: ' ', added: '+', removed: '-' }
  const text =
    comparison.text === null
      ? [`  ${comparison.textNote ?? ''}`]
      : [
          `  ${comparison.text.added} lines added, ${comparison.text.removed} removed${comparison.text.truncated ? ', not all of them shown' : ''}`,
          ...comparison.text.hunks.flatMap((hunk) => [
            `@@ ${hunk.a} → ${hunk.b}`,
            ...hunk.lines.map((line) => `${signs[line.type]}${line.text}`),
          ]),
        ]
  return [`Version ${comparison.a.revision} and version ${comparison.b.revision}`, ...facts, ...text]
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new RushesError('usage', `“${text}” is not the number of a version. Give a whole number.`)
  return value
}
