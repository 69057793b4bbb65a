// yjs_peer.mjs -- Yjs and y-protocols behind a pipe: histories in, everything observable out.
//
// A frame is a 32-bit big-endian length and that many bytes of JSON. A request is {kind: "text" |
// "document" | "awareness", batch: [history, ...]}; its answer is {results: [log, ...]} in the same
// order. A whole history is one element of one message, so a round trip is paid per batch and not
// per operation. The process ends when its input ends; it has no timers.

// lib0 takes Date.now at import, so the clock must be in place before anything else is loaded.
const clock = { now: 0 }
Date.now = () => clock.now

const { runText } = await import('./yjs_text.mjs')
const { runDocument } = await import('./yjs_document.mjs')
const { runAwareness } = await import('./yjs_awareness.mjs')

const runners = {
  text: runText,
  document: history => runDocument(history, clock),
  awareness: history => runAwareness(history, clock)
}

const answer = request => {
  const run = runners[request.kind]
  if (run === undefined) throw new Error(`unknown kind of history: ${request.kind}`)
  return { results: request.batch.map(run) }
}

const send = value => {
  const body = Buffer.from(JSON.stringify(value))
  const head = Buffer.alloc(4)
  head.writeUInt32BE(body.length)
  process.stdout.write(head)
  process.stdout.write(body)
}

let buffered = Buffer.alloc(0)
let parts = []
let size = 0

process.stdin.on('data', chunk => {
  parts.push(chunk)
  size += chunk.length
  const isInsideFrame = buffered.length >= 4 && size < 4 + buffered.readUInt32BE(0)
  if (isInsideFrame) return // no copying until a long frame is complete
  buffered = Buffer.concat(parts)
  while (buffered.length >= 4) {
    const end = 4 + buffered.readUInt32BE(0)
    if (buffered.length < end) break
    const request = JSON.parse(buffered.toString('utf8', 4, end))
    buffered = buffered.subarray(end)
    send(answer(request))
  }
  parts = [buffered]
  size = buffered.length
})
