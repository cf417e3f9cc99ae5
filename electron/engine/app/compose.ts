/**
 * The engine is composed of modules in an order: each is given what those before it made, and nothing else. A reference
 * to a later one does not compile.
 */
import type { Disposal } from './disposal.ts'

/** What a module leaves: its part, and how that ends. */
interface Started<Part> {
  readonly part: Part
  readonly close?: () => Promise<void> | void
}

/** A part of the engine. `Needs` names the parts that it uses. */
export interface Module<Name extends string, Needs, Part> {
  readonly name: Name
  readonly start: (parts: Needs) => Started<Part>
}

/** Declares a module, with its types inferred. */
export function defineModule<Name extends string, Needs, Part>(
  name: Name,
  start: (parts: Needs) => Started<Part>,
): Module<Name, Needs, Part> {
  return { name, start }
}

interface Composer<Parts> {
  /** Starts a module. When it throws, what was started before is left to the disposal. */
  add<Name extends string, Part>(module: Module<Name, Parts, Part>): Composer<Parts & Readonly<Record<Name, Part>>>
  readonly parts: Parts
}

/** Begins with the parts that are no modules: the open library, its clocks, its signals. */
export function compose<Base extends object>(base: Base, disposal: Disposal): Composer<Base> {
  return {
    parts: base,
    add<Name extends string, Part>(module: Module<Name, Base, Part>) {
      const { part, close } = module.start(base)
      disposal.add(module.name, close ?? (() => {}))
      return compose({ ...base, [module.name]: part } as Base & Readonly<Record<Name, Part>>, disposal)
    },
  }
}
