// yjs_awareness.mjs -- runs one awareness history on y-protocols; twin of awareness_executor.py.
//
// Time is the `now` of the history's operations. The interval that every Awareness sets up is
// caught instead of started, and called by the operation `tick`.
import * as Y from 'yjs'
import * as protocol from 'y-protocols/awareness'

const base64 = ({ buffer, byteOffset, byteLength }) =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')
const bytesOf = text => new Uint8Array(Buffer.from(text, 'base64'))

/** An Awareness and the function it wanted to have called periodically. */
const create = id => {
  const doc = new Y.Doc()
  doc.clientID = id
  const setInterval = globalThis.setInterval
  let tick = null
  globalThis.setInterval = callback => { tick = callback }
  try {
    const awareness = new protocol.Awareness(doc)
    awareness.setLocalState({}) // all engines do this, so that times and clocks start alike
    return { awareness, tick }
  } finally {
    globalThis.setInterval = setInterval
  }
}

class Run {
  constructor (history) {
    this.given = history.given
    this.messages = new Map()
    this.events = []
    this.instances = history.clients.map(create)
    for (const { awareness } of this.instances) {
      for (const topic of ['change', 'update']) {
        awareness.on(topic, (changes, origin) => this.events.push([topic, changes, origin]))
      }
    }
  }

  step (op, i) {
    this.events = []
    const instance = this.instances[op.c]
    const result = this[op.op](instance, op, i) ?? {}
    const { states, meta } = instance.awareness
    return { ...result, events: this.events, states: [...states], meta: [...meta] }
  }

  set ({ awareness }, op) { awareness.setLocalState(op.state) }

  field ({ awareness }, op) { awareness.setLocalStateField(op.field, op.value) }

  remove ({ awareness }, op) { protocol.removeAwarenessStates(awareness, op.ids, op.origin) }

  encode ({ awareness }, op, i) {
    this.messages.set(op.m, null)
    if (op.ids.some(id => !awareness.meta.has(id))) return { refused: true }
    const made = base64(protocol.encodeAwarenessUpdate(awareness, op.ids))
    // In a second run the other engine's bytes take the place of the own ones.
    this.messages.set(op.m, this.given === undefined ? made : this.given[i])
    return { m: made }
  }

  apply ({ awareness }, op) {
    const payload = op.payload ?? this.messages.get(op.of)
    if (payload != null) protocol.applyAwarenessUpdate(awareness, bytesOf(payload), op.origin)
  }

  tick ({ tick }) { tick() }
}

/** One entry for each operation. */
export const runAwareness = (history, clock) => {
  clock.now = history.start
  const run = new Run(history)
  return history.ops.map((op, i) => {
    clock.now = op.now
    return run.step(op, i)
  })
}
