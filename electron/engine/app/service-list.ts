/**
 * Services that modules bring: a capability implements its namespace of the contract where it starts, and the router
 * needs no line of it.
 */
import type { Builder } from '../services/implement.ts'

/** Implements namespaces of the contract: an object with one router by namespace. */
type ServiceMaker = (os: Builder) => object

export interface ServiceList {
  add(make: ServiceMaker): void
  /** Every namespace that modules implement. Throws TypeError when two implement the same. */
  make(os: Builder): object
}

/** Makes the list, empty. */
export function createServiceList(): ServiceList {
  const makers: ServiceMaker[] = []
  return {
    add(make) {
      makers.push(make)
    },
    make(os) {
      const all: Record<string, unknown> = {}
      for (const [name, router] of makers.flatMap((make) => Object.entries(make(os)))) {
        if (Object.hasOwn(all, name)) throw new TypeError(`Two modules implement “${name}”.`)
        all[name] = router
      }
      return all
    },
  }
}
