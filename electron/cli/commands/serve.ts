/**
 * `serve`: the window for a browser.
 */
import { hostname, networkInterfaces } from 'node:os'
import type { Command } from 'commander'
import { RushesError } from '../../../shared/model/errors.ts'
import { keepServing } from '../../hosts/keep-serving.ts'
import { attach } from '../../hosts/start-engine.ts'
import type { SetExit } from '../exit.ts'
import { outputFor } from '../output.ts'
import { libraryOf, requireOrMake, type GlobalOptions } from '../session.ts'
import { VERSION } from '../version.ts'

/** Adds it to the program. */
export function serveCommand(program: Command, setExit: SetExit): void {
  program
    .command('serve')
    .description('serve the window for a browser; creates ~/Rushes where there is no library')
    .option('--host <address>', 'address to listen on; 0.0.0.0 lets phones and tablets on the network in', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 takes a free one', '0')
    .action(async (options: { host: string; port: string }, command: Command) =>
      setExit(await serve({ ...options, ...command.optsWithGlobals<GlobalOptions>() })),
    )
}

/** By which names others can reach a server that listens at this address; none for loopback. */
function namesOnNetwork(host: string): string[] {
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return []
  if (host !== '0.0.0.0' && host !== '::') return [host]
  const addresses = Object.values(networkInterfaces())
    .flat()
    .filter((one) => one !== undefined && one.family === 'IPv4' && !one.internal)
  return [...addresses.map((one) => one!.address), hostname()]
}

async function serve(options: GlobalOptions & { host: string; port: string }): Promise<number> {
  const output = outputFor(options)
  const port = Number(options.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new RushesError('usage', `“${options.port}” is not a port. Give a number from 0 to 65535.`)
  const library = libraryOf(options)
  await requireOrMake(options, output)
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
    output.say('The engine ended unexpectedly and was started again. Open windows reconnect.')
  })
  told(serving.address)
  const at = new URL(serving.address.address).port
  for (const name of names) told({ address: `http://${name}:${at}`, token: serving.address.token })
  if (names.length > 0)
    output.say(
      'Anyone who has this link can do all that you can in this library: copy, change and restore files, eject drives, choose any folder that you may read. What is sent can be read by others on the network. Give it only to people you would hand this computer to. Stop with Ctrl-C.',
    )
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, serving.stop)
  const exit = await serving.done
  output.result({ exit, code: exit === 0 ? 'ok' : 'engine.unavailable' })
  return exit
}
