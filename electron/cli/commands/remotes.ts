/**
 * `remote …`: adds, lists, tests, sets, tidies and removes remotes.
 */
import type { Command } from 'commander'
import { absolute, withEngine, type GlobalOptions, type Session } from '../session.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Remote, RemoteRules } from '../../../shared/model/sync.ts'
import type { SetExit } from '../exit.ts'
import { conflictsOf, remoteText, tidiedText } from './remote-words.ts'

/** What the environment says of keys and passphrases. Nothing of it is written anywhere. */
function secretsOfEnvironment(): {
  keys?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
  passphrase?: string
} {
  const {
    AWS_ACCESS_KEY_ID: id,
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_SESSION_TOKEN: token,
    RUSHES_PASSPHRASE: passphrase,
  } = process.env
  return {
    ...(id !== undefined &&
      secret !== undefined && {
        keys: { accessKeyId: id, secretAccessKey: secret, ...(token !== undefined && { sessionToken: token }) },
      }),
    ...(passphrase !== undefined && passphrase !== '' && { passphrase }),
  }
}

/** `remote …`: adds, lists, tests, sets, tidies and removes remotes. */
export function remoteCommands(program: Command, setExit: SetExit): void {
  const remote = program.command('remote').description('manage the remotes that the library syncs with')
  remote
    .command('add')
    .argument('<url>', 's3://bucket/prefix?endpoint=… or file:///path')
    .option('--encrypt', 'unreadable without the passphrase in RUSHES_PASSPHRASE')
    .description('add a remote; keys come from the environment or a profile')
    .action(async (url: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { encrypt?: boolean }>()
      setExit(
        await withEngine(options, async (session) => {
          const added = await knownOrAdded(session, url, { encrypt: options.encrypt === true })
          session.output.record('remote', added, remoteText(added, await conflictsOf(session)))
          session.output.result({ exit: 0, code: 'ok', id: added.id })
          return 0
        }),
      )
    })
  remote
    .command('list')
    .description('list remotes and their state')
    .action(async (_options: unknown, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async ({ client, output }) => {
          const all = await client.remotes.list({})
          const conflicts = (await client.sync.conflicts({})).length
          for (const one of all) output.record('remote', one, remoteText(one, conflicts))
          if (all.length === 0)
            output.say(
              'There is no remote yet. Begin with: rushes remote add s3://bucket/prefix (or file:///mnt/shuttle)',
            )
          output.result({ exit: 0, code: 'ok', count: all.length })
          return 0
        }),
      ),
    )
  remote
    .command('test')
    .argument('<url>')
    .description('test a remote: reachable, writable, which library')
    .action(async (url: string, _options: unknown, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async ({ client, output }) => {
          const test = await client.remotes.test({ url: urlOf(url), secrets: secretsOfEnvironment() })
          for (const finding of test.findings)
            output.record(
              'finding',
              { path: url, finding: finding.state, message: finding.text },
              `${finding.state === 'ok' ? '✓' : finding.state === 'attention' ? '!' : '✗'} ${finding.text}`,
            )
          output.result({ exit: test.ok ? 0 : 1, code: test.ok ? 'ok' : 'remote.unreachable' })
          return test.ok ? 0 : 1
        }),
      ),
    )
  remote
    .command('remove')
    .argument('<url or id>')
    .description('stop syncing with a remote; its data stays')
    .action(async (which: string, _options: unknown, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async (session) => {
          const one = await known(session, which)
          await session.client.remotes.remove({ opId: session.opId(), id: one.id })
          session.output.line(`${one.url} is not synced any more. Nothing there was deleted.`)
          session.output.result({ exit: 0, code: 'ok', id: one.id })
          return 0
        }),
      ),
    )
  remote
    .command('set')
    .argument('<url or id>')
    .argument(
      '<rule=value...>',
      'originals=none|pinned|all proxies=yes|no posters=… documents=… query=… limit=BYTES hours=22-6 paused=yes|no',
    )
    .description('set what syncs automatically, how fast and when')
    .action(async (which: string, rules: string[], _options: unknown, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async (session) => {
          const one = await known(session, which)
          const { paused, ...said } = readRules(rules)
          const now = await session.client.remotes.update({
            opId: session.opId(),
            id: one.id,
            rules: said,
            ...(paused !== undefined && { paused }),
          })
          session.output.record('remote', now, remoteText(now, await conflictsOf(session)))
          session.output.result({ exit: 0, code: 'ok', id: now.id })
          return 0
        }),
      ),
    )

  remote
    .command('tidy')
    .argument('<url or id>')
    .option('--dry-run', 'shows what would be deleted, and changes nothing')
    .description('find unused data at a remote; a second run, at least a day later, deletes it')
    .action(async (which: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { dryRun?: boolean }>()
      setExit(
        await withEngine(options, async (session) => {
          const one = await known(session, which)
          const tidied = await session.client.remotes.tidy(
            { id: one.id, dryRun: options.dryRun === true },
            { signal: session.signal },
          )
          session.output.line(tidiedText(tidied, options.dryRun === true))
          session.output.result({ exit: 0, code: 'ok', id: one.id, tidied })
          return 0
        }),
      )
    })
}

