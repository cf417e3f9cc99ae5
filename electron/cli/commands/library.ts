/**
 * Commands for the library itself: init, serve, doctor, db, undo.
 */
import { existsSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'
import type { Command } from 'commander'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Check } from '../../../shared/model/work.ts'
import { libraryFolder, requireLibrary, type LibraryFolder } from '../../engine/library/folder.ts'
import { makeLibrary } from '../../engine/library/open.ts'
import { backupPath, listBackups, restoreCatalogue } from '../../engine/library/restore.ts'
import { keepServing } from '../../hosts/keep-serving.ts'
import { attach } from '../../hosts/start-engine.ts'
import type { SetExit } from '../main.ts'
import { bytesText } from '../output.ts'
import { absolute, libraryOf, outputFor, withEngine, type GlobalOptions } from '../session.ts'
import { VERSION } from '../version.ts'

/** Adds them to the program. */
export function libraryCommands(program: Command, setExit: SetExit): void {
  program.command('init').argument('<dir>', 'where the library shall live').description('makes a library')
    .action((dir: string, _options: unknown, command: Command) => {
      const output = outputFor(command.optsWithGlobals())
      const folder = libraryFolder(absolute(dir))
      const made = makeLibrary(folder)
      output.line(made ? `Library made: ${folder.path}` : `${folder.path} is a library already; nothing was changed.`)
      output.result({ exit: 0, code: 'ok', path: folder.path, made })
    })

  program.command('serve').description('serves the window for a browser')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 takes a free one', '0')
    .action(async (options: { host: string; port: string }, command: Command) => setExit(await serve({ ...options, ...command.optsWithGlobals<GlobalOptions>() })))

  program.command('doctor').description('looks at runtimes, media tools, database, limits and space')
    .action(async (_options: unknown, command: Command) => setExit(await withEngine(command.optsWithGlobals(), async ({ client, output }) => {
      const checks = await client.engine.doctor({})
      for (const check of checks) output.record('check', check, checkText(check))
      const failed = checks.some((check) => check.state === 'failure')
      output.result({ exit: failed ? 1 : 0, code: failed ? 'internal' : 'ok' })
      return failed ? 1 : 0
    })))

  const db = program.command('db').description('the catalogue itself')
  db.command('backup').description('copies the catalogue into the library’s backups, checked')
    .action(async (_options: unknown, command: Command) => setExit(await withEngine(command.optsWithGlobals(), async ({ client, output, opId }) => {
      const copy = await client.engine.backup({ opId: opId() })
      output.line(`Backup: ${copy.path} (${bytesText(copy.bytes)})`)
      output.result({ exit: 0, code: 'ok', ...copy })
      return 0
    })))

  db.command('list').description('lists the copies of the catalogue')
    .action((_options: unknown, command: Command) => {
      const output = outputFor(command.optsWithGlobals())
      const backups = listBackups(folderOf(command))
      for (const one of backups) output.record('backup', one, `${new Date(one.createdAt).toISOString().slice(0, 16).replace('T', ' ')} UTC  ${bytesText(one.bytes).padStart(10)}  ${one.assets ?? '?'} assets  ${one.path}`)
      output.result({ exit: 0, code: 'ok', count: backups.length })
    })
  db.command('restore').argument('<file>', 'a copy of the catalogue, or its name in the library’s backups')
    .description('puts a copy in the place of the catalogue; the replaced one is kept')
    .action((file: string, _options: unknown, command: Command) => {
      const output = outputFor(command.optsWithGlobals())
      const folder = folderOf(command)
      const source = existsSync(absolute(file)) ? absolute(file) : backupPath(folder, file)
      const kept = restoreCatalogue(folder, source, new Date())
      output.line(`Restored from ${source}.${kept === null ? '' : ` What stood there before is kept as ${kept}.`}`)
      output.result({ exit: 0, code: 'ok', path: source, ...(kept === null ? {} : { kept }) })
    })

  for (const direction of ['undo', 'redo'] as const) {
    program.command(direction).description(direction === 'undo' ? 'takes the last change back' : 'does the last undone change again')
      .action(async (_options: unknown, command: Command) => setExit(await withEngine(command.optsWithGlobals(), async ({ client, output, opId }) => {
        const { label } = await client.history[direction]({ opId: opId() })
        output.line(label === null ? `There is nothing to ${direction}.` : `${direction === 'undo' ? 'Undone' : 'Done again'}: ${label}`)
        output.result({ exit: 0, code: 'ok', label })
        return 0
      })))
  }
}

/** The library of a command that works without an engine. */
function folderOf(command: Command): LibraryFolder {
  return libraryFolder(libraryOf(command.optsWithGlobals<GlobalOptions>()))
}

/** By which names others can reach a server that listens at this address; none for loopback. */
function namesOnNetwork(host: string): string[] {
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return []
  if (host !== '0.0.0.0' && host !== '::') return [host]
  const addresses = Object.values(networkInterfaces()).flat().filter((one) => one !== undefined && one.family === 'IPv4' && !one.internal)
  return [...addresses.map((one) => one!.address), hostname()]
}

function checkText(check: Check): string[] {
  const mark = { ok: '✓', attention: '!', failure: '✗', unknown: '?' }[check.state]
  return [`${mark} ${check.label.padEnd(16)} ${check.found}`, ...check.advice === null ? [] : [`  ${''.padEnd(16)} ${check.advice}`]]
}

async function serve(options: GlobalOptions & { host: string; port: string }): Promise<number> {
  const output = outputFor(options)
  const port = Number(options.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new RushesError('usage', `“${options.port}” is not a port. Give a number from 0 to 65535.`)
  const library = libraryOf(options)
  requireLibrary(libraryFolder(library))
  const running = await attach({ library, version: VERSION })
  const told = (address: { address: string; token: string }): void => {
    const url = `${address.address}/?token=${address.token}`
    output.record('serving', { url, address: address.address }, `Rushes is at ${url}`)
  }
  if (running !== null) {
    told(running)
    output.say('An engine for this library runs already; this is its address.')
    output.result({ exit: 0, code: 'ok' })
    await running.close()
    return 0
  }
  const names = namesOnNetwork(options.host)
  const serving = await keepServing({ library, version: VERSION, host: options.host, port, allowHosts: names }, () => {
    output.say('The engine ended unexpectedly and was started again. Windows that are open go on.')
  })
  told(serving.address)
  const at = new URL(serving.address.address).port
  for (const name of names) told({ address: `http://${name}:${at}`, token: serving.address.token })
  if (names.length > 0) output.say('Anyone who has this link can do all that you can in this library: copy, change and restore files, eject drives, choose any folder that you may read. What is sent can be read by others on the network. Give it only to people you would hand this computer to. Stop with Ctrl-C.')
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, serving.stop)
  const exit = await serving.done
  output.result({ exit, code: exit === 0 ? 'ok' : 'engine.unavailable' })
  return exit
}
