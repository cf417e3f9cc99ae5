/** The grid of tiles. */
export { Grid } from './grid.tsx'
export { moveOf } from './keys.ts'
export { KindIcon, Picture } from './picture.tsx'
