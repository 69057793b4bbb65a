// yjs_awareness.mjs -- runs one awareness history on y-protocols; awareness_executor.py is its twin.
//
// Time is the `now` of the history's operations. The interval that every Awareness sets up is caught
// instead of started, and called by the operation `tick`.
import * as Y from 'yjs'
import * as protocol from 'y-protocols/awareness'

const base64 = bytes => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
const bytesOf = text => new Uint8Array(Buffer.from(text, 'base64'))

/** An Awareness and the function it wanted to have called periodically. */
const create = id => {
  const doc = new Y.Doc()
  doc.clientID = id
  const setInterval = globalThis.setInterval
  let tick = null
  globalThis.setInterval = callback => { tick = callback }
  try {
    return { awareness: new protocol.Awareness(doc), tick }
  } finally {
    globalThis.setInterval = setInterval
  }
}

const step = (op, { awareness, tick }, messages) => {
  switch (op.op) {
    case 'set':
      awareness.setLocalState(op.state)
      return {}
    case 'field':
      awareness.setLocalStateField(op.field, op.value)
      return {}
    case 'remove':
      protocol.removeAwarenessStates(awareness, op.ids, op.origin)
      return {}
    case 'encode':
      messages.set(op.m, null)
      if (op.ids.some(id => !awareness.meta.has(id))) return { refused: true }
      messages.set(op.m, base64(protocol.encodeAwarenessUpdate(awareness, op.ids)))
      return { m: messages.get(op.m) }
    case 'apply': {
      const payload = op.payload ?? messages.get(op.of)
      if (payload != null) protocol.applyAwarenessUpdate(awareness, bytesOf(payload), op.origin)
      return {}
    }
    case 'tick':
      tick()
      return {}
    default:
      throw new Error(`unknown operation: ${op.op}`)
  }
}

export const runAwareness = (history, clock) => {
  clock.now = history.start
  const instances = history.clients.map(create)
  const messages = new Map()
  let events = []
  for (const { awareness } of instances) {
    for (const topic of ['change', 'update']) {
      awareness.on(topic, (changes, origin) => events.push([topic, changes, origin]))
    }
  }
  return history.ops.map(op => {
    clock.now = op.now
    const instance = instances[op.c]
    events = []
    const result = step(op, instance, messages)
    const { states, meta } = instance.awareness
    return { ...result, events, states: [...states], meta: [...meta] }
  })
}
