/**
 * Files that surround the viewer: an MP4 with the boxes of the Spherical Video V2 RFC put into its sample description.
 */
const box = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}
const full = (type: string, body: Buffer): Buffer => box(type, Buffer.concat([Buffer.alloc(4), body]))

/** `st3d`: 0 mono, 1 one eye above the other, 2 side by side. */
export function stereoBox(mode: number): Buffer {
  return full('st3d', Buffer.of(mode))
}

/** `sv3d` with an equirectangular projection of the whole sphere. */
export function sphereBox(): Buffer {
  const header = full('svhd', Buffer.from('Rushes\0'))
  const pose = full('prhd', Buffer.alloc(12))
  const projection = full('equi', Buffer.alloc(16))
  return box('sv3d', Buffer.concat([header, box('proj', Buffer.concat([pose, projection]))]))
}

/** Puts boxes at the end of the first sample entry. The index has to stand behind the media, as ffmpeg writes it. */
export function withBoxes(file: Buffer, extra: Buffer): Buffer {
  const path = ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd']
  const starts: number[] = []
  let [from, to] = [0, file.length]
  for (const name of path) {
    const at = find(file, name, from, to)
    starts.push(at)
    ;[from, to] = [at + 8, at + file.readUInt32BE(at)]
  }
  // A full box with a count, then the entry.
  const entry = from + 8
  starts.push(entry)
  const end = entry + file.readUInt32BE(entry)
  const made = Buffer.concat([file.subarray(0, end), extra, file.subarray(end)])
  for (const at of starts) made.writeUInt32BE(file.readUInt32BE(at) + extra.length, at)
  return made
}

function find(file: Buffer, name: string, from: number, to: number): number {
  for (let at = from; at + 8 <= to; at += file.readUInt32BE(at))
    if (file.toString('latin1', at + 4, at + 8) === name) return at
  throw new Error(`no ${name}`)
}
