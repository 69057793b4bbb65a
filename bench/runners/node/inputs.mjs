// inputs.mjs -- reads and writes the files described in input.h.

import fs from 'node:fs'

class File {
  constructor (path) {
    this.bytes = fs.readFileSync(path)
    this.next = 0
    this.decoder = new TextDecoder()
  }

  u32 () {
    this.next += 4
    return this.bytes.readUInt32LE(this.next - 4)
  }

  list (read) {
    return Array.from({ length: this.u32() }, read)
  }

  // A copy with a buffer of its own, as a socket would deliver it.
  frame () {
    const size = this.u32()
    this.next += size
    return new Uint8Array(this.bytes.subarray(this.next - size, this.next))
  }

  edit () {
    const [position, removed] = [this.u32(), this.u32()]
    return { position, removed, inserted: this.decoder.decode(this.frame()) }
  }
}

export const readFrames = path => {
  const file = new File(path)
  return file.list(() => file.frame())
}

export const readEdits = path => {
  const file = new File(path)
  return file.list(() => file.edit())
}

// {agents, steps: [{agent, received, edits}]}
export const readSession = path => {
  const file = new File(path)
  const agents = file.u32()
  const steps = file.list(() => {
    const agent = file.u32()
    return { agent, received: file.list(() => file.u32()), edits: file.list(() => file.edit()) }
  })
  return { agents, steps }
}

// Two frames for every client, new and changed, then two for all clients at once.
export const readMessages = path => {
  const frames = readFrames(path)
  const middle = frames.length / 2 - 1
  return {
    arrivals: frames.slice(0, middle),
    changes: frames.slice(middle, -2),
    allArrive: frames.slice(-2, -1),
    allChange: frames.slice(-1)
  }
}

export const writeFrames = (path, frames) => {
  const u32 = value => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32LE(value)
    return bytes
  }
  const parts = frames.flatMap(frame => [u32(frame.length), frame])
  fs.writeFileSync(path, Buffer.concat([u32(frames.length), ...parts]))
}
