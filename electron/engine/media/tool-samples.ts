/**
 * Four tiny recordings that a pair of ffmpeg and ffprobe must read before it is chosen (tool-trial.ts). A static build
 * that crews really have dies on every MPEG-TS by SIGSEGV, so nothing is assumed of a container that was not tried.
 *
 * Made with ffmpeg 5.1: a grey picture of 64 × 64 at 25 frames per second, 48 kHz silence; kept compressed (Brotli).
 */
import { brotliDecompressSync } from 'node:zlib'

/** A recording to try tools with. */
export interface ToolSample {
  /** Its name as a file. */
  readonly file: string
  /** What people call the format. */
  readonly format: string
  /** What ffprobe must find in it. */
  readonly codec: string
  readonly bytes: () => Buffer
}

/** 10 frames of MPEG-2, with a service name. */
const TS =
  'G/MNAD4G0EOM1jD7EZLTeVwlem4NHWRhNhOpedRHVliajfdMvwl/lo3l7AOCRCiTR1RAriwRFKAHdq2tA5KtcCibHIRt+99xwKhpGgwmUrYYWi' +
  'YBZPFTQMUz9/WNGiPGb17/fxCNbIASu1gZChDcQVJwgCqCIgHCAvMIAPy+W891z0S9RevCzC9a6zgF0yiRdQsk4cRC2rHVrADD7/Yht3VjH99i' +
  'ECq1uzRPreL+kncw8X9ymYZ6T09/Z7f4ji8SjvyjhfdipaCCY3n/vyDoC91iqmyxONa4n7jk7Z7dg05/IewGRmTBfFzQB5O3y8bfFIz3gM54Ss' +
  'sM6EI3gwCga0wUQEDJPr3WohkQqXPZ6HmLGo486m/t8ECcehg3kJf5YZHAvF2InyrwN7UA1czRTTXz/HBjlqnJ1Xj/Umk+oqnAtG18im3/rn+W' +
  'Ksls3nUe1P+VajWyx968W3ZY+k/qTY+ru+kHOsWyI0qjZE/sHqbc2Kkoq0W1Bqo18KTVPcoCtvK9KXdSm7KngJtW3MoX5Zt4mtU9qwJexptWUW' +
  'EU1Vqo1iJ7uuF7D19OJaoB'

/** 3 frames of MPEG-2. */
const MXF =
  'GzgmAB6Jse2CrUNziHkxsQjqbfb2zHvS7SFF34grs/YbEXW+zEgxY+jM5SzmyIJ6fq3s6gd/YGdvDoKKJLOwcZFRkpyOEIbzoBfc79vv1e7czW' +
  'yyP8wqZwuyfifAqqRT44BYIR8foP2vAOSiUlkfWSUrPIHQZVddY+ipCqmrYzj2TG3k749Cf+7O0+zBhsGpbW4XCqnJ2E2dWdJi7mbWGItZCCzo' +
  'KR8TOL+EGsX/UwLvYFvcL+8pA08s9PzEgrgZS2+nEmks4JJhaFXXw+yuppzAlMRAmnYaslOENTy7hR3iL7m7Q64qM7vZdd0YgQTWCCNE2JRIW4' +
  'iyQ2HHf1FBMMxhCSaM0sgm+eKCdFfL3kzciOPGsyaRKZwc6YG9zcm9VRSIat3jdCHCKCyYseS02B1yOhwGSGrNSyLrrCivh9nrIR+rA7fC4rpK' +
  'k2lOaHjaTJg2C4zasyyBrimLzFQlCZPD1WwVBWMnE9wcYHFx3zAnBGrNPKQXVZYbJcYlG8S3dpAxmQhLe1hNFouU8UZOuDgUeWULA76sKi88cS' +
  'nSC5EYojGLgUXMOIgJq1iwiRXH4EooMbxjHsC7co0Bh9eRFvA1PVPz+THOq6Qw/AK6pJJP453lBb3iEkqLc2UOUN5csYBNJCieYOwcAD18YHUV' +
  'OBfjOiIoILlhqsyddjMdpDhQFjgVpRDigUIOxy0d3MqTpIXj1v1VD7MPc3CGCRZvKzWYy81sI6bLiSwzOZkJ4hmF9hfryh6ppc0qC5Ws1LJPk5' +
  'ygRTZ1s+ycax1R8hdr+rhV+ff7gxbcA+AixY/NA2190E1Z+PnFyXs82POc398YW2FoDcCwZMSboSKGbUMENvUhDHW9qbnXe8SHGi427hMfYrhq' +
  'wqse1vc1Dufv5vzo6DDn1OXTu8f9bnEbna3pPOc7VDfYRed4xONu8SBdmAKgSzMO0UH1++kmU852g0fdSlf+rdq3+nB2rXHhpoYpfl/vqq4usJ' +
  'VuYp9kyVTQXY1849h0AkTsHk7uuZ4G6uRtu/TUjdUIbFrWYvfJPc2+X6NLYOubMfcSoMm90fmYvx+nh4o4vapwVmiwKeKs1ACcLlronp5MlhOh' +
  'VS6QP0vcJdLxG5cFWNpATu5CZ51y5htW2X+trVravFQEDnE0dzY56ovmcERkkzvV3U2O4Us4xUXhfJxYtIoMwP1eaOu1Eh6ouDd31JfXltNioO' +
  'MpS2TO5o4m55nKQ6DJ+asmiTLdVuk1ubRUaXJp1nIqWsyD9Gh8si2mazo+o0NaRR7CvQscklfd0jbUbce33ubi1F2oHXouPL6d9FKgXdMH5DcD' +
  'F+Zg+upCjAck7UFoNwsiUQHaowaBaHmYG8l3kVONqMrsx9GEOH1UhFEV8bUvGTWSRde7rdMb7Ke69wli+3FD3dYdlbeGf9jvqec7oMh4B9iYlU' +
  'aJ4YI+bJCgbY7+XMHJIalF9JaD5iRrLm33H0dXn++CY5HbaQ7/l2aylV6ip5+m54gfquOX/4/fIH5aeUFA/KpxPMH8+D/ip1fHf54wIuL3lRe+' +
  'vr7vmSdf/dG+iw++9eHJRKo3VOqtfYlEPHEF9fMc0MSIH4PooGO4bPx71Kzb2nGYn/jr4fuJ3NTFRu3rkI0nPqe+8Cs6BzQx48qkOPVdGhFDPg' +
  'Pybo1ZQcZ3+Q8IX7RkR7KP35LQyW7Hrd4cHTzuoIHy4zbNOJTjirHgrclxk4gPsxRRev33T8ctDhcF8/yGjPFuqNv4XwlNlHuPv+yWep4D7neK' +
  'fZAS/gp2W3w0'

