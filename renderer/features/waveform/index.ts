/** The waveform's file and its drawing. */
export { columnPeak, drawPeaks, loadPeaks, peaksSchema, type Peaks } from './peaks.ts'
