/**
 * C4 identifiers (SMPTE ST 2114): SHA-512 as a big-endian number in base 58, padded to 88 digits, after the letters c4.
 */

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const DIGITS = 88
const DIGEST_BYTES = 64

/** The C4 identifier of a SHA-512 digest. */
export function encodeC4(digest: Uint8Array): string {
  let number = BigInt(`0x${Buffer.from(digest).toString('hex') || '0'}`)
  let text = ''
  while (number > 0n) {
    text = ALPHABET[Number(number % 58n)]! + text
    number /= 58n
  }
  return `c4${text.padStart(DIGITS, ALPHABET[0])}`
}

/** The 64 bytes behind a C4 identifier; null when it is none. */
export function decodeC4(id: string): Buffer | null {
  if (!/^c4[1-9A-HJ-NP-Za-km-z]{88}$/.test(id)) return null
  let number = 0n
  for (const digit of id.slice(2)) number = number * 58n + BigInt(ALPHABET.indexOf(digit))
  const hex = number.toString(16)
  return hex.length > DIGEST_BYTES * 2 ? null : Buffer.from(hex.padStart(DIGEST_BYTES * 2, '0'), 'hex')
}
