// yjs_document.mjs -- runs one document history on Yjs and writes down everything observable.
//
// Its twin is driver/; document_histories.py describes the operations. A message is {bytes, v2}.
import * as Y from 'yjs'
import { Client } from './yjs_client.mjs'
import { editOnce, positionFor } from './yjs_edits.mjs'
import { base64, bytesOf, constructorOf, tree } from './yjs_values.mjs'

const encoded = ({ bytes, v2 }, wanted) => {
  if (v2 === wanted) return bytes
  return (wanted ? Y.convertUpdateFormatV1ToV2 : Y.convertUpdateFormatV2ToV1)(bytes)
}

class Run {
  constructor (history, clock) {
    this.history = history
    this.clock = clock
    this.clock.now = 1000
    this.clients = history.clients.map((id, c) => new Client(history, c, id))
    this.messages = new Map()
    this.positions = []
    this.snapshots = new Map()
  }

  step (op) { return this[op.op](op, this.clients[op.c]) }

  put (op, bytes, v2 = op.v2 === true) {
    this.messages.set(op.m, bytes === null ? null : { bytes, v2 })
    return { m: bytes === null ? null : base64(bytes) }
  }

  /** The update of what `client` just did becomes message m. */
  publish (op, client) {
    const entry = client.report()
    const update = entry.events.find(([kind]) => kind === 'update')
    const bytes = update === undefined ? null : bytesOf(op.v2 ? update[1].u2 : update[1].u)
    return { ...this.put(op, bytes), ...entry }
  }

  edit (op, client) {
    client.doc.transact(() => {
      for (const edit of op.edits) editOnce(client, edit)
    }, op.origin ?? null)
    return this.publish(op, client)
  }

  undo (op, client) {
    const done = client.undo.undo() !== null
    return { done, ...this.publish(op, client) }
  }

  redo (op, client) {
    const done = client.undo.redo() !== null
    return { done, ...this.publish(op, client) }
  }

  stop (op, client) {
    client.undo.stopCapturing()
    return {}
  }

  forget (op, client) {
    client.undo.clear(op.undo, op.redo)
    return client.report()
  }

  widen (op, client) {
    if (this.history.undo.scope === null) return {}
    client.undo.addToScope(client.choose(op.at))
    return {}
  }

  time (op) {
    this.clock.now += op.ms
    return {}
  }

  deliver (op, client) {
    const message = this.messages.get(op.of)
    if (message == null) return {} // an edit that changed nothing
    client.apply(message, op.raw ? null : 'peer')
    return client.report()
  }

  diff (op, client) {
    const sv = this.clients[op.for].state()
    return { ...this.put(op, client.lacking(sv, op.v2 === true)), sv }
  }

  full (op, client) { return this.put(op, client.full(op.v2 === true)) }

  merge (op) {
    const messages = op.of.map(m => this.messages.get(m)).filter(message => message != null)
    if (messages.length === 0) return this.put(op, null)
    const merge = op.v2 ? Y.mergeUpdatesV2 : Y.mergeUpdates
    return this.put(op, merge(messages.map(message => encoded(message, op.v2 === true))))
  }

  update_state (op) {
    const message = this.messages.get(op.of)
    if (message == null) return {}
    const stateOf = message.v2 ? Y.encodeStateVectorFromUpdateV2 : Y.encodeStateVectorFromUpdate
    return { sv: base64(stateOf(message.bytes)) }
  }

  update_diff (op, client) {
    const message = this.messages.get(op.of)
    if (message == null) return this.put(op, null)
    const sv = client.state()
    const diff = op.v2 ? Y.diffUpdateV2 : Y.diffUpdate
    return { ...this.put(op, diff(encoded(message, op.v2 === true), bytesOf(sv))), sv }
  }

  convert (op) {
    const message = this.messages.get(op.of)
    if (message == null) return this.put(op, null)
    return this.put(op, encoded(message, !message.v2), !message.v2)
  }

  obscure (op) {
    const message = this.messages.get(op.of)
    if (message == null) return {}
    const obscure = message.v2 ? Y.obfuscateUpdateV2 : Y.obfuscateUpdate
    return { bytes: base64(obscure(message.bytes)) }
  }

  stick (op, client) {
    const [type, index] = positionFor(client, op.at, op.where)
    const position = Y.createRelativePositionFromTypeIndex(type, index, op.assoc)
    const json = JSON.stringify(Y.relativePositionToJSON(position))
    const bytes = Y.encodeRelativePosition(position)
    this.positions.push({ bytes, json })
    return { bytes: base64(bytes), json }
  }

  resolve (op, client) {
    const read = ({ bytes, json }) => op.json
      ? Y.createRelativePositionFromJSON(JSON.parse(json))
      : Y.decodeRelativePosition(bytes)
    return { places: this.positions.map(position => client.place(read(position))) }
  }

  snapshot (op, client) {
    const bytes = Y.encodeSnapshot(Y.snapshot(client.doc))
    this.snapshots.set(op.s, bytes)
    return { bytes: base64(bytes) }
  }

  restore (op, client) {
    if (!this.snapshots.has(op.of)) return {}
    const past = new Y.Doc({ gc: op.of % 2 === 0 })
    Y.createDocFromSnapshot(client.doc, Y.decodeSnapshot(this.snapshots.get(op.of)), past)
    const rootOf = ([name, kind]) => past.get(name, constructorOf(kind))
    const roots = this.history.roots.map(root => tree(rootOf(root)))
    return { full: base64(Y.encodeStateAsUpdate(past)), roots, after: client.report() }
  }

  contains (op) {
    const message = this.messages.get(op.update)
    if (message == null || !this.snapshots.has(op.of)) return {}
    const snapshot = Y.decodeSnapshot(this.snapshots.get(op.of))
    return { contains: Y.snapshotContainsUpdate(snapshot, encoded(message, false)) }
  }

  restart (op, client) {
    const bytes = client.full(false)
    client.doc.destroy()
    const fresh = this.clients[op.c] = new Client(this.history, op.c, op.id)
    fresh.apply({ bytes, v2: false }, 'peer')
    return { full: base64(bytes), ...fresh.report() }
  }

  check (op, client) {
    const [full, full2] = [client.full(false), client.full(true)].map(base64)
    return { full, full2, ...client.report() }
  }
}

/** One entry for each operation; an operation that throws ends the log with its error. */
export const runDocument = (history, clock) => {
  const run = new Run(history, clock)
  const log = []
  for (const op of history.ops) {
    try {
      log.push(run.step(op))
    } catch (error) {
      log.push({ error: String(error.stack ?? error) })
      break
    }
  }
  return log
}
