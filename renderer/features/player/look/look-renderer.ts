/**
 * Draws pictures with a look on a canvas, by WebGL 2. Sizes, textures and the program are made once a look.
 */
import type { WireTables } from '../../../../shared/model/luts.ts'
import { EXPOSURE_CODES } from '../view/exposure.ts'
import type { AroundView } from '../view/around.ts'
import type { Exposure } from '../view/viewer-store.ts'
import { CURVE_ROW, FRAGMENT, VERTEX } from './shader.ts'

interface LookRenderer {
  /** Draws a picture, or the frame that a video shows. */
  draw(picture: TexImageSource, width: number, height: number): void
  /** The same into floats, as they are before anything is rounded: RGBA from the bottom row up. For tests. */
  readBack(picture: TexImageSource, width: number, height: number): Float32Array
  /** What is looked at of a picture that surrounds the viewer; null for the picture as it lies. */
  look(around: AroundView | null): void
  end(): void
}

type Curves = NonNullable<WireTables['pre']>

/** Makes one; null where this browser can't. */
export function createLookRenderer(
  canvas: HTMLCanvasElement,
  tables: WireTables,
  exposure: Exposure = 'none',
): LookRenderer | null {
  const gl = canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false, stencil: false })
  if (gl === null) return null
  const program = link(gl)
  if (program === null) return null
  // oxlint-disable-next-line react-hooks/rules-of-hooks -- WebGL's, not React's.
  gl.useProgram(program)
  const uniform = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(program, name)
  const picture = texture(gl, gl.TEXTURE0, gl.TEXTURE_2D, gl.LINEAR)
  const textures = [
    picture,
    curveTexture(gl, gl.TEXTURE1, tables.pre),
    curveTexture(gl, gl.TEXTURE2, tables.post),
    cubeTexture(gl, gl.TEXTURE3, tables.cube),
  ]
  for (const [unit, name] of ['picture', 'pre', 'post', 'cube'].entries()) gl.uniform1i(uniform(name), unit)
  gl.uniform1i(uniform('preSize'), tables.pre?.size ?? 0)
  gl.uniform1i(uniform('postSize'), tables.post?.size ?? 0)
  gl.uniform1i(uniform('cubeSize'), tables.cube?.size ?? 0)
  gl.uniform1i(uniform('code'), tables.reference === 'code' ? 1 : 0)
  gl.uniform2f(uniform('domain'), ...tables.domain)
  gl.uniform1i(uniform('exposure'), EXPOSURE_CODES[exposure])

  function paint(source: TexImageSource, width: number, height: number): void {
    gl!.activeTexture(gl!.TEXTURE0)
    gl!.bindTexture(gl!.TEXTURE_2D, picture)
    gl!.texImage2D(gl!.TEXTURE_2D, 0, gl!.RGBA8, gl!.RGBA, gl!.UNSIGNED_BYTE, source)
    gl!.viewport(0, 0, width, height)
    gl!.drawArrays(gl!.TRIANGLES, 0, 3)
  }

  const places = ['projection', 'eyes', 'anaglyph', 'angles'].map(uniform)
  const look = (around: AroundView | null): void => {
    const [projection, eyes, anaglyph, angles] = places as [
      WebGLUniformLocation,
      WebGLUniformLocation,
      WebGLUniformLocation,
      WebGLUniformLocation,
    ]
    gl.uniform1i(projection, around?.projection ?? 0)
    gl.uniform1i(eyes, around?.eyes ?? 0)
    gl.uniform1i(anaglyph, around?.anaglyph === true ? 1 : 0)
    gl.uniform3f(angles, ...(around?.angles ?? [0, 0, 1]))
  }
  look(null)

  return {
    look,
    draw(source, width, height) {
      if (canvas.width !== width) canvas.width = width
      if (canvas.height !== height) canvas.height = height
      paint(source, width, height)
    },
    readBack(source, width, height) {
      if (gl.getExtension('EXT_color_buffer_float') === null) throw new Error('This browser renders to no floats.')
      const target = texture(gl, gl.TEXTURE4, gl.TEXTURE_2D, gl.NEAREST)
      gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA32F, width, height)
      const frame = gl.createFramebuffer()
      gl.bindFramebuffer(gl.FRAMEBUFFER, frame)
      gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, target, 0)
      paint(source, width, height)
      const values = new Float32Array(width * height * 4)
      gl.readPixels(0, 0, width, height, gl.RGBA, gl.FLOAT, values)
      gl.bindFramebuffer(gl.FRAMEBUFFER, null)
      gl.deleteFramebuffer(frame)
      gl.deleteTexture(target)
      return values
    },
    end() {
      for (const one of textures) gl.deleteTexture(one)
      gl.deleteProgram(program)
    },
  }
}

function link(gl: WebGL2RenderingContext): WebGLProgram | null {
  const program = gl.createProgram()
  for (const [kind, text] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(kind)
    if (shader === null) return null
    gl.shaderSource(shader, text)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
    gl.deleteShader(shader)
  }
  gl.linkProgram(program)
  return gl.getProgramParameter(program, gl.LINK_STATUS) === true ? program : null
}

function texture(gl: WebGL2RenderingContext, unit: number, kind: number, filter: number): WebGLTexture {
  const made = gl.createTexture()
  gl.activeTexture(unit)
  gl.bindTexture(kind, made)
  gl.texParameteri(kind, gl.TEXTURE_MIN_FILTER, filter)
  gl.texParameteri(kind, gl.TEXTURE_MAG_FILTER, filter)
  for (const wrap of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T, gl.TEXTURE_WRAP_R])
    gl.texParameteri(kind, wrap, gl.CLAMP_TO_EDGE)
  return made
}

/** A curve in rows; where there is none, a texture of one point, since every sampler needs one. */
function curveTexture(gl: WebGL2RenderingContext, unit: number, curves: Curves | null): WebGLTexture {
  const made = texture(gl, unit, gl.TEXTURE_2D, gl.NEAREST)
  const size = curves?.size ?? 1
  const rows = Math.ceil(size / CURVE_ROW)
  const points = new Float32Array(CURVE_ROW * rows * 4)
  if (curves !== null) {
    const values = new Float32Array(bytesOf(curves.values))
    for (let at = 0; at < size; at += 1)
      for (const channel of [0, 1, 2])
        points[at * 4 + channel] = values[(curves.channels === 1 ? 0 : channel * size) + at]!
  }
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, CURVE_ROW, rows, 0, gl.RGBA, gl.FLOAT, points)
  return made
}

function cubeTexture(gl: WebGL2RenderingContext, unit: number, cube: WireTables['cube']): WebGLTexture {
  const made = texture(gl, unit, gl.TEXTURE_3D, gl.NEAREST)
  const size = cube?.size ?? 1
  const values = cube === null ? new Uint16Array(4) : new Uint16Array(bytesOf(cube.values))
  gl.texImage3D(gl.TEXTURE_3D, 0, gl.RGBA16F, size, size, size, 0, gl.RGBA, gl.HALF_FLOAT, values)
  return made
}

function bytesOf(base64: string): ArrayBuffer {
  return Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0)!).buffer
}
