// yjs_values.mjs -- what Yjs holds, as plain data for a log; and the way back.
//
// document_edits.py describes how values are written. A shared type is {text: pieces}, {array:
// contents}, {map: [[key, content], ...]}, and for XML likewise, with its attributes and its
// printed form; where only its kind is told, it is {type: kind}. A piece of a text is ["text",
// text, attributes], ["embed", value, attributes] or ["type", content, attributes], with attributes
// as pairs, or null when there are none.
import * as Y from 'yjs'

export const base64 = ({ buffer, byteOffset, byteLength }) =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')
export const bytesOf = text => new Uint8Array(Buffer.from(text, 'base64'))

// Classes before the ones that they extend.
const KINDS = [
  ['xmltext', Y.XmlText],
  ['text', Y.Text],
  ['array', Y.Array],
  ['hook', Y.XmlHook],
  ['map', Y.Map],
  ['element', Y.XmlElement],
  ['fragment', Y.XmlFragment]
]

export const kindOf = type => KINDS.find(([, constructor]) => type instanceof constructor)[0]
export const constructorOf = kind => KINDS.find(([name]) => name === kind)[1]
export const newType = ({ new: kind, tag }) => new (constructorOf(kind))(tag)
export const isShared = value => value instanceof Y.AbstractType

const plainNumber = n => Number.isFinite(n) && !Object.is(n, -0)

export const show = value => {
  if (value === undefined) return { undefined: true }
  if (typeof value === 'bigint') return { bigint: String(value) }
  if (typeof value === 'number') {
    return plainNumber(value) ? value : { number: Object.is(value, -0) ? '-0' : String(value) }
  }
  if (value instanceof Uint8Array) return { bytes: base64(value) }
  if (Array.isArray(value)) return value.map(show)
  if (value !== null && typeof value === 'object') return { object: showPairs(value) }
  return value
}

const showPairs = object => Object.entries(object).map(([key, value]) => [key, show(value)])

export const read = shown => {
  if (Array.isArray(shown)) return shown.map(read)
  if (shown === null || typeof shown !== 'object') return shown
  if (shown.object !== undefined) return readPairs(shown.object)
  if (shown.bytes !== undefined) return bytesOf(shown.bytes)
  if (shown.bigint !== undefined) return BigInt(shown.bigint)
  if (shown.number !== undefined) return Number(shown.number)
  if (shown.new !== undefined) return newType(shown)
  return undefined
}

export const readPairs = pairs =>
  Object.fromEntries(pairs.map(([key, value]) => [key, read(value)]))

export const showAttributes = attributes => {
  const pairs = showPairs(attributes ?? {})
  return pairs.length > 0 ? pairs : null
}

/** One inserted thing of a text's delta; `showType` tells a shared type. */
export const piece = ({ insert, attributes }, showType) => {
  if (typeof insert === 'string') return ['text', insert, showAttributes(attributes)]
  if (isShared(insert)) return ['type', showType(insert), showAttributes(attributes)]
  return ['embed', show(insert), showAttributes(attributes)]
}

export const content = value => isShared(value) ? tree(value) : show(value)
export const contentKind = value => isShared(value) ? { type: kindOf(value) } : show(value)

/** The values of a map, or the attributes of an XML node, in the order in which they are kept. */
const entries = type => [...type._map]
  .filter(([, item]) => !item.deleted)
  .map(([key, item]) => [key, item.content.getContent().at(-1)])

const contents = type => entries(type).map(([key, value]) => [key, content(value)])

export const valueOf = (type, key) => new Map(entries(type)).get(key)

/** A shared type with all that is in it. */
export const tree = type => {
  const kind = kindOf(type)
  const shown = {}
  if (type instanceof Y.Text) shown[kind] = type.toDelta().map(op => piece(op, tree))
  else if (type instanceof Y.Map) shown[kind] = contents(type)
  else shown[kind] = type.toArray().map(content)
  if (kind === 'element' || kind === 'xmltext') shown.attributes = contents(type)
  if (kind === 'element') shown.tag = type.nodeName
  if (['element', 'fragment', 'xmltext'].includes(kind)) shown.printed = type.toString()
  return shown
}

/** The shared types directly inside of one: in order, then those under keys, which are sorted. */
export const children = type => {
  const values = []
  if (type instanceof Y.Text) values.push(...type.toDelta().map(op => op.insert))
  else if (!(type instanceof Y.Map)) values.push(...type.toArray())
  const keyed = entries(type).sort(([a], [b]) => a < b ? -1 : 1)
  return [...values, ...keyed.map(([, value]) => value)].filter(isShared)
}
