// yjs_updates.mjs -- updates are applied, made, merged and compared; see update_workloads.cpp.

import * as Y from 'yjs'

import { readFrames } from './inputs.mjs'
import { outcomeOf } from './yjs_text.mjs'

const times = 100

const readAsV2 = path => readFrames(path).map(Y.convertUpdateFormatV1ToV2)

// One or many updates, each in a transaction of its own.
const applyAll = (doc, updates, applyUpdate = Y.applyUpdate) => {
  for (const update of updates) applyUpdate(doc, update)
}

const apply = (read, applyUpdate) => ({
  read,
  make: updates => {
    const doc = new Y.Doc()
    return { work: () => applyAll(doc, updates, applyUpdate), outcome: () => outcomeOf(doc) }
  }
})

// Many in one transaction.
const applyTogether = {
  read: readFrames,
  make: updates => {
    const doc = new Y.Doc()
    const work = () => doc.transact(() => applyAll(doc, updates))
    return { work, outcome: () => outcomeOf(doc) }
  }
}

// All but the first into a document that has the first.
const applyRest = {
  read: readFrames,
  make: ([first, ...rest]) => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, first)
    return { work: () => applyAll(doc, rest), outcome: () => outcomeOf(doc) }
  }
}

// Each into a document of its own, and all of these are kept.
const hold = {
  read: readFrames,
  make: updates => {
    const docs = []
    return {
      work: () => {
        for (const update of updates) {
          docs.push(new Y.Doc())
          Y.applyUpdate(docs.at(-1), update)
        }
      },
      outcome: () => ({ counts: { documents: docs.length } })
    }
  }
}

// Something that is made of a document that has all updates but the last `apart` ones.
const made = (makeIt, outcome, apart = 0) => ({
  read: readFrames,
  make: frames => {
    const doc = new Y.Doc()
    applyAll(doc, frames.slice(0, frames.length - apart))
    doc.getText('t')
    let it
    return { work: () => { it = makeIt(doc, frames) }, outcome: () => outcome(it) }
  }
})

const repeated = makeIt => (...input) => {
  let it
  for (let i = 0; i < times; i++) it = makeIt(...input)
  return it
}

const state = state => ({ files: { state } })
const text = text => ({ files: { text } })
const bytes = made => ({ counts: { bytes: made.length } })

// The last frame is the state vector of a peer.
const diff = repeated((doc, frames) => Y.encodeStateAsUpdate(doc, frames.at(-1)))

const diffUpdate = {
  read: readFrames,
  make: frames => {
    let difference
    return {
      work: () => { difference = Y.diffUpdate(frames[0], frames.at(-1)) },
      outcome: () => bytes(difference)
    }
  }
}

// Many updates to one, without a document.
const merge = (read, mergeUpdates, applyUpdate) => ({
  read,
  make: updates => {
    let merged
    return {
      work: () => { merged = mergeUpdates(updates) },
      outcome: () => {
        const doc = new Y.Doc()
        applyUpdate(doc, merged)
        const text = doc.getText('t').toString()
        return { files: { text }, counts: { merged_bytes: merged.length } }
      }
    }
  }
})

export const updateWorkloads = {
  apply: apply(readFrames, Y.applyUpdate),
  'apply-v2': apply(readAsV2, Y.applyUpdateV2),
  'apply-together': applyTogether,
  'apply-rest': applyRest,
  hold,
  encode: made(doc => Y.encodeStateAsUpdate(doc), state),
  'encode-v2': made(doc => Y.encodeStateAsUpdateV2(doc), state),
  read: made(doc => doc.getText('t').toString(), text),
  'state-vector': made(repeated(doc => Y.encodeStateVector(doc)), bytes),
  diff: made(diff, bytes, 1),
  'diff-update': diffUpdate,
  merge: merge(readFrames, Y.mergeUpdates, Y.applyUpdate),
  'merge-v2': merge(readAsV2, Y.mergeUpdatesV2, Y.applyUpdateV2)
}
