/**
 * As much of a WebAssembly assembler as one function needs (WebAssembly Core Specification 1.0, chapter 5: binary
 * format). The module is made when the program starts: no binary lies in the repository, and what runs can be read.
 */

export type Code = readonly number[]

export const I32 = 0x7f
export const I64 = 0x7e
/** A block that leaves nothing on the stack. */
const NOTHING = 0x40

/** Unsigned LEB128. */
export function unsigned(value: number): Code {
  const bytes: number[] = []
  do {
    const low = value & 0x7f
    value >>>= 7
    bytes.push(value === 0 ? low : low | 0x80)
  } while (value !== 0)
  return bytes
}

/** Signed LEB128 of a number of 32 bits. */
export function signed(value: number): Code {
  const bytes: number[] = []
  for (;;) {
    const low = value & 0x7f
    value >>= 7
    if ((value === 0 && (low & 0x40) === 0) || (value === -1 && (low & 0x40) !== 0)) return [...bytes, low]
    bytes.push(low | 0x80)
  }
}

const code = (...parts: readonly (number | Code)[]): Code => parts.flat()

/** Instructions, named as in the specification. */
export const op = {
  get: (local: number) => code(0x20, unsigned(local)),
  set: (local: number) => code(0x21, unsigned(local)),
  tee: (local: number) => code(0x22, unsigned(local)),
  i32: (value: number) => code(0x41, signed(value)),
  i64: (value: number) => code(0x42, signed(value)),
  load8: (offset = 0) => code(0x2d, 0, unsigned(offset)),
  load64: (offset = 0) => code(0x29, 3, unsigned(offset)),
  add32: [0x6a],
  sub32: [0x6b],
  shl32: [0x74],
  gtU32: [0x4b],
  geU32: [0x4f],
  add64: [0x7c],
  and64: [0x83],
  shl64: [0x86],
  eqz64: [0x50],
  block: (...body: readonly Code[]) => code(0x02, NOTHING, body.flat(), 0x0b),
  loop: (...body: readonly Code[]) => code(0x03, NOTHING, body.flat(), 0x0b),
  br: (depth: number) => code(0x0c, unsigned(depth)),
  brIf: (depth: number) => code(0x0d, unsigned(depth)),
  if: (...body: readonly Code[]) => code(0x04, NOTHING, body.flat(), 0x0b),
  return: [0x0f],
} as const

interface OneFunction {
  readonly parameters: readonly number[]
  readonly result: number
  /** Types of further locals; their numbers go on after the parameters. */
  readonly locals: readonly number[]
  readonly body: Code
}

/** A module with an imported memory `env.memory` and one exported function. */
export function writeModule(name: string, { parameters, result, locals, body }: OneFunction): Uint8Array<ArrayBuffer> {
  const text = (value: string): Code => [...unsigned(value.length), ...new TextEncoder().encode(value)]
  const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content]
  const lines = [...unsigned(locals.length), ...locals.flatMap((type) => [1, type])]
  const whole = [...lines, ...body, 0x0b]
  return Uint8Array.from([
    0x00,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...section(1, [1, 0x60, ...unsigned(parameters.length), ...parameters, 1, result]),
    ...section(2, [1, ...text('env'), ...text('memory'), 0x02, 0x00, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text(name), 0x00, 0]),
    ...section(10, [1, ...unsigned(whole.length), ...whole]),
  ])
}
