/**
 * One change to one field, as it travels between devices.
 */
export type Json = string | number | boolean | null | { readonly [key: string]: Json } | readonly Json[]

export interface Op {
  /** A hybrid reading as text (`formatHybridTime`): unique, and it names the device. */
  readonly clock: string
  readonly entity: string
  readonly id: string
  readonly field: string
  /** Undefined takes a value away, so that what the media says shows again. */
  readonly value: Json | undefined
  /** Clocks of the values that its writer saw in this field and replaces. */
  readonly over: readonly string[]
}

const READING_DIGITS = 16

/** The device that a clock names. */
export function deviceOf(clock: string): string {
  return clock.slice(READING_DIGITS + 1)
}

/** Milliseconds since 1970 that a clock names. */
export function momentOf(clock: string): number {
  return Number.parseInt(clock.slice(0, 12), 16)
}

const CLOCK = /^[0-9a-f]{16}-[0-9a-zA-Z-]{1,64}$/

/** True for text that is a clock. */
export function isClock(text: string): boolean {
  return CLOCK.test(text)
}
