// yjs_client.mjs -- one client of a document history on Yjs: its document, and all that it tells.
//
// Every shared type is observed, shallowly and deeply, from the end of the operation that brought
// it. Types are named by their number in the order in which they were first seen.
//
// What Yjs does to a document when it is merely looked at must not get into the comparison, see
// docs/decisions/0001: reading a text's delta deletes marks, and attributes that are objects are
// recognised by their identity, which no peer sees.
import * as Y from 'yjs'
import {
  base64, bytesOf, children, constructorOf, contentKind, kindOf, piece, showAttributes, tree,
  valueOf
} from './yjs_values.mjs'
import { atomsOf, deltaIn, indexIn, pathIn } from './yjs_units.mjs'

// A snapshot is a delete set and a state vector; an empty state vector is one zero byte.
const encodeDeleteSet = ds => Y.encodeSnapshot(new Y.Snapshot(ds, new Map())).subarray(0, -1)

// Two marks never share an object: identities are lost on the way to a peer.
const { integrate } = Y.Item.prototype
Y.Item.prototype.integrate = function (transaction, offset) {
  const { content } = this
  if (content instanceof Y.ContentFormat) content.value = structuredClone(content.value)
  return integrate.call(this, transaction, offset)
}

const DELETED = 4 // of Item.info

/** What event.delta is, without its effect on the document. */
const deltaOf = event => {
  const { doc } = event.target
  const { delete: deleteItem } = Y.Item.prototype
  const outer = doc._transaction
  const marked = []
  Y.Item.prototype.delete = function () {
    if (this.deleted) return
    this.info |= DELETED
    marked.push(this)
  }
  doc._transaction = event.transaction // or it would open one of its own
  try {
    return event.delta
  } finally {
    doc._transaction = outer
    Y.Item.prototype.delete = deleteItem
    for (const item of marked) item.info &= ~DELETED
  }
}

const changedSomething = ({ deleteSet, afterState, beforeState }) =>
  deleteSet.clients.size > 0 ||
  [...afterState].some(([client, clock]) => beforeState.get(client) !== clock)

const ranges = ds =>
  [...ds.clients].map(([client, of]) => [client, of.map(({ clock, len }) => [clock, len])])

export class Client {
  constructor (history, c, id) {
    this.history = history
    this.doc = new Y.Doc({ gc: history.gc[c], guid: 'doc' })
    this.doc.clientID = id
    this.roots = history.roots.map(([name, kind]) => this.doc.get(name, constructorOf(kind)))
    this.types = new Map()
    this.events = []
    this.waited = false // whether anything has ever had to wait for something missing
    this.before = new WeakMap() // text -> its atoms when the current transaction began
    if (history.unit !== 'utf16') this.doc.on('afterTransaction', () => this.note())
    if (history.undo !== null) this.watch(history.undo)
    this.listen()
    this.meet()
  }

  watch ({ scope, timeout, origins, ignore_remote: ignoreRemoteMapChanges }) {
    const types = scope === null ? this.doc : scope.map(name => this.doc.get(name))
    this.undo = new Y.UndoManager(types, {
      captureTimeout: timeout,
      captureTransaction: changedSomething,
      ignoreRemoteMapChanges,
      ...(origins === null ? {} : { trackedOrigins: new Set(origins) })
    })
    for (const kind of ['added', 'updated', 'popped']) {
      this.undo.on(`stack-item-${kind}`, ({ type, stackItem: { insertions, deletions } }) =>
        this.events.push(['stack', kind, type, ranges(insertions), ranges(deletions)]))
    }
  }

  listen () {
    this.doc.on('update', (update, origin, _doc, transaction) => this.events.push(['update', {
      u: base64(update),
      before: base64(Y.encodeStateVector(transaction.beforeState)),
      after: base64(Y.encodeStateVector(transaction.afterState)),
      ds: base64(encodeDeleteSet(transaction.deleteSet)),
      origin: typeof origin === 'object' && origin !== null ? 'undo' : origin,
      local: transaction.local
    }]))
    this.doc.on('updateV2', update => { this.events.at(-1)[1].u2 = base64(update) })
  }

