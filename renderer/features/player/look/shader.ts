/**
 * The look of a clip as a shader: the same tables in the same order as the pictures that ffmpeg makes with it.
 */

import { AROUND_GLSL } from '../view/around.ts'
import { EXPOSURE_GLSL } from '../view/exposure.ts'

/** Values of one row of the texture that holds a curve. */
export const CURVE_ROW = 4096

export const VERTEX = `#version 300 es
out vec2 at;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0;
  at = corner;
  gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}`

/**
 * Values of a proxy are signals. For tables of codes they become what the file's 10-bit numbers are when they are
 * declared as full range, chroma included: that is what ffmpeg is given. The cube is read at its own points
 * (texelFetch) and mixed along six tetrahedra, so no filter of the texture has a say.
 */
export const FRAGMENT = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp sampler3D;
uniform sampler2D picture;
uniform sampler2D pre;
uniform sampler2D post;
uniform sampler3D cube;
uniform int preSize;
uniform int postSize;
uniform int cubeSize;
uniform bool code;
uniform vec2 domain;
in vec2 at;
out vec4 shown;

vec3 texel(sampler2D curve, int index) {
  return texelFetch(curve, ivec2(index % ${CURVE_ROW}, index / ${CURVE_ROW}), 0).rgb;
}

float along(sampler2D curve, int size, float value, int channel) {
  float place = clamp(value, 0.0, 1.0) * float(size - 1);
  int low = min(int(floor(place)), size - 2);
  return mix(texel(curve, low)[channel], texel(curve, low + 1)[channel], place - float(low));
}

vec3 curves(sampler2D curve, int size, vec3 value) {
  return vec3(along(curve, size, value.r, 0), along(curve, size, value.g, 1), along(curve, size, value.b, 2));
}

vec3 corner(ivec3 where) {
  return texelFetch(cube, where, 0).rgb;
}

vec3 tetrahedral(vec3 value) {
  vec3 place = clamp(value, 0.0, 1.0) * float(cubeSize - 1);
  ivec3 low = min(ivec3(floor(place)), ivec3(cubeSize - 2));
  vec3 f = place - vec3(low);
  ivec3 first;
  ivec3 second;
  vec3 rest;
  if (f.r >= f.g) {
    if (f.g >= f.b) { first = ivec3(1, 0, 0); second = ivec3(1, 1, 0); rest = f.rgb; }
    else if (f.r >= f.b) { first = ivec3(1, 0, 0); second = ivec3(1, 0, 1); rest = f.rbg; }
    else { first = ivec3(0, 0, 1); second = ivec3(1, 0, 1); rest = f.brg; }
  } else {
    if (f.b >= f.g) { first = ivec3(0, 0, 1); second = ivec3(0, 1, 1); rest = f.bgr; }
    else if (f.b >= f.r) { first = ivec3(0, 1, 0); second = ivec3(0, 1, 1); rest = f.gbr; }
    else { first = ivec3(0, 1, 0); second = ivec3(1, 1, 0); rest = f.grb; }
  }
  return corner(low) * (1.0 - rest.x) + corner(low + first) * (rest.x - rest.y)
    + corner(low + second) * (rest.y - rest.z) + corner(low + ivec3(1)) * rest.z;
}

${AROUND_GLSL}
${EXPOSURE_GLSL}
void main() {
  vec3 value = viewed(picture, at);
  if (code) {
    float luma = dot(value, vec3(0.2126, 0.7152, 0.0722));
    value = vec3((64.0 + 876.0 * luma) / 1023.0) + (value - vec3(luma)) * (896.0 / 1023.0);
  }
  value = clamp((value - domain.x) / (domain.y - domain.x), 0.0, 1.0);
  if (preSize > 0) value = curves(pre, preSize, value);
  if (cubeSize > 0) value = tetrahedral(value);
  if (postSize > 0) value = curves(post, postSize, value);
  shown = vec4(exposed(value), 1.0);
}`
