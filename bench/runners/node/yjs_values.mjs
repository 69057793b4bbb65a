// yjs_values.mjs -- arrays, maps and nesting; see sequence_workloads.cpp and map_workloads.cpp.

import * as Y from 'yjs'

import { readEdits, readFrames } from './inputs.mjs'
import { writer } from './yjs_text.mjs'

const once = (doc, work) => work()
const atOnce = (doc, work) => doc.transact(work)

const arrayOutcome = (doc, array) => ({
  files: { state: Y.encodeStateAsUpdate(doc) }, counts: { size: array.length }
})

const pushEach = (array, edits) => {
  for (let i = 0; i < edits.length; i++) array.push([i])
}

const insertEach = (array, edits) => {
  for (let i = 0; i < edits.length; i++) array.insert(edits[i].position, [i])
}

const arrayWorkload = (work, how = once) => ({
  read: readEdits,
  make: edits => {
    const doc = writer()
    const array = doc.getArray('a')
    return {
      work: () => how(doc, () => work(array, edits)),
      outcome: () => arrayOutcome(doc, array)
    }
  }
})

const arrayExtend = {
  read: readEdits,
  make: edits => {
    const doc = writer()
    const array = doc.getArray('a')
    const values = edits.map((_, i) => i)
    return { work: () => array.insert(0, values), outcome: () => arrayOutcome(doc, array) }
  }
}

const arrayGet = {
  read: readEdits,
  make: edits => {
    const doc = writer()
    const array = doc.getArray('a')
    doc.transact(() => insertEach(array, edits))
    let sum = 0
    return {
      work: () => { for (const { position } of edits) sum += array.get(position) },
      outcome: () => ({ counts: { sum } })
    }
  }
}

// Another document takes the update that follows each value.
const arrayPair = {
  read: readEdits,
  make: edits => {
    const doc = writer()
    const array = doc.getArray('a')
    const other = new Y.Doc()
    doc.on('update', update => Y.applyUpdate(other, update))
    return { work: () => insertEach(array, edits), outcome: () => arrayOutcome(doc, array) }
  }
}

const mapSet = how => ({
  read: readEdits,
  make: edits => {
    const doc = writer()
    const map = doc.getMap('m')
    const keys = edits.map(({ position }) => `key${position}`)
    return {
      work: () => how(doc, () => { keys.forEach((key, i) => map.set(key, i)) }),
      outcome: () => ({ files: { state: Y.encodeStateAsUpdate(doc) }, counts: { size: map.size } })
    }
  }
})

const mapGet = {
  read: readEdits,
  make: edits => {
    const doc = writer()
    const map = doc.getMap('m')
    const keys = edits.map(({ position }) => `key${position}`)
    doc.transact(() => { keys.forEach((key, i) => map.set(key, i)) })
    let sum = 0
    return {
      work: () => { for (const key of keys) sum += map.get(key) },
      outcome: () => ({ counts: { sum } })
    }
  }
}

// Arrays in arrays, each made when the one around it is in the document.
const nestMake = (doc, depth) => {
  doc.transact(() => {
    let inner = doc.getArray('a')
    for (let i = 0; i < depth; i++) {
      inner.insert(0, [new Y.Array()])
      inner = inner.get(0)
    }
  })
}

const stateOf = doc => ({ files: { state: Y.encodeStateAsUpdate(doc) } })

const nestWork = {
  make: (doc, depth) => nestMake(doc, depth),
  read: doc => {
    let depth = 0
    for (let inner = doc.getArray('a'); inner.length > 0; depth++) inner = inner.get(0)
    return () => ({ counts: { depth } })
  },
  encode: doc => {
    const state = Y.encodeStateAsUpdate(doc)
    return () => ({ files: { state } })
  },
  delete: doc => {
    doc.getArray('a').delete(0, 1)
    return () => ({})
  }
}

const nest = kind => ({
  read: readFrames,
  make: frames => {
    const doc = writer()
    if (kind !== 'make') nestMake(doc, frames.length)
    let outcome
    return {
      work: () => { outcome = nestWork[kind](doc, frames.length) },
      outcome: () => outcome?.() ?? stateOf(doc)
    }
  }
})

export const valueWorkloads = {
  'array-push': arrayWorkload(pushEach),
  'array-push-one': arrayWorkload(pushEach, atOnce),
  'array-insert': arrayWorkload(insertEach),
  'array-insert-one': arrayWorkload(insertEach, atOnce),
  'array-extend': arrayExtend,
  'array-get': arrayGet,
  'array-pair': arrayPair,
  'map-set': mapSet(once),
  'map-set-one': mapSet(atOnce),
  'map-get': mapGet,
  'nest-make': nest('make'),
  'nest-read': nest('read'),
  'nest-encode': nest('encode'),
  'nest-delete': nest('delete')
}
