// yjs_edits.mjs -- the edits of document_edits.py, done with Yjs.
import * as Y from 'yjs'
import { newType, read, readPairs } from './yjs_values.mjs'
import { atomsOf, indexOfPoint } from './yjs_units.mjs'

const TEXTS = ['text', 'xmltext']
const MAPS = ['map', 'hook']
const PARENTS = ['fragment', 'element']
const NODES = ['element', 'xmltext']

const attributesOf = pairs => pairs === null ? undefined : readPairs(pairs)

/** A place in a text: index in Yjs of atom `where`. */
const placeIn = (text, where) => {
  const atoms = atomsOf(text)
  return indexOfPoint(atoms, where % (atoms.length + 1))
}

/** A range of a text as [index, length]; null when the text is empty. */
const rangeIn = (text, where, count) => {
  const atoms = atomsOf(text)
  if (atoms.length === 0) return null
  const start = where % atoms.length
  const index = indexOfPoint(atoms, start)
  return [index, indexOfPoint(atoms, Math.min(start + count, atoms.length)) - index]
}

const listRange = (list, where, count) => {
  if (list.length === 0) return null
  const start = where % list.length
  return [start, Math.min(count, list.length - start)]
}

/** The steps of a delta, as far as the text reaches. */
const deltaFor = (text, steps) => {
  let rest = atomsOf(text)
  const take = count => {
    const length = indexOfPoint(rest, count)
    rest = rest.slice(count)
    return length
  }
  return steps.flatMap(([kind, what, pairs = null]) => {
    const attributes = attributesOf(pairs)
    const common = attributes === undefined ? {} : { attributes }
    if (kind === 'text') return { insert: what, ...common }
    if (kind === 'embed') return { insert: read(what), ...common }
    const length = take(what)
    if (length === 0) return []
    return kind === 'delete' ? { delete: length } : { retain: length, ...common }
  })
}

const newNode = ([kind, text]) =>
  kind === 'element' ? new Y.XmlElement(text) : new Y.XmlText(text)

const edits = {
  insert (client, at, where, text, attributes) {
    const type = client.choose(at, ...TEXTS)
    type.insert(placeIn(type, where), text, attributesOf(attributes))
  },
  embed (client, at, where, value, attributes) {
    const type = client.choose(at, ...TEXTS)
    type.insertEmbed(placeIn(type, where), read(value), attributesOf(attributes))
  },
  embed_new (client, at, where, content, attributes) {
    const type = client.choose(at, ...TEXTS)
    type.insertEmbed(placeIn(type, where), newType(content), attributesOf(attributes))
  },
  format (client, at, where, count, attributes) {
    const type = client.choose(at, ...TEXTS)
    const range = rangeIn(type, where, count)
    if (range !== null) type.format(...range, readPairs(attributes))
  },
  erase (client, at, where, count) {
    const type = client.choose(at, ...TEXTS)
    const range = rangeIn(type, where, count)
    if (range !== null) type.delete(...range)
  },
  delta (client, at, steps) {
    const type = client.choose(at, ...TEXTS)
    type.applyDelta(deltaFor(type, steps))
  },
  put (client, at, where, contents) {
    const type = client.choose(at, 'array')
    type.insert(where % (type.length + 1), contents.map(read))
  },
  push (client, at, values) {
    client.choose(at, 'array').push(values.map(read))
  },
  remove (client, at, where, count) {
    const type = client.choose(at, 'array')
    const range = listRange(type, where, count)
    if (range !== null) type.delete(...range)
  },
  set (client, at, key, content) { client.choose(at, ...MAPS).set(key, read(content)) },
  unset (client, at, key) { client.choose(at, ...MAPS).delete(key) },
  clear (client, at) { client.choose(at, ...MAPS).clear() },
  grow (client, at, where, nodes) {
    const type = client.choose(at, ...PARENTS)
    type.insert(where % (type.length + 1), nodes.map(newNode))
  },
  prune (client, at, where, count) {
    const type = client.choose(at, ...PARENTS)
    const range = listRange(type, where, count)
    if (range !== null) type.delete(...range)
  },
  attribute (client, at, key, content) {
    client.choose(at, ...NODES).setAttribute(key, read(content))
  },
  drop (client, at, key) { client.choose(at, ...NODES).removeAttribute(key) }
}

/** A position for a sticky index: what Yjs calls a type and an index. */
export const positionFor = (client, at, where) => {
  const type = client.choose(at, ...TEXTS, 'array', ...PARENTS)
  return [type, type instanceof Y.Text ? placeIn(type, where) : where % (type.length + 1)]
}

export const editOnce = (client, [kind, ...args]) => edits[kind](client, ...args)
