/**
 * Hints on the local network: one small UDP datagram to a multicast group when something was published, and every half
 * minute. No router carries it further (time to live 1).
 */
import { createSocket } from 'node:dgram'
import { networkInterfaces } from 'node:os'
import { readHint, writeHint, type Hint, type HintChannel, type OnHint } from './hint.ts'

/** From the range that organisations give out by themselves (RFC 2365), and a port from the dynamic range. */
const GROUP = '239.255.82.77'
const PORT = 51_877
/** So often a device says that it is there, for those that came since. */
const AGAIN_MS = 30_000

interface BeaconOptions {
  readonly onHint: OnHint
  readonly failed: (error: Error) => void
  readonly group?: string
  readonly port?: number
}

/** Opens the beacon on every network of this machine. Resolves when it listens. */
export async function openBeacon({ onHint, failed, group = GROUP, port = PORT }: BeaconOptions): Promise<HintChannel> {
  // Several engines of one machine listen on one port.
  const socket = createSocket({ type: 'udp4', reuseAddr: true })
  let last: Hint | undefined
  socket.on('error', failed)
  socket.on('message', (bytes, from) => {
    const hint = readHint(bytes)
    if (hint !== null) onHint(hint, from.address)
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, () => {
      socket.off('error', reject)
      resolve()
    })
  })
  socket.setMulticastTTL(1)
  // Engines of one machine find each other too.
  socket.setMulticastLoopback(true)
  const joined = new Set<string>()
  const join = (): void => {
    for (const address of ownAddresses()) {
      if (joined.has(address)) continue
      try {
        socket.addMembership(group, address)
        joined.add(address)
      } catch (error) {
        failed(error as Error) // A network without multicast: the others carry it.
      }
    }
  }
  join()

  const send = (): void => {
    if (last === undefined) return
    // A laptop changes its networks.
    join()
    const bytes = writeHint(last)
    for (const address of ownAddresses()) {
      try {
        socket.setMulticastInterface(address)
        socket.send(bytes, port, group, (error) => {
          if (error !== null) failed(error)
        })
      } catch (error) {
        failed(error as Error)
      }
    }
  }
  const timer = setInterval(send, AGAIN_MS)
  timer.unref()
  return {
    tell: (hint) => {
      last = hint
      send()
    },
    close: () =>
      new Promise((resolve) => {
        clearInterval(timer)
        socket.close(() => {
          resolve()
        })
      }),
  }
}

/** One IPv4 address of each network that is up, loopback too: engines of one machine meet there without a network. */
function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap(
    (addresses) => addresses?.find((one) => one.family === 'IPv4')?.address ?? [],
  )
}
