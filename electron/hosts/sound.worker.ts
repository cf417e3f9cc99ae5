/**
 * Entry of the thread that compares sounds.
 */
import { parentPort } from 'node:worker_threads'
import { soundAnswers, type SoundRequest } from '../engine/sound-sync/sound-thread.ts'

const port = parentPort
if (port === null) throw new Error('sound.worker is started as a worker thread')
const answer = soundAnswers()
port.on('message', (request: SoundRequest) => {
  port.postMessage(answer(request))
})
