/**
 * `sync`, `remote`, `fetch`, `conflicts`, `devices`: the library kept in step with a bucket or a folder.
 */
import { createHash } from 'node:crypto'
import type { Command } from 'commander'
import type { Synced } from '../../../shared/contract/sync.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { remoteSentence } from '../../../shared/model/remote-words.ts'
import type { Conflict, Device, Load, Remote, RemoteRules, RemoteTidied } from '../../../shared/model/sync.ts'
import type { SetExit } from '../exit.ts'
import { bytesText } from '../output.ts'
import { absolute, withEngine, type GlobalOptions, type Session } from '../session.ts'

/** What the environment says of keys and passphrases. Nothing of it is written anywhere. */
function secretsOfEnvironment(): { keys?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }; passphrase?: string } {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token, RUSHES_PASSPHRASE: passphrase } = process.env
  return {
    ...id !== undefined && secret !== undefined && { keys: { accessKeyId: id, secretAccessKey: secret, ...token !== undefined && { sessionToken: token } } },
    ...passphrase !== undefined && passphrase !== '' && { passphrase },
  }
}

/** Adds them to the program. */
export function syncCommands(program: Command, setExit: SetExit): void {
  program.command('sync').requiredOption('--remote <url>', 's3://bucket/prefix?endpoint=… or file:///path')
    .option('--once', 'ends when both sides agree; else it runs until it is stopped').option('--originals', 'sends camera originals too')
    .option('--encrypt', 'encrypts a new remote with the passphrase in RUSHES_PASSPHRASE')
    .description('syncs the library with a bucket or a folder: only what changed is sent')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { remote: string; once?: boolean; originals?: boolean; encrypt?: boolean }>()
      setExit(await withEngine(options, async (session) => {
        const remote = await knownOrAdded(session, options.remote, { encrypt: options.encrypt === true })
        const synced = await run(session, remote, options.originals === true)
        report(session, remote, synced)
        if (options.once === true) return 0
        session.output.say('Synced. It keeps syncing until you stop it with Ctrl-C.')
        return await new Promise<number>((resolve) => { session.signal.addEventListener('abort', () => { resolve(0) }) })
      }, { parks: true }))
    })

  const remote = program.command('remote').description('the remotes that the library is synced with')
  remote.command('add').argument('<url>', 's3://bucket/prefix?endpoint=… or file:///path').option('--encrypt', 'unreadable without the passphrase in RUSHES_PASSPHRASE')
    .description('adds a remote; keys come from the environment or a profile')
    .action(async (url: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { encrypt?: boolean }>()
      setExit(await withEngine(options, async (session) => {
        const added = await knownOrAdded(session, url, { encrypt: options.encrypt === true })
        session.output.record('remote', added, remoteText(added, await conflictsOf(session)))
        session.output.result({ exit: 0, code: 'ok', id: added.id })
        return 0
      }))
    })
  remote.command('list').description('the remotes, and their state')
    .action(async (_options: unknown, command: Command) => setExit(await withEngine(command.optsWithGlobals(), async ({ client, output }) => {
      const all = await client.remotes.list({})
      const conflicts = (await client.sync.conflicts({})).length
      for (const one of all) output.record('remote', one, remoteText(one, conflicts))
      if (all.length === 0) output.say('There is no remote yet. Begin with: rushes remote add s3://bucket/prefix (or file:///mnt/shuttle)')
      output.result({ exit: 0, code: 'ok', count: all.length })
      return 0
    })))
  remote.command('test').argument('<url>').description('checks whether a remote can be reached and written, and whose library it holds')
    .action(async (url: string, _options: unknown, command: Command) => setExit(await withEngine(command.optsWithGlobals(), async ({ client, output }) => {
      const test = await client.remotes.test({ url: urlOf(url), secrets: secretsOfEnvironment() })
      for (const finding of test.findings) output.record('finding', { path: url, finding: finding.state, message: finding.text }, `${finding.state === 'ok' ? '✓' : finding.state === 'attention' ? '!' : '✗'} ${finding.text}`)
      output.result({ exit: test.ok ? 0 : 1, code: test.ok ? 'ok' : 'remote.unreachable' })
      return test.ok ? 0 : 1
    })))
  remote.command('remove').argument('<url or id>').description('stops syncing with it; what is stored there stays')
    .action(async (which: string, _options: unknown, command: Command) => setExit(await withEngine(command.optsWithGlobals(), async (session) => {
      const one = await known(session, which)
      await session.client.remotes.remove({ opId: session.opId(), id: one.id })
      session.output.line(`${one.url} is not synced any more. Nothing there was deleted.`)
      session.output.result({ exit: 0, code: 'ok', id: one.id })
      return 0
    })))
  remote.command('set').argument('<url or id>').argument('<rule=value...>', 'originals=none|pinned|all proxies=yes|no posters=… documents=… query=… limit=BYTES hours=22-6 paused=yes|no')
    .description('sets what is synced automatically, how fast and when')
    .action(async (which: string, rules: string[], _options: unknown, command: Command) => setExit(await withEngine(command.optsWithGlobals(), async (session) => {
      const one = await known(session, which)
      const { paused, ...said } = readRules(rules)
      const now = await session.client.remotes.update({ opId: session.opId(), id: one.id, rules: said, ...paused !== undefined && { paused } })
      session.output.record('remote', now, remoteText(now, await conflictsOf(session)))
      session.output.result({ exit: 0, code: 'ok', id: now.id })
      return 0
    })))

  remote.command('tidy').argument('<url or id>').option('--dry-run', 'shows what would be deleted, and changes nothing')
    .description('finds stored data that nothing needs; a second run, a day later at the earliest, deletes it')
    .action(async (which: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { dryRun?: boolean }>()
      setExit(await withEngine(options, async (session) => {
        const one = await known(session, which)
        const tidied = await session.client.remotes.tidy({ id: one.id, dryRun: options.dryRun === true }, { signal: session.signal })
        session.output.line(tidiedText(tidied, options.dryRun === true))
        session.output.result({ exit: 0, code: 'ok', id: one.id, tidied })
        return 0
      }))
    })

  program.command('fetch').argument('<id or name>', 'a clip').option('--to <dir>', 'where the original is put').option('--proxy', 'the proxy, into the library')
    .description('fetches what is only at a remote; every byte is compared')
    .action(async (id: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { to?: string; proxy?: boolean }>()
      setExit(await withEngine(options, async ({ client, output, signal }) => {
        const { rows: items } = await client.assets.list({ query: id, limit: 2 })
        const assetId = /^[0-9a-f-]{36}$/.test(id) ? id : items.length === 1 ? items[0]!.id : undefined
        if (assetId === undefined) throw new RushesError('not_found', `“${id}” is ${items.length === 0 ? 'no clip' : 'more than one clip'}. Give its id: rushes ls`)
        if (options.proxy !== true && options.to === undefined) throw new RushesError('usage', 'Name the folder for the original: rushes fetch CLIP --to DIR (or --proxy for the proxy).')
        let path: string | null = null
        let bytes = 0
        for await (const event of await client.sync.fetch({ assetId, what: options.proxy === true ? 'proxy' : 'original', to: options.to === undefined ? null : absolute(options.to) }, { signal })) {
          ;({ path, bytes } = event)
          output.progress({ bytes: event.bytes, of: event.of }, `${bytesText(event.bytes)} of ${bytesText(event.of)}`)
        }
        if (path === null) throw new RushesError('cancelled', 'Stopped. Run the same command to resume.')
        output.line(path)
        output.result({ exit: 0, code: 'ok', id: assetId, path, bytes })
        return 0
      }, { parks: true }))
    })

  program.command('conflicts').option('--keep <clock>', 'the side that holds, by its clock').option('--both', 'keeps both sides').argument('[id]', 'one of the list, by its id')
    .description('what two people said differently while apart; both are kept until somebody chooses')
    .action(async (which: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { keep?: string; both?: boolean }>()
      setExit(await withEngine(options, async ({ client, output, opId }) => {
        const all = await client.sync.conflicts({})
        if (which === undefined) {
          for (const one of all) output.record('conflict', { id: conflictId(one), ...one }, conflictText(one))
          output.result({ exit: 0, code: 'ok', count: all.length })
          return 0
        }
        const one = all.find((other) => conflictId(other) === which)
        if (one === undefined) throw new RushesError('not_found', `There is no conflict ${which}, or it is resolved. List them with: rushes conflicts`)
        if (options.keep === undefined && options.both !== true) throw new RushesError('usage', `Say what holds: rushes conflicts ${which} --keep CLOCK (or --both).`)
        await client.sync.resolve({ opId: opId(), entity: one.entity, entityId: one.entityId, field: one.field, keep: options.both === true ? 'both' : { clock: options.keep! } })
        const kept = one.sides.find((side) => side.clock === options.keep)
        output.line(`${one.label} of ${one.name}: ${options.both === true ? 'both are kept' : `“${kept?.text ?? ''}” is kept`}. ${all.length - 1 === 0 ? 'No conflict is left.' : `${count(all.length - 1, 'conflict')} left.`}`)
        output.result({ exit: 0, code: 'ok', id: which, count: all.length - 1 })
        return 0
      }))
    })

  program.command('devices').description('who shares this library')
    .action(async (_options: unknown, command: Command) => setExit(await withEngine(command.optsWithGlobals(), async ({ client, output }) => {
      const all = await client.sync.devices({})
      for (const one of all) output.record('device', one, deviceText(one))
      output.result({ exit: 0, code: 'ok', count: all.length })
      return 0
    })))
}

