// runner.mjs -- measures Yjs and y-protocols in node.
//
//   node runner.mjs WORKLOAD INPUT OUTPUT_FOLDER LEAST_RUNS BUDGET_MS
//
// Prints one line of JSON and leaves what the work made in OUTPUT_FOLDER, for the driver to compare
// it. `runner.mjs version` prints which engine this is; `runner.mjs record INPUT UPDATES STATE`
// replays edits and writes the update of each, and that of the whole, as frames. The workloads, the
// inputs and the way of measuring are those of runner.cpp; their reasons are told there and in
// measure.h.
//
// Yjs is imported as an ES module: its CommonJS build is four to five times slower. And garbage is
// collected when node likes, not between the runs: a forced collection throws compiled code away,
// and the next run is up to ten times slower.

import fs from 'node:fs'
import { createRequire } from 'node:module'
import process from 'node:process'

import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'

const clientId = 2_000_000_011
const mostRuns = 1000

// --- inputs -------------------------------------------------------------------------------------

class File {
  constructor (path) {
    this.bytes = fs.readFileSync(path)
    this.next = 0
  }

  u32 () {
    this.next += 4
    return this.bytes.readUInt32LE(this.next - 4)
  }

  // A copy with a buffer of its own, as a socket would deliver it.
  frame () {
    const size = this.u32()
    this.next += size
    return new Uint8Array(this.bytes.subarray(this.next - size, this.next))
  }
}

const readFrames = path => {
  const file = new File(path)
  return Array.from({ length: file.u32() }, () => file.frame())
}

const readEdits = path => {
  const file = new File(path)
  const decoder = new TextDecoder()
  return Array.from({ length: file.u32() }, () => {
    const position = file.u32()
    const removed = file.u32()
    return { position, removed, inserted: decoder.decode(file.frame()) }
  })
}

// Two frames for every client, new and changed, then two for all clients at once.
const readMessages = path => {
  const frames = readFrames(path)
  const middle = frames.length / 2 - 1
  return {
    arrivals: frames.slice(0, middle),
    changes: frames.slice(middle, -2),
    allArrive: frames.slice(-2, -1),
    allChange: frames.slice(-1)
  }
}

// --- workloads: {read, make}, where make returns {work, outcome} ---------------------------------

const writer = () => {
  const doc = new Y.Doc()
  doc.clientID = clientId
  return doc
}

const outcomeOf = (doc, counts = {}) => ({
  files: { text: doc.getText('t').toString(), state: Y.encodeStateAsUpdate(doc) },
  counts
})

// Every edit in a transaction of its own.
const edit = (text, edits) => {
  for (const { position, removed, inserted } of edits) {
    if (removed > 0) {
      text.delete(position, removed)
    } else {
      text.insert(position, inserted)
    }
  }
}

const replay = {
  read: readEdits,
  make: edits => {
    const doc = writer()
    const text = doc.getText('t')
    return { work: () => edit(text, edits), outcome: () => outcomeOf(doc) }
  }
}

// The same, while a listener takes the update of every edit, as a provider would.
const replayObserved = {
  read: readEdits,
  make: edits => {
    const doc = writer()
    const text = doc.getText('t')
    let updateBytes = 0
    doc.on('update', update => { updateBytes += update.length })
    return {
      work: () => edit(text, edits),
      outcome: () => outcomeOf(doc, { update_bytes: updateBytes })
    }
  }
}

// One or many updates, each in a transaction of its own, into an empty document.
const applyAll = (doc, updates) => {
  for (const update of updates) Y.applyUpdate(doc, update)
}

const apply = {
  read: readFrames,
  make: updates => {
    const doc = new Y.Doc()
    return { work: () => applyAll(doc, updates), outcome: () => outcomeOf(doc) }
  }
}

const encode = {
  read: readFrames,
  make: updates => {
    const doc = new Y.Doc()
    applyAll(doc, updates)
    let state
    return {
      work: () => { state = Y.encodeStateAsUpdate(doc) },
      outcome: () => ({ files: { state }, counts: {} })
    }
  }
}

const read = {
  read: readFrames,
  make: updates => {
    const doc = new Y.Doc()
    applyAll(doc, updates)
    const text = doc.getText('t')
    let string
    return {
      work: () => { string = text.toString() },
      outcome: () => ({ files: { text: string }, counts: {} })
    }
  }
}

const merge = {
  read: readFrames,
  make: updates => {
    let merged
    return {
      work: () => { merged = Y.mergeUpdates(updates) },
      outcome: () => {
        const doc = new Y.Doc()
        Y.applyUpdate(doc, merged)
        const text = doc.getText('t').toString()
        return { files: { text }, counts: { merged_bytes: merged.length } }
      }
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
      outcome: () => ({ files: {}, counts: { documents: docs.length } })
    }
  }
}

