// yjs_text.mjs -- a text is typed, formatted and read; see text_workloads.cpp.

import * as Y from 'yjs'

import { readEdits, readFrames } from './inputs.mjs'

export const clientId = 2_000_000_011

export const writer = (id = clientId) => {
  const doc = new Y.Doc()
  doc.clientID = id
  return doc
}

export const outcomeOf = (doc, counts = {}) => ({
  files: { text: doc.getText('t').toString(), state: Y.encodeStateAsUpdate(doc) },
  counts
})

export const edit = (text, edits) => {
  for (const { position, removed, inserted } of edits) {
    if (removed > 0) {
      text.delete(position, removed)
    } else {
      text.insert(position, inserted)
    }
  }
}

const textWorkload = (work, prepare = () => ({})) => ({
  read: readEdits,
  make: edits => {
    const doc = writer()
    const text = doc.getText('t')
    const state = { doc, text, edits }
    Object.assign(state, prepare(state))
    return { work: () => work(state), outcome: () => outcomeOf(state.result ?? doc, state.counts) }
  }
})

// Every edit in a transaction of its own; all in one.
const editAll = ({ text, edits }) => edit(text, edits)
const editAllAtOnce = ({ doc, text, edits }) => doc.transact(() => edit(text, edits))

// While a listener takes the update of every edit, as a provider would.
const observed = name => ({ doc }) => {
  const counts = { update_bytes: 0 }
  doc.on(name, update => { counts.update_bytes += update.length })
  return { counts }
}

// While a second document applies every update as it is made.
const paired = ({ doc }) => {
  const result = new Y.Doc()
  doc.on('update', update => Y.applyUpdate(result, update))
  return { result }
}

// Two documents start from the first edit. Each does every other one of the rest, all in one
// transaction; then they exchange what they did.
const exchange = (first, second) => {
  const toSecond = Y.encodeStateAsUpdate(first, Y.encodeStateVector(second))
  const toFirst = Y.encodeStateAsUpdate(second, Y.encodeStateVector(first))
  Y.applyUpdate(second, toSecond)
  Y.applyUpdate(first, toFirst)
}

const concurrent = {
  read: edits => {
    const [paste, ...rest] = readEdits(edits)
    return { paste, turns: [0, 1].map(turn => rest.filter((_, n) => n % 2 === turn)) }
  },
  make: ({ paste, turns }) => {
    const docs = [writer(), writer(clientId + 1)]
    docs[0].getText('t').insert(0, paste.inserted)
    exchange(...docs)
    return {
      work: () => {
        docs.forEach((doc, n) => doc.transact(() => edit(doc.getText('t'), turns[n])))
        exchange(...docs)
      },
      outcome: () => outcomeOf(docs[0])
    }
  }
}

// The first edit is a text; those that remove stand for formats, the rest are insertions.
const format = ({ text, edits }) => {
  for (const { position, removed, inserted } of edits) {
    if (removed > 0) text.format(position, removed, { [inserted]: true })
  }
}

const paste = ({ text, edits }) => { text.insert(0, edits[0].inserted) }

const pasteAndFormat = state => {
  paste(state)
  format(state)
  return { rest: state.edits.slice(1).filter(({ removed }) => removed === 0) }
}

const formattedRead = {
  read: readEdits,
  make: edits => {
    const text = writer().getText('t')
    pasteAndFormat({ text, edits })
    let runs
    return {
      work: () => { runs = text.toDelta().length },
      outcome: () => ({ counts: { runs } })
    }
  }
}

// Makes documents with an empty text, as many as the input has frames.
const create = {
  read: readFrames,
  make: frames => {
    const docs = []
    return {
      work: () => {
        for (let i = 0; i < frames.length; i++) {
          const doc = new Y.Doc()
          doc.getText('t')
          docs.push(doc)
        }
      },
      outcome: () => ({ counts: { documents: docs.length } })
    }
  }
}

export const textWorkloads = {
  replay: textWorkload(editAll),
  'replay-one': textWorkload(editAllAtOnce),
  'replay-observed': textWorkload(editAll, observed('update')),
  'replay-observed-v2': textWorkload(editAll, observed('updateV2')),
  pair: textWorkload(editAll, paired),
  concurrent,
  format: textWorkload(format, paste),
  'formatted-insert': textWorkload(({ text, rest }) => edit(text, rest), pasteAndFormat),
  'formatted-read': formattedRead,
  create
}
