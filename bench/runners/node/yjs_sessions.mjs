// yjs_sessions.mjs -- several people write, one undoes, many are present; see
// session_workloads.cpp and awareness_workloads.cpp.

import {
  Awareness, applyAwarenessUpdate, encodeAwarenessUpdate, outdatedTimeout, removeAwarenessStates
} from 'y-protocols/awareness'
import * as Y from 'yjs'

import { readEdits, readMessages, readSession } from './inputs.mjs'
import { clientId, edit, outcomeOf, writer } from './yjs_text.mjs'

// Every step of a session: its writer first gets the updates that it built upon, edits in one
// transaction, and makes an update.
const live = {
  read: readSession,
  make: ({ agents, steps }) => {
    const updates = new Array(steps.length)
    let last
    const docs = Array.from({ length: agents }, (_, agent) => {
      const doc = writer(clientId + agent)
      doc.on('update', (update, origin, _, transaction) => { if (transaction.local) last = update })
      return doc
    })
    const step = ({ agent, received, edits }) => {
      for (const n of received) Y.applyUpdate(docs[agent], updates[n])
      const text = docs[agent].getText('t')
      docs[agent].transact(() => {
        for (const { position, removed, inserted } of edits) {
          if (removed > 0) text.delete(position, removed)
          if (inserted !== '') text.insert(position, inserted)
        }
      })
      return last
    }
    return {
      work: () => { for (let n = 0; n < steps.length; n++) updates[n] = step(steps[n]) },
      outcome: () => outcomeOf(docs[0])
    }
  }
}

// Typing while everything is recorded for undo, every edit a step of its own.
const undoSteps = [
  ({ text, edits }) => edit(text, edits),
  ({ undo }) => { while (undo.canUndo()) undo.undo() },
  ({ undo }) => { while (undo.canRedo()) undo.redo() }
]

const undo = measured => ({
  read: readEdits,
  make: edits => {
    const doc = writer()
    const text = doc.getText('t')
    const state = { text, edits, undo: new Y.UndoManager(text, { captureTimeout: 0 }) }
    for (const step of undoSteps.slice(0, measured)) step(state)
    return { work: () => undoSteps[measured](state), outcome: () => outcomeOf(doc) }
  }
})

const take = (awareness, frames) => {
  for (const frame of frames) applyAwarenessUpdate(awareness, frame, 'bench')
}

const encodeAll = awareness => encodeAwarenessUpdate(awareness, [...awareness.getStates().keys()])

// What the timer of y-protocols does every three seconds, at a time of our choice.
const removeOutdated = (awareness, now) => {
  const gone = []
  awareness.meta.forEach(({ lastUpdated }, client) => {
    if (client !== awareness.clientID && now - lastUpdated >= outdatedTimeout &&
        awareness.states.has(client)) gone.push(client)
  })
  if (gone.length > 0) removeAwarenessStates(awareness, gone, 'timeout')
}

// Works on an awareness that has seen others before; what `work` returns adds to the outcome.
const awareness = (before, work, prepare = () => ({})) => ({
  read: readMessages,
  make: input => {
    const doc = new Y.Doc()
    doc.clientID = 1
    const awareness = new Awareness(doc)
    take(awareness, input[before] ?? [])
    const state = { awareness, input, ...prepare(awareness) }
    let made
    return {
      work: () => { made = work(state) },
      outcome: () => ({
        files: { awareness: made?.encoded ?? encodeAll(awareness) },
        counts: state.counts,
        latencies: made?.latencies
      }),
      close: () => awareness.destroy()
    }
  }
})

const taking = messages => ({ awareness, input }) => take(awareness, input[messages])

const countReported = awareness => {
  const counts = { reported: 0 }
  for (const name of ['change', 'update']) {
    awareness.on(name, ({ updated }) => { counts.reported += updated.length })
  }
  return { counts }
}

const takeEachTimed = ({ awareness, input }) => ({
  latencies: input.changes.map(frame => {
    const start = performance.now()
    applyAwarenessUpdate(awareness, frame, 'bench')
    return 1e6 * (performance.now() - start)
  })
})

const tickIdle = ({ awareness }) => {
  for (let i = 0; i < 100; i++) removeOutdated(awareness, Date.now())
}

export const sessionWorkloads = {
  live,
  'undo-record': undo(0),
  'undo-undo': undo(1),
  'undo-redo': undo(2),
  'awareness-arrive': awareness('', taking('arrivals')),
  'awareness-change': awareness('allArrive', taking('changes')),
  'awareness-arrive-batch': awareness('', taking('allArrive')),
  'awareness-change-batch': awareness('allArrive', taking('allChange')),
  'awareness-observed': awareness('allArrive', taking('changes'), countReported),
  'awareness-latency': awareness('allArrive', takeEachTimed),
  'awareness-encode': awareness('allArrive', ({ awareness: all }) => ({ encoded: encodeAll(all) })),
  'awareness-expire': awareness('allArrive', ({ awareness }) => {
    removeOutdated(awareness, Date.now() + outdatedTimeout)
  }),
  'awareness-idle': awareness('allArrive', tickIdle)
}