/** 3 frames of MPEG-4. */
const MOV =
  'G40DgK4KbGNuUBcYSRiuOWK+77brlqG0PHyNtfd3EbWIT3frROJdwxoboVIKFQ9JUoWCaIbHb7qvWMJuIyo0bgl7NNe1kraAFmA1D7vyO7ot/7' +
  'bfW2Cu0ZvljlvwIKkEmEG77bB58wQDjjiRL5M0k58HIukNk91yTqbcEogleiK7Na3tdiRRNCzFBlRKcYZ4Z0p8dYSvh98sy0/5nOe9U/F/sBZf' +
  'Z693A9U4EZ+7V8111boeoFIOiQAA8j/uCAIAAhhfI7VEerrqXA4Xls+UDLVZ3QFzr1yDNWDGiymM+EINIHAHBKSmqqQOJkpJBACwDHXu/2Auka' +
  'ID1aTohlQ8AGg558pPthTEZzWtIugZSlGJyqyQu0z6rtix+TgMCGZkPyKdjwACLX3/DmJf7VLAj6YCEPisCQaAgJ394YyExBpr7MEeQDQduSHc' +
  'lY2PAwAAwMD/j1OvoiCXUlYINaWUxV0n5NY1DC1qSyljiJcgPh+7EYgJ3z1ITUPP5sR+JHQ0ThsIBAbUTAECmQQ9asofJjCipiFAIJARmFDTOw' +
  'BkbEAndEKPWlgDxKIB'

/** 20 ms of 24-bit silence. */
const WAV =
  'G4ML+I/DOIZ8VKb4RkDefttsEnVhGEdhtPMEsiwMJh5YoLFXJcXBBpxywBoAxQvIDQACUqhEm1qvwhau/TjHCd8ftBeYo2TQTxkBdBqP5d73BQ' +
  'DWQg=='

function sample(file: string, format: string, codec: string, packed: string): ToolSample {
  return { file, format, codec, bytes: () => brotliDecompressSync(Buffer.from(packed, 'base64')) }
}

export const TOOL_SAMPLES: readonly ToolSample[] = [
  sample('clip.ts', 'MPEG-TS', 'mpeg2video', TS),
  sample('clip.mxf', 'MXF', 'mpeg2video', MXF),
  sample('clip.mov', 'QuickTime', 'mpeg4', MOV),
  sample('clip.wav', 'WAV', 'pcm_s24le', WAV),
]
