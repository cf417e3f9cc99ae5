/**
 * Looking around in a picture that surrounds the viewer. The view is a camera in the middle of the sphere. Pure.
 *
 * Sources: Google, "Spherical Video V2 RFC", for equirectangular pictures; ffmpeg's v360, for fisheyes of equal angles.
 */
import type { Immersive } from '../../../../shared/model/probe.ts'

/** Where it looks, in degrees: right of ahead, above it, and how wide. */
export interface Direction {
  readonly yaw: number
  readonly pitch: number
  readonly field: number
}

export const AHEAD: Direction = { yaw: 0, pitch: 0, field: 90 }
const FIELDS = { least: 30, most: 120 } as const

/** Turned by so many degrees; the head goes no further than up and down. */
export function turned({ yaw, pitch, field }: Direction, right: number, up: number): Direction {
  const around = ((((yaw + right + 180) % 360) + 360) % 360) - 180
  return { yaw: around, pitch: Math.max(-90, Math.min(90, pitch + up)), field }
}

/** Wider (above 1) or closer. */
export function widened(direction: Direction, by: number): Direction {
  return { ...direction, field: Math.max(FIELDS.least, Math.min(FIELDS.most, direction.field * by)) }
}

/** What the shader is told by a number; 0 is a picture that is shown whole. */
const CODES: Readonly<Partial<Record<Immersive['projection'], number>>> = {
  equirectangular: 1,
  'half-equirectangular': 2,
  fisheye: 3,
  'dual-fisheye': 4,
}
const EYES: Readonly<Partial<Record<Immersive['stereo'], number>>> = { 'side-by-side': 1, 'top-bottom': 2 }

/** True where a person can look around in it: GoPro's cube and tiles are shown as they are stored. */
export function canLookAround(immersive: Immersive | null): immersive is Immersive {
  return immersive !== null && CODES[immersive.projection] !== undefined
}

/** True where both eyes are in the picture. */
export function hasTwoEyes({ stereo }: Immersive): boolean {
  return EYES[stereo] !== undefined
}

/** A view for the shader: numbers alone, angles in radians. */
export interface AroundView {
  readonly projection: number
  readonly eyes: number
  readonly anaglyph: boolean
  /** Yaw, pitch, width of the field. */
  readonly angles: readonly [number, number, number]
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** `anaglyph`: both eyes, for glasses of red and cyan. */
export function viewOf(immersive: Immersive, { yaw, pitch, field }: Direction, anaglyph: boolean): AroundView {
  return {
    projection: CODES[immersive.projection] ?? 0,
    eyes: EYES[immersive.stereo] ?? 0,
    anaglyph: anaglyph && hasTwoEyes(immersive),
    angles: [radians(yaw), radians(pitch), radians(field)],
  }
}

/** The size of the picture that is drawn while somebody looks around. */
export const VIEW = { width: 1280, height: 720 } as const

/** What a lens of a camera with fisheyes sees, half of it, in radians. As in the engine's posters: 200 degrees. */
const HALF_LENS = radians(100)

/** GLSL: where a place of the view lies in the picture. `eye` is 0 for the left one; below 0 nothing is there. */
export const AROUND_GLSL = `
uniform int projection;
uniform int eyes;
uniform bool anaglyph;
uniform vec3 angles;
const float PI = 3.14159265358979;

vec2 ofEye(vec2 place, int eye) {
  if (eyes == 1) return vec2((place.x + float(eye)) * 0.5, place.y);
  if (eyes == 2) return vec2(place.x, (place.y + float(eye)) * 0.5);
  return place;
}

vec2 looking(vec2 at, int eye) {
  float reach = tan(angles.z * 0.5);
  vec3 ray = normalize(vec3((at.x * 2.0 - 1.0) * reach, (at.y * 2.0 - 1.0) * reach * ${(VIEW.height / VIEW.width).toFixed(6)}, 1.0));
  float c = cos(angles.y), s = sin(angles.y);
  ray = vec3(ray.x, ray.y * c + ray.z * s, ray.z * c - ray.y * s);
  c = cos(angles.x); s = sin(angles.x);
  ray = vec3(ray.x * c + ray.z * s, ray.y, ray.z * c - ray.x * s);
  if (projection >= 3) {
    float off = acos(clamp(ray.z, -1.0, 1.0));
    if (off > ${HALF_LENS.toFixed(6)}) return vec2(-1.0);
    vec2 side = length(ray.xy) < 1e-6 ? vec2(0.0) : normalize(ray.xy);
    vec2 place = vec2(0.5) + vec2(side.x, -side.y) * (off / ${HALF_LENS.toFixed(6)}) * 0.5;
    return projection == 4 ? vec2(place.x * 0.5, place.y) : place;
  }
  float right = atan(ray.x, ray.z);
  float up = asin(clamp(ray.y, -1.0, 1.0));
  if (projection == 2 && abs(right) > PI * 0.5) return vec2(-1.0);
  return ofEye(vec2(right / (projection == 2 ? PI : 2.0 * PI) + 0.5, 0.5 - up / PI), eye);
}

vec3 seen(sampler2D picture, vec2 at, int eye) {
  vec2 place = projection == 0 ? vec2(at.x, 1.0 - at.y) : looking(at, eye);
  return place.x < 0.0 ? vec3(0.0) : textureLod(picture, place, 0.0).rgb;
}

vec3 viewed(sampler2D picture, vec2 at) {
  vec3 left = seen(picture, at, 0);
  if (!anaglyph) return left;
  return vec3(dot(left, vec3(0.299, 0.587, 0.114)), seen(picture, at, 1).gb);
}
`
