/**
 * The measure of colours that tests use, by the pairs that its authors published.
 */
import { expect, it } from 'vitest'
import { deltaE, deltaLab } from '../../helpers/delta-e.ts'

it.each([
  [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
  [[50, -1.3802, -84.2814], [50, 0, -82.7485], 1.0],
  [[50, 2.5, 0], [73, 25, -18], 27.1492],
  [[50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
  [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
  [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
] as const)('%j and %j are %d apart', (one, other, apart) => {
  expect(deltaLab(one, other)).toBeCloseTo(apart, 3)
})

it('is nothing between a colour and itself', () => {
  expect(deltaE([0.2, 0.5, 0.9], [0.2, 0.5, 0.9])).toBe(0)
})