  /** All live types, in document order. */
  walk () {
    const found = []
    const visit = type => {
      found.push(type)
      children(type).forEach(visit)
    }
    this.roots.forEach(visit)
    return found
  }

  /** Notes the texts as they are, for the lengths of the next deltas. */
  note () {
    for (const type of this.walk()) if (type instanceof Y.Text) this.before.set(type, atomsOf(type))
  }

  /** Observes the types that are new. */
  meet () {
    for (const type of this.walk()) {
      if (this.types.has(type)) continue
      const number = this.types.size
      this.types.set(type, number)
      type.observe(event => this.events.push(['event', number, this.told(event)]))
      type.observeDeep(events =>
        this.events.push(['deep', number, events.map(event => this.told(event))]))
    }
  }

  told (event) {
    const { target } = event
    const { unit } = this.history
    const keys = [...event.keys].map(([key, { action, oldValue }]) => [
      key,
      action,
      action === 'add' ? null : contentKind(oldValue),
      action === 'delete' ? null : contentKind(valueOf(target, key))
    ])
    return {
      target: this.types.get(target) ?? null,
      kind: kindOf(target),
      path: pathIn(event.path, target, unit),
      keys,
      delta: target instanceof Y.Text ? this.textDelta(event) : listDelta(event.delta)
    }
  }

  textDelta (event) {
    const delta = deltaIn(deltaOf(event), this.before.get(event.target) ?? [], this.history.unit)
    return delta.map(op => {
      if (op.delete !== undefined) return ['delete', op.delete]
      if (op.retain !== undefined) return ['retain', op.retain, showAttributes(op.attributes)]
      return piece(op, contentKind)
    })
  }

  /** What happened since the last report, and where that led. */
  report () {
    const { events } = this
    this.events = []
    this.meet()
    const waits = this.waits()
    const { waited } = this
    const entry = { events, roots: this.roots.map(tree), sv: this.state(), waits, waited }
    this.waited ||= waits
    if (this.undo) entry.stacks = [this.undo.undoStack.length, this.undo.redoStack.length]
    return entry
  }

  waits () {
    const { pendingStructs, pendingDs } = this.doc.store
    return pendingStructs !== null || pendingDs !== null
  }

  state () { return base64(Y.encodeStateVector(this.doc)) }

  full (v2) {
    return v2 ? Y.encodeStateAsUpdateV2(this.doc) : Y.encodeStateAsUpdate(this.doc)
  }

  lacking (sv, v2) {
    const encode = v2 ? Y.encodeStateAsUpdateV2 : Y.encodeStateAsUpdate
    return encode(this.doc, bytesOf(sv))
  }

  /**
   * Yjs notes one reason for which everything that waits goes on waiting, so it can hold back
   * blocks whose dependencies have all arrived. With `retry` they are let in at once, in the same
   * transaction.
   */
  apply ({ bytes, v2 }, origin) {
    const { retry } = this.history
    const apply = v2 ? Y.applyUpdateV2 : Y.applyUpdate
    if (!retry) return apply(this.doc, bytes, origin)
    this.doc.transact(() => {
      apply(this.doc, bytes)
      const { store } = this.doc
      for (let before = null; store.pendingStructs !== null && before !== this.state();) {
        before = this.state()
        const { update } = store.pendingStructs
        store.pendingStructs = null
        Y.applyUpdateV2(this.doc, update)
      }
    }, origin)
  }

  /** One of the live types of some kinds, or of all; there is one of every kind that is edited. */
  choose (at, ...kinds) {
    const types = this.walk().filter(type => kinds.length === 0 || kinds.includes(kindOf(type)))
    return types[at % types.length]
  }

  /** Where a relative position is now: the number of its type, and the index in it. */
  place (position) {
    const found = Y.createAbsolutePositionFromRelativePosition(position, this.doc)
    if (found === null) return null
    return [this.types.get(found.type) ?? null, indexIn(found.type, found.index, this.history.unit)]
  }
}

const listDelta = delta => delta.map(op => {
  if (op.delete !== undefined) return ['delete', op.delete]
  if (op.retain !== undefined) return ['retain', op.retain]
  return ['insert', op.insert.map(contentKind)]
})
