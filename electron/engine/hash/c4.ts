/**
 * C4 identifiers (SMPTE ST 2114): a SHA-512 digest, read as one big-endian number, in base 58.
 */
const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const VALUES = new Map([...ALPHABET].map((letter, value) => [letter, BigInt(value)]))
const DIGITS = 88
const BYTES = 64

/**
 * The C4 identifier of a SHA-512 digest of 64 bytes: `c4` and 88 base-58 digits, padded on the left with `1` (zero).
 */
export function c4OfSha512(digest: Uint8Array): string {
  let rest = BigInt(`0x${Buffer.from(digest).toString('hex')}`)
  let digits = ''
  while (rest > 0n) {
    digits = (ALPHABET[Number(rest % 58n)] ?? '') + digits
    rest /= 58n
  }
  return `c4${digits.padStart(DIGITS, '1')}`
}

/** The 64 bytes of SHA-512 behind a C4 identifier, or null when the text is none. */
export function sha512OfC4(text: string): Uint8Array | null {
  if (!text.startsWith('c4') || text.length !== DIGITS + 2) return null
  let number = 0n
  for (const letter of text.slice(2)) {
    const value = VALUES.get(letter)
    if (value === undefined) return null
    number = number * 58n + value
  }
  // 58^88 is larger than 2^512: the largest texts stand for no digest.
  if (number >> BigInt(BYTES * 8) !== 0n) return null
  return Buffer.from(number.toString(16).padStart(BYTES * 2, '0'), 'hex')
}
