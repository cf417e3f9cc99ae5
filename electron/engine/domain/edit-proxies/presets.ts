/**
 * Presets of edit proxies that come with Rushes.
 */
import { editParamsSchema, type EditFormat, type ProxyPreset } from '../../../../shared/model/edit-proxies.ts'

const shipped = (name: EditFormat, title: string, about: string): ProxyPreset => ({
  name,
  title,
  about,
  params: editParamsSchema.parse({ format: name }),
  builtIn: true,
})

export const PROXY_PRESETS: readonly ProxyPreset[] = [
  shipped('prores-proxy', 'ProRes Proxy', 'For Resolve, Premiere and Final Cut: 10 bits, fields and HDR are kept.'),
  shipped('dnxhr-lb', 'DNxHR LB in a MOV', 'For Resolve, Premiere and Avid on Windows and Linux: 8 bits, no fields.'),
  shipped('dnxhr-lb-mxf', 'DNxHR LB in an MXF', 'For Avid: one OP1a file with its tape name, linked by timecode.'),
  shipped('h264-intra', 'H.264, every frame by itself', 'Small, for laptops: 8 bits, plays everywhere.'),
]
