// yjs_values.mjs -- what Yjs holds, as plain data for a log; and the way back.
//
// document_edits.py describes how values are written. A shared type is {text: pieces}, {array:
// contents} or {map: [[key, content], ...]}; where only its kind is told, it is {type: kind}. A
// piece of a text is ["text", text, attributes], ["embed", value, attributes] or ["type", content,
// attributes], with attributes as pairs, or null when there are none.
import * as Y from 'yjs'

export const base64 = ({ buffer, byteOffset, byteLength }) =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')
export const bytesOf = text => new Uint8Array(Buffer.from(text, 'base64'))

const KINDS = [['text', Y.Text], ['array', Y.Array], ['map', Y.Map]]

export const kindOf = type => KINDS.find(([, constructor]) => type instanceof constructor)[0]
export const constructorOf = kind => KINDS.find(([name]) => name === kind)[1]
export const newType = kind => new (constructorOf(kind))()
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
  if (shown.new !== undefined) return newType(shown.new)
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

/** A shared type with all that is in it. */
export const tree = type => {
  if (type instanceof Y.Text) return { text: type.toDelta().map(op => piece(op, tree)) }
  if (type instanceof Y.Array) return { array: type.toArray().map(content) }
  return { map: [...type.entries()].map(([key, value]) => [key, content(value)]) }
}

/** The shared types directly inside of one, in order, with the keys of maps sorted. */
export const children = type => {
  let values
  if (type instanceof Y.Text) values = type.toDelta().map(op => op.insert)
  else if (type instanceof Y.Array) values = type.toArray()
  else values = [...type.keys()].sort().map(key => type.get(key))
  return values.filter(isShared)
}
