// yjs_text.mjs -- runs one text history on Yjs and writes down everything observable.
//
// The Python twin is executor.py; histories.py describes the operations. Positions in a history are
// numbers without a unit, reduced modulo the text's length in code points when they are used, so
// that any subset of a history is a history too. Deltas are reported in code points.
import * as Y from 'yjs'

const base64 = ({ buffer, byteOffset, byteLength }) =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')
const bytesOf = text => new Uint8Array(Buffer.from(text, 'base64'))

const countPoints = s => {
  let n = 0
  for (let i = 0; i < s.length; n++) i += s.codePointAt(i) > 0xffff ? 2 : 1
  return n
}

/** The UTF-16 index of code point `point` of `s`. */
const unitIndex = (s, point) => {
  let i = 0
  while (point-- > 0) i += s.codePointAt(i) > 0xffff ? 2 : 1
  return i
}

/** A delta with its lengths in code points of `before`, the text it applies to. */
const deltaInPoints = (delta, before) => {
  let at = 0
  return delta.map(step => {
    if (step.insert !== undefined) return step
    const key = step.retain === undefined ? 'delete' : 'retain'
    const end = at + step[key]
    const points = countPoints(before.slice(at, end))
    at = end
    return { ...step, [key]: points }
  })
}

// A snapshot is a delete set and a state vector; an empty state vector is one zero byte.
const encodeDeleteSet = ds => Y.encodeSnapshot(new Y.Snapshot(ds, new Map())).subarray(0, -1)

class Client {
  constructor (id, retry) {
    this.retry = retry
    this.doc = new Y.Doc()
    this.doc.clientID = id
    this.text = this.doc.getText('t')
    this.before = ''
    this.cursor = 0
    this.events = []
    this.deltas = []
    this.text.observe(event => this.deltas.push(deltaInPoints(event.delta, this.before)))
    this.doc.on('update', (update, _origin, _doc, transaction) => this.events.push({
      u: base64(update),
      before: base64(Y.encodeStateVector(transaction.beforeState)),
      after: base64(Y.encodeStateVector(transaction.afterState)),
      ds: base64(encodeDeleteSet(transaction.deleteSet))
    }))
  }

  /** What happened since the last report, and where that led. */
  report () {
    const { events, deltas } = this
    const entry = { events, deltas, text: this.text.toString(), sv: this.state() }
    this.before = entry.text
    this.events = []
    this.deltas = []
    return entry
  }

  state () { return base64(Y.encodeStateVector(this.doc)) }

  full () { return base64(Y.encodeStateAsUpdate(this.doc)) }

  /**
   * Yjs notes one reason for which everything that waits goes on waiting, so it can hold back
   * blocks whose dependencies have all arrived. With `retry` they are let in at once, in the same
   * transaction.
   */
  apply (payload) {
    if (!this.retry) return Y.applyUpdate(this.doc, bytesOf(payload), 'peer')
    this.doc.transact(() => {
      Y.applyUpdate(this.doc, bytesOf(payload))
      const { store } = this.doc
      for (let before = null; store.pendingStructs !== null && before !== this.state();) {
        before = this.state()
        const { update } = store.pendingStructs
        store.pendingStructs = null
        Y.applyUpdateV2(this.doc, update)
      }
    }, 'peer')
  }

  edit (edits) {
    this.doc.transact(() => edits.forEach(edit => this.editOnce(edit)))
  }

  editOnce ([kind, first, second]) {
    const s = this.text.toString()
    const length = countPoints(s)
    const cursor = Math.min(this.cursor, length)
    if (kind === 'insert') this.insert(s, first % (length + 1), second)
    else if (kind === 'type') this.insert(s, cursor, first)
    else if (kind === 'delete') {
      const start = length === 0 ? 0 : first % length
      this.remove(s, start, Math.min(start + second, length))
    } else if (kind === 'backspace') this.remove(s, Math.max(0, cursor - first), cursor)
    else throw new Error(`unknown edit: ${kind}`)
  }

  insert (s, point, value) {
    this.text.insert(unitIndex(s, point), value)
    this.cursor = point + countPoints(value)
  }

  remove (s, from, to) {
    this.cursor = from
    if (from === to) return
    const start = unitIndex(s, from)
    this.text.delete(start, unitIndex(s, to) - start)
  }
}

class Run {
  constructor (history) {
    this.history = history
    this.foreign = new Set(history.foreign ?? [])
    this.clients = history.clients.map((id, c) => this.foreign.has(c) ? null : this.create(id))
    this.messages = new Map()
  }

  create (id) { return new Client(id, this.history.retry === true) }

  /** The log entry of one operation; null when it belongs to a foreign client. */
  step (op, given) {
    const client = this.clients[op.c]
    if (client === null) {
      if (op.m !== undefined) this.messages.set(op.m, given.m)
      return null
    }
    return this[op.op](op, client, given)
  }

  put (op, payload) {
    this.messages.set(op.m, payload)
    return { m: payload }
  }

  edit (op, client) {
    client.edit(op.edits)
    const entry = client.report()
    return { ...this.put(op, entry.events.length > 0 ? entry.events[0].u : null), ...entry }
  }

  deliver (op, client) {
    const payload = this.messages.get(op.of)
    if (payload == null) return {} // an edit that changed nothing
    client.apply(payload)
    return client.report()
  }

  stateOf (c, given) { return this.clients[c] === null ? given.sv : this.clients[c].state() }

  diff (op, client, given) {
    const sv = this.stateOf(op.for, given)
    return { ...this.put(op, base64(Y.encodeStateAsUpdate(client.doc, bytesOf(sv)))), sv }
  }

  full (op, client) { return this.put(op, client.full()) }

  merge (op) {
    const payloads = op.of.map(m => this.messages.get(m)).filter(p => p != null)
    if (payloads.length === 0) return this.put(op, null)
    return this.put(op, base64(Y.mergeUpdates(payloads.map(bytesOf))))
  }

  update_state (op) {
    const payload = this.messages.get(op.of)
    if (payload == null) return {}
    return { sv: base64(Y.encodeStateVectorFromUpdate(bytesOf(payload))) }
  }

  update_diff (op, client, given) {
    const payload = this.messages.get(op.of)
    if (payload == null) return this.put(op, null)
    const sv = client.state()
    return { ...this.put(op, base64(Y.diffUpdate(bytesOf(payload), bytesOf(sv)))), sv }
  }

  restart (op, client) {
    const full = client.full()
    client.doc.destroy()
    const fresh = this.clients[op.c] = this.create(op.id)
    fresh.apply(full)
    return { full, ...fresh.report() }
  }

  check (op, client) {
    return { full: client.full(), text: client.text.toString(), sv: client.state() }
  }
}

/** One entry for each operation; an operation that throws ends the log with its error. */
export const runText = history => {
  const run = new Run(history)
  const log = []
  for (const [i, op] of history.ops.entries()) {
    try {
      log.push(run.step(op, history.given?.[i] ?? {}))
    } catch (error) {
      log.push({ error: String(error.stack ?? error) })
      break
    }
  }
  return log
}