/** A remote that is known, or is one from now on. */
export async function knownOrAdded(session: Session, url: string, { encrypt }: { encrypt: boolean }): Promise<Remote> {
  const place = urlOf(url)
  const found = (await session.client.remotes.list({})).find((one) => one.url === place)
  if (found !== undefined)
    return await session.client.remotes.authenticate({
      opId: session.opId(),
      id: found.id,
      secrets: secretsOfEnvironment(),
    })
  const { remote, recoveryCode } = await session.client.remotes.add({
    opId: session.opId(),
    url: place,
    secrets: secretsOfEnvironment(),
    encrypt,
  })
  if (recoveryCode !== null)
    session.output.say([
      'Write this down and keep it apart from this computer: without it and without the passphrase nobody can read what is stored there.',
      recoveryCode,
    ])
  return remote
}

async function known({ client }: Session, which: string): Promise<Remote> {
  const all = await client.remotes.list({})
  const found = all.find((one) => one.id === which || one.url === which || one.url === urlOf(which))
  if (found === undefined)
    throw new RushesError('not_found', `${which} is no remote of this library. List them with: rushes remote list`)
  return found
}

/** A folder may be typed as a path. */
function urlOf(text: string): string {
  return /^[a-z0-9]+:\/\//i.test(text) ? text : `file://${absolute(text).split('/').map(encodeURIComponent).join('/')}`
}

const YES_NO = new Map([
  ['yes', true],
  ['no', false],
])

function readRules(words: readonly string[]): Partial<RemoteRules> & { paused?: boolean } {
  const rules: Record<string, unknown> = {}
  for (const word of words) {
    const [, name, value] = /^([a-z]+)=(.*)$/s.exec(word) ?? []
    const flag = YES_NO.get(value ?? '')
    if (name === 'originals' && ['none', 'pinned', 'all'].includes(value!)) rules['originals'] = value
    else if (['proxies', 'posters', 'documents', 'paused'].includes(name ?? '') && flag !== undefined)
      rules[name!] = flag
    else if (name === 'query') rules['query'] = value
    else if (name === 'limit' && /^(none|\d+)$/.test(value!))
      rules['bytesPerSecond'] = value === 'none' ? null : Number(value)
    else if (name === 'hours' && /^(always|\d{1,2}-\d{1,2})$/.test(value!))
      rules['hours'] =
        value === 'always' ? null : { from: Number(value!.split('-')[0]), to: Number(value!.split('-')[1]) }
    else
      throw new RushesError(
        'usage',
        `“${word}” is no rule. Known are originals=none|pinned|all, proxies, posters, documents and paused=yes|no, query=…, limit=BYTES|none, hours=22-6|always.`,
      )
  }
  return rules
}
