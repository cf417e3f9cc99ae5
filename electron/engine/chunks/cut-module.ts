/**
 * FastCDC with normalised chunking (Xia et al., USENIX ATC 2016) in WebAssembly: where a chunk ends depends on the
 * bytes before the cut alone, so an insertion moves cuts and does not change them. Plain JavaScript has no fast numbers
 * of 64 bits and reached half of the speed.
 */
import { wasmFunction, type WasmMemory } from './wasm-runtime.ts'
import { I32, I64, op, writeModule } from './wasm-writer.ts'

/** Bytes at the beginning of the memory that hold the gear: 256 numbers of 64 bits, little-endian. */
export const GEAR_BYTES = 256 * 8

/**
 * The function `cut(from, to, least, middle, hard, easy)`: the address at which the chunk ends that begins at `from`.
 * `to` is the end of what it may take, `least` and `middle` are addresses too (`from ≤ least ≤ middle ≤ to`); before
 * `middle` a cut needs `hash & hard = 0`, after it `hash & easy = 0`.
 */
export type Cut = (from: number, to: number, least: number, middle: number, hard: bigint, easy: bigint) => number

const [TO, LEAST, MIDDLE, HARD, EASY, HASH, AT] = [1, 2, 3, 4, 5, 6, 7]

/**
 * hash = (hash << 1) + gear[byte at AT + ahead]; ends the function with AT + ahead + 1 where the mask finds nothing.
 */
const step = (mask: number, ahead: number): readonly number[] => [
  ...op.get(HASH),
  ...op.i64(1),
  ...op.shl64,
  ...op.get(AT),
  ...op.load8(ahead),
  ...op.i32(3),
  ...op.shl32,
  ...op.load64(),
  ...op.add64,
  ...op.tee(HASH),
  ...op.get(mask),
  ...op.and64,
  ...op.eqz64,
  ...op.if(op.get(AT), op.i32(ahead + 1), op.add32, op.return),
]

/** Steps until AT reaches `end`: four at a time while there is room for four, since a jump costs as much as a step. */
const stretch = (end: number, mask: number): readonly number[] => [
  ...op.block(
    op.loop(
      op.get(AT),
      op.i32(4),
      op.add32,
      op.get(end),
      op.gtU32,
      op.brIf(1),
      step(mask, 0),
      step(mask, 1),
      step(mask, 2),
      step(mask, 3),
      op.get(AT),
      op.i32(4),
      op.add32,
      op.set(AT),
      op.br(0),
    ),
  ),
  ...op.block(
    op.loop(
      op.get(AT),
      op.get(end),
      op.geU32,
      op.brIf(1),
      step(mask, 0),
      op.get(AT),
      op.i32(1),
      op.add32,
      op.set(AT),
      op.br(0),
    ),
  ),
]

/** The function over a memory whose first bytes hold the gear. */
export function instantiateCut(memory: WasmMemory): Cut {
  return wasmFunction(
    writeModule('cut', {
      parameters: [I32, I32, I32, I32, I64, I64],
      result: I32,
      locals: [I64, I32],
      body: [...op.get(LEAST), ...op.set(AT), ...stretch(MIDDLE, HARD), ...stretch(TO, EASY), ...op.get(TO)],
    }),
    'cut',
    memory,
  ) as Cut
}