/** A remote that is known, or is one from now on. */
async function knownOrAdded(session: Session, url: string, { encrypt }: { encrypt: boolean }): Promise<Remote> {
  const place = urlOf(url)
  const found = (await session.client.remotes.list({})).find((one) => one.url === place)
  if (found !== undefined) return await session.client.remotes.authenticate({ opId: session.opId(), id: found.id, secrets: secretsOfEnvironment() })
  const { remote, recoveryCode } = await session.client.remotes.add({ opId: session.opId(), url: place, secrets: secretsOfEnvironment(), encrypt })
  if (recoveryCode !== null) session.output.say(['Write this down and keep it apart from this computer: without it and without the passphrase nobody can read what is stored there.', recoveryCode])
  return remote
}

async function known({ client }: Session, which: string): Promise<Remote> {
  const all = await client.remotes.list({})
  const found = all.find((one) => one.id === which || one.url === which || one.url === urlOf(which))
  if (found === undefined) throw new RushesError('not_found', `${which} is no remote of this library. List them with: rushes remote list`)
  return found
}

/** A folder may be typed as a path. */
function urlOf(text: string): string {
  return /^[a-z0-9]+:\/\//i.test(text) ? text : `file://${absolute(text).split('/').map(encodeURIComponent).join('/')}`
}