// Applies messages to an awareness that has seen others before.
const awareness = (before, messages, encodes = false) => ({
  read: readMessages,
  make: input => {
    const doc = new Y.Doc()
    doc.clientID = 1
    const awareness = new Awareness(doc)
    const take = frames => {
      for (const frame of frames) applyAwarenessUpdate(awareness, frame, 'bench')
    }
    const encodeAll = () => encodeAwarenessUpdate(awareness, [...awareness.getStates().keys()])
    take(input[before] ?? [])
    let encoded
    return {
      work: () => { if (encodes) encoded = encodeAll(); else take(input[messages]) },
      outcome: () => ({ files: { awareness: encoded ?? encodeAll() }, counts: {} }),
      close: () => awareness.destroy()
    }
  }
})

const workloads = {
  replay,
  'replay-observed': replayObserved,
  apply,
  encode,
  read,
  merge,
  create,
  'awareness-arrive': awareness('', 'arrivals'),
  'awareness-change': awareness('allArrive', 'changes'),
  'awareness-arrive-batch': awareness('', 'allArrive'),
  'awareness-change-batch': awareness('allArrive', 'allChange'),
  'awareness-encode': awareness('allArrive', '', true)
}

// --- measuring ----------------------------------------------------------------------------------

const statusKb = field => {
  const status = fs.readFileSync('/proc/self/status', 'utf8')
  return Number(status.match(new RegExp(`^${field}:\\s*(\\d+)`, 'm'))[1])
}

// Sets the peak of this process back to what it holds now, and says how much that is.
const restartPeak = () => {
  try {
    fs.writeFileSync('/proc/self/clear_refs', '5')
    return statusKb('VmRSS')
  } catch {
    return null
  }
}

const measure = (make, leastRuns, budgetMs) => {
  const report = { wall_ms: [], cpu_ms: [], memory_kb: null, counts: {} }
  let files
  const begin = performance.now()
  do {
    const first = report.wall_ms.length === 0
    const workload = make()
    const beforeKb = first ? restartPeak() : null
    const cpuStart = process.cpuUsage()
    const start = performance.now()
    workload.work()
    report.wall_ms.push(performance.now() - start)
    const cpu = process.cpuUsage(cpuStart)
    report.cpu_ms.push((cpu.user + cpu.system) / 1000)
    if (first) {
      if (beforeKb !== null) report.memory_kb = Math.max(0, statusKb('VmHWM') - beforeKb)
      const outcome = workload.outcome()
      files = outcome.files
      report.counts = outcome.counts
    }
    workload.close?.()
  } while (report.wall_ms.length < leastRuns ||
    (report.wall_ms.length < mostRuns && performance.now() - begin < budgetMs))
  return { report, files }
}

const version = () => {
  const require = createRequire(import.meta.url)
  const packages = ['yjs', 'y-protocols', 'lib0'].map(name => {
    const manifest = new URL(`../node_modules/${name}/package.json`, import.meta.url)
    return `${name} ${JSON.parse(fs.readFileSync(manifest)).version}`
  })
  const module = import.meta.resolve('yjs')
  if (!module.endsWith('.mjs') || module.endsWith(require.resolve('yjs'))) {
    throw new Error(`yjs is not the ES module: ${module}`)
  }
  return { engine: 'yjs', version: packages.join(', '), host: `node ${process.versions.node}` }
}

const writeFrames = (path, frames) => {
  const u32 = value => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32LE(value)
    return bytes
  }
  const parts = frames.flatMap(frame => [u32(frame.length), frame])
  fs.writeFileSync(path, Buffer.concat([u32(frames.length), ...parts]))
}

const record = (input, updates, state) => {
  const doc = writer()
  const frames = []
  doc.on('update', update => frames.push(update))
  edit(doc.getText('t'), readEdits(input))
  writeFrames(updates, frames)
  writeFrames(state, [Y.encodeStateAsUpdate(doc)])
}

const [name, input, output, leastRuns, budgetMs] = process.argv.slice(2)
if (name === 'version') {
  console.log(JSON.stringify(version()))
} else if (name === 'record') {
  record(input, output, leastRuns)
} else {
  const { read, make } = workloads[name]
  const data = read(input)
  const { report, files } = measure(() => make(data), Number(leastRuns), Number(budgetMs))
  for (const file in files) fs.writeFileSync(`${output}/${file}`, files[file])
  console.log(JSON.stringify(report))
}