async function run(session: Session, remote: Remote, originals: boolean): Promise<Synced> {
  let done: Synced | null = null
  for await (const event of await session.client.remotes.run({ id: remote.id, originals }, { signal: session.signal })) {
    done = event.done
    const left = event.remote.outgoing.reduce((sum, load) => sum + load.bytes, 0)
    session.output.progress({ remote: event.remote.url, bytesLeft: left, speed: event.remote.bytesPerSecond, secondsLeft: event.remote.secondsLeft }, `${event.remote.note ?? event.remote.state} · ${bytesText(left)} to go`)
  }
  if (done === null) throw new RushesError('cancelled', 'Stopped. Run the same command to resume.')
  return done
}

function report({ output }: Session, remote: Remote, synced: Synced): void {
  output.line(`${count(synced.sentChanges, 'change')} and ${bytesText(synced.sentBytes)} sent, ${count(synced.gotChanges, 'change')} and ${bytesText(synced.gotBytes)} received${synced.conflicts > 0 ? `, ${synced.conflicts} ${synced.conflicts === 1 ? 'conflict' : 'conflicts'}: rushes conflicts` : ''}.`)
  output.result({ exit: 0, code: 'ok', id: remote.id, synced })
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

async function conflictsOf({ client }: Session): Promise<number> {
  return (await client.sync.conflicts({})).length
}

function remoteText(remote: Remote, conflicts: number): string {
  const said = remoteSentence(remote, conflicts, { bytes: bytesText, moment: (ms) => new Date(ms).toTimeString().slice(0, 5) })
  return [remote.url, said, remote.encrypted ? 'encrypted' : 'not encrypted', `to send: ${loadText(remote.outgoing)}`].join('  ')
}

function tidiedText({ planned, removed, waits }: RemoteTidied, dryRun: boolean): string[] {
  const there = (what: RemoteTidied['planned']): boolean => what.packs + what.manifests > 0
  const amount = (what: RemoteTidied['planned']): string => `${bytesText(what.bytes)} in ${count(what.packs, 'pack')} and ${count(what.manifests, 'manifest')}`
  return [
    ...there(removed) ? [`${amount(removed)} ${dryRun ? 'would be removed now' : 'removed'}.`] : [],
    ...there(planned) ? [`${amount(planned)} that nobody needs ${dryRun ? 'found' : 'found; they can be deleted a day from now at the earliest'}.`] : [],
    ...waits === null ? [] : [waits],
    ...!there(removed) && !there(planned) && waits === null ? ['Everything there is needed.'] : [],
  ]
}

function loadText(loads: readonly Load[]): string {
  const due = loads.filter((load) => load.items > 0)
  return due.length === 0 ? 'nothing' : due.map((load) => `${load.items} ${load.cargo} ${bytesText(load.bytes)}`).join(', ')
}

/** Short, and the same as long as the conflict stands: choosing one moves no other. */
function conflictId({ entity, entityId, field }: Conflict): string {
  return createHash('sha256').update(`${entity}\n${entityId}\n${field}`).digest('hex').slice(0, 8)
}

function conflictText(conflict: Conflict): string[] {
  return [`${conflictId(conflict)}  ${conflict.name}  ${conflict.label}`, ...conflict.sides.map((side) =>
    `   ${side.shown ? '▸' : ' '} ${side.text}  ${side.author === '' ? side.device : `${side.author} on ${side.device}`}, ${new Date(side.at).toISOString().slice(0, 16).replace('T', ' ')}  ${side.clock}`)]
}

function deviceText(device: Device): string {
  return [device.name, device.own ? 'this one' : device.nearby ? 'nearby' : device.lastSeenAt === null ? 'never seen' : `seen ${new Date(device.lastSeenAt).toISOString().slice(0, 16).replace('T', ' ')}`,
    count(device.changes, 'change'), ...device.clockAheadMs === null ? [] : [`its clock is ${Math.round(device.clockAheadMs / 1000)} s ahead`], ...device.retired ? ['silent for long: it joins anew'] : []].join('  ')
}

const YES_NO = new Map([['yes', true], ['no', false]])

function readRules(words: readonly string[]): Partial<RemoteRules> & { paused?: boolean } {
  const rules: Record<string, unknown> = {}
  for (const word of words) {
    const [, name, value] = /^([a-z]+)=(.*)$/s.exec(word) ?? []
    const flag = YES_NO.get(value ?? '')
    if (name === 'originals' && ['none', 'pinned', 'all'].includes(value!)) rules['originals'] = value
    else if (['proxies', 'posters', 'documents', 'paused'].includes(name ?? '') && flag !== undefined) rules[name!] = flag
    else if (name === 'query') rules['query'] = value
    else if (name === 'limit' && /^(none|\d+)$/.test(value!)) rules['bytesPerSecond'] = value === 'none' ? null : Number(value)
    else if (name === 'hours' && /^(always|\d{1,2}-\d{1,2})$/.test(value!)) rules['hours'] = value === 'always' ? null : { from: Number(value!.split('-')[0]), to: Number(value!.split('-')[1]) }
    else throw new RushesError('usage', `“${word}” is no rule. Known are originals=none|pinned|all, proxies, posters, documents and paused=yes|no, query=…, limit=BYTES|none, hours=22-6|always.`)
  }
  return rules
}
